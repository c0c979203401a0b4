"""An error surface as a model: through a stock Trainer, and what it refuses."""

import pytest
import torch

from lessonnet.data import NoData
from lessonnet.models import ErrorSurface, FromRun
from lessonnet.nn import L2, DropoutPerBatch, Fixed, He
from lessonnet.optim import Momentum
from lessonnet.options import OptionError
from lessonnet.surfaces import KILIMANJERROR, SURFACES
from tests.models.training import stock_trainer


def test_model_is_a_place_and_its_error_the_height_there() -> None:
    model = ErrorSurface("kilimanjerror", init=Fixed([1.0, -2.0]))
    place = model(torch.empty(1, 0))
    assert place.tolist() == [[1.0, -2.0]]
    found = model.criterion.errors(place, torch.zeros(1, 2))
    torch.testing.assert_close(found, KILIMANJERROR.height(place))


def test_model_begins_at_the_base_camp() -> None:
    assert ErrorSurface()(torch.empty(1, 0)).tolist() == [[0.0, 0.0]]


@pytest.mark.filterwarnings("ignore:You defined a `validation_step`")  # there is nothing to validate on
def test_stock_trainer_takes_the_steps_of_torchs_own_optimizer() -> None:
    model = ErrorSurface("kilimanjerror", optimizer=Momentum(lr=0.1, momentum=0.9))
    data = NoData()
    data.setup()
    stock_trainer(30, limit_val_batches=0, log_every_n_steps=1).fit(model, data.train_dataloader())
    place = torch.zeros(2, requires_grad=True)
    oracle = torch.optim.SGD([place], lr=0.1, momentum=0.9)
    for _ in range(30):
        oracle.zero_grad()
        KILIMANJERROR.height(place).backward()
        oracle.step()
    torch.testing.assert_close(model(torch.empty(1, 0))[0], place, rtol=0, atol=1e-6)  # the same float32 arithmetic


def test_data_is_one_point_without_features() -> None:
    data = NoData()
    data.setup()
    assert data.train.features.shape == (1, 0)
    assert data.val is data.test is None
    assert (data.in_features, data.classes, data.options()) == (0, 0, {})


def test_unknown_mountain_is_refused_with_the_nearest() -> None:
    with pytest.raises(OptionError, match=r"`model\.surface` must be .*Did you mean .errorest.") as refusal:
        ErrorSurface("everest")  # type: ignore[arg-type]
    assert all(name in str(refusal.value) for name in SURFACES)


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ({"in_features": 2}, "add data=none"),
        ({"regularizer": L2(0.1)}, "`regularizer` does nothing"),
        ({"dropout": DropoutPerBatch(0.5)}, "`dropout` does nothing"),
        ({"init": He()}, "the place to start from"),
        ({"init": FromRun("x")}, "the place to start from"),
    ],
    ids=["features", "regularizer", "dropout", "he", "run"],
)
def test_what_a_surface_has_no_use_for_is_refused(part, word) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OptionError, match=word):
        ErrorSurface(**part)
