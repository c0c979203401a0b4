"""Models are saved and read back by Lightning's own means, and no pickled code is run on the way."""

import pytest
import torch

from lessonnet.callbacks import DurableCheckpointIO
from lessonnet.models import MLP, LogisticRegression, Perceptron
from lessonnet.nn import DropoutPerEpoch, LeakyReLU, Uniform
from lessonnet.optim import Momentum
from tests.models.training import flat, stock_trainer
from tests.stack.trainings import blobs

SIZES = {"in_features": 4, "classes": 3}
PARTS = {**SIZES, "optimizer": Momentum(), "init": Uniform(0.5), "seed": 3}
MODELS = {
    "perceptron": (Perceptron, PARTS),
    "logistic": (LogisticRegression, PARTS),
    "mlp": (MLP, {"hidden": [5], "activation": LeakyReLU(0.2), "dropout": DropoutPerEpoch(0.2), **PARTS}),
}


@pytest.fixture(params=MODELS)
def saved(request, tmp_path):
    kind, parts = MODELS[request.param]
    model, trainer = kind(**parts), stock_trainer(2)
    trainer.fit(model, datamodule=blobs())
    trainer.save_checkpoint(tmp_path / "model.ckpt")
    return kind, parts, model, tmp_path / "model.ckpt"


def test_checkpoint_holds_tensors_and_plain_values_alone(saved):
    *_, path = saved
    assert torch.load(path, weights_only=True)["epoch"] == 2


def test_load_from_checkpoint_gives_the_trained_model_back(saved):
    kind, parts, model, path = saved
    loaded = kind.load_from_checkpoint(path, weights_only=True, **parts)
    assert torch.equal(flat(loaded), flat(model))


def test_load_from_checkpoint_refuses_other_layers(saved):
    kind, parts, _, path = saved
    with pytest.raises(RuntimeError, match="size mismatch"):
        kind.load_from_checkpoint(path, weights_only=True, **{**parts, "in_features": 5})


@pytest.mark.parametrize("plugins", [[], [DurableCheckpointIO()]], ids=["stock", "durable"])
@pytest.mark.parametrize("name", MODELS)
def test_model_resumed_after_an_epoch_equals_one_never_stopped(name, plugins, tmp_path):
    kind, parts = MODELS[name]
    whole, stopped, resumed = (kind(**parts) for _ in range(3))
    stock_trainer(4).fit(whole, datamodule=blobs())
    trainer = stock_trainer(2, plugins=plugins)
    trainer.fit(stopped, datamodule=blobs())
    trainer.save_checkpoint(tmp_path / "model.ckpt")
    again = stock_trainer(4, plugins=plugins)
    again.fit(resumed, datamodule=blobs(), ckpt_path=tmp_path / "model.ckpt", weights_only=True)
    assert torch.equal(flat(resumed), flat(whole))
