"""What every built-in data set must do: declare its options, split, standardise, and feed a stock Trainer."""

import json
from pathlib import Path

import lightning
import numpy as np
import pytest
import torch
import yaml

from lessonnet.data import BUILT_IN, Admissions, Blobs, Gate, Iris, Moons, Spirals
from lessonnet.functional import random
from lessonnet.options import OptionError, options_of

BUILT = pytest.mark.parametrize("name", BUILT_IN)
CONF = Path(__file__).parents[2] / "conf" / "data"


def set_up(data):
    data.setup()
    return data


@BUILT
def test_every_set_has_the_common_options(name):
    common = {"batch_size", "val_fraction", "test_fraction", "standardize", "seed"}
    assert common <= options_of(BUILT_IN[name]).keys()


@BUILT
def test_every_set_has_the_defaults_of_its_yaml(name):
    node = yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))
    assert node.pop("_target_") == f"lessonnet.data.{BUILT_IN[name].__name__}"
    assert node.pop("seed") == "${seed}"
    assert node | {"seed": 0} == BUILT_IN[name]().options()


@BUILT
def test_every_set_is_rebuilt_from_its_options_as_json(name):
    first = set_up(BUILT_IN[name](seed=5))
    second = set_up(BUILT_IN[name](**json.loads(json.dumps(first.options()))))
    assert second.options() == first.options()
    assert torch.equal(first.train.features, second.train.features)
    assert torch.equal(first.train.targets, second.train.targets)


@BUILT
def test_every_set_describes_its_points(name):
    data = set_up(BUILT_IN[name]())
    assert data.train.features.shape[1] == data.in_features == len(set(data.feature_names))
    assert set(data.train.targets.tolist()) == set(range(data.classes))
    assert data.classes == len(set(data.class_names))
    assert all(type(text) is str for text in data.feature_names + data.class_names)
    assert (data.train.features.dtype, data.train.targets.dtype) == (torch.float64, torch.int64)


@BUILT
def test_every_set_scales_by_its_training_part_alone(name):
    data = set_up(BUILT_IN[name](standardize=True))
    raw = data.raw_train.features.numpy()
    deviation = np.where(np.ptp(raw, axis=0) == 0, 1, raw.std(axis=0))
    # rtol: sums taken in another order.
    np.testing.assert_allclose(data.scaling.mean, raw.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(data.scaling.scale, deviation, rtol=1e-12)
    np.testing.assert_allclose(data.train.features, (raw - raw.mean(axis=0)) / deviation, rtol=0, atol=1e-12)


def test_validation_and_test_points_are_scaled_by_the_training_parts_scaling():
    scaled, raw = set_up(Iris()), set_up(Iris(standardize=False))
    mean, scale = (np.array(values) for values in scaled.scaling)
    for ours, theirs in ((scaled.val, raw.val), (scaled.test, raw.test)):
        np.testing.assert_allclose(ours.features, (theirs.features.numpy() - mean) / scale, rtol=0, atol=1e-12)


def test_set_has_no_scaling_when_it_is_not_standardised():
    data = set_up(Iris(standardize=False))
    assert data.scaling is None
    assert torch.equal(data.train.features, data.raw_train.features)


def test_set_has_no_part_that_nobody_asked_for():
    data = set_up(Moons(val_fraction=0, test_fraction=0))
    assert (data.val, data.test) == (None, None)
    assert len(data.train.targets) == data.points


def test_set_is_set_up_once():
    data = set_up(Moons())
    train = data.train
    data.setup("fit")
    assert data.train is train


def test_set_is_split_differently_when_the_seed_differs():
    assert not torch.equal(set_up(Iris(seed=0)).train.features, set_up(Iris(seed=1)).train.features)


@BUILT
def test_every_set_draws_its_numbers_from_places_of_its_own(name, monkeypatch):
    places = []

    def noted(draw):
        def noting(*args, **keys):
            places.append(tuple(sorted(({"restart": 0, "layer": 0, "position": 0} | keys).items())))
            return draw(*args, **keys)

        return noting

    for draw in ("uniform", "normal", "permutation"):
        monkeypatch.setattr(random, draw, noted(getattr(random, draw)))
    set_up(BUILT_IN[name](seed=3))
    assert len(set(places)) == len(places)
    assert places or name in ("gate", "trick")  # whose rows are given, and not split
    assert all(("seed", 3) in place for place in places)


class Linear(lightning.LightningModule):
    """A stock model: one linear layer under torch's own cross-entropy and optimizer."""

    def __init__(self, data):
        super().__init__()
        self.layer = torch.nn.Linear(data.in_features, data.classes)
        self.seen = []

    def training_step(self, batch, batch_index):
        self.seen.append((self.current_epoch, batch[1].tolist()))
        return torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1])

    def validation_step(self, batch, batch_index):
        self.log("val", torch.nn.functional.cross_entropy(self.layer(batch[0]), batch[1]))

    test_step = validation_step

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.01)


def stock_trainer(directory, epochs):
    return lightning.Trainer(
        max_epochs=epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=directory,
    )


# What Lightning says, once, to a gate: it has no validation part.
@pytest.mark.filterwarnings("ignore:Total length of `list` across ranks is zero")
@BUILT
def test_every_set_feeds_a_stock_trainer(name, tmp_path):
    data = set_up(BUILT_IN[name]())
    trainer = stock_trainer(tmp_path, epochs=1)
    model = Linear(data)
    trainer.fit(model, datamodule=data)
    assert trainer.global_step == len(data.train_dataloader())
    if data.test is not None:
        trainer.test(model, datamodule=data, verbose=False)
        assert "val" in trainer.callback_metrics


def test_stock_trainer_sees_the_order_of_each_epoch(tmp_path):
    data = set_up(Iris())
    model = Linear(data)
    stock_trainer(tmp_path, epochs=3).fit(model, datamodule=data)
    loader = data.train_dataloader()
    expected = []
    for epoch in range(3):
        loader.sampler.set_epoch(epoch)
        expected += [(epoch, targets.tolist()) for _, targets in loader]
    assert model.seen == expected


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Iris(batch_size=0), r"`data.batch_size` must be .*got 0"),
        (lambda: Iris(batch_size="ful"), r"`data.batch_size` must be .*got 'ful'"),
        (lambda: Iris(val_fraction=1), r"`data.val_fraction` must be in \[0, 1\), got 1"),
        (lambda: Iris(test_fraction=-0.1), r"`data.test_fraction` must be in \[0, 1\), got -0.1"),
        (
            lambda: Iris(val_fraction=0.9, test_fraction=0.2),
            r"must be < 1, got 0.9 \+ 0.2 = 1.1: nothing would be left",
        ),
        (lambda: Iris(standardize=1), r"`data.standardize` must be true or false, got 1"),
        (lambda: Iris(seed=-1), r"`data.seed` must be in \[0, 9223372036854775807\], got -1"),
        (lambda: Iris(seed=2**63), r"`data.seed` must be in"),
        (lambda: Admissions(points=0), r"`data.points` must be in \[1, 100000000\], got 0"),
        (lambda: Admissions(noise=-1), r"`data.noise` must be in \[0, 1000000.0\], got -1"),
        (lambda: Admissions(rule="curve"), r"`data.rule` must be .*got 'curve'.*'curved'"),
        (lambda: Blobs(centers=1), r"`data.centers` must be ≥ 2, got 1"),
        (lambda: Blobs(spread=float("nan")), r"`data.spread` must be"),
        (lambda: Spirals(turns=0), r"`data.turns` must be in \(0, 1000000.0\], got 0"),
        (lambda: Spirals(arms=1), r"`data.arms` must be ≥ 2, got 1"),
        (lambda: Gate(gate="xnor"), r"`data.gate` must be .*got 'xnor'"),
    ],
)
def test_wrong_value_is_refused_by_name(build, message):
    with pytest.raises(OptionError, match=message):
        build()


def test_setup_names_the_class_that_is_too_rare():
    with pytest.raises(OptionError, match="class `true` has 1 point, too few"):
        Gate(gate="and", val_fraction=0.25).setup()
