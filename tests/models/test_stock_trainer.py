"""Each model by itself under a stock Trainer: an ordinary LightningModule."""

import lightning.pytorch as pl
import pytest
import torch

from lessonnet.models import MLP, LogisticRegression, Perceptron
from lessonnet.nn import L2, DropoutPerBatch, Normal, Tanh
from lessonnet.optim import LBFGS, SGD, Adam, Momentum
from tests.models.training import flat, stock_loaders, stock_trainer
from tests.stack.trainings import blobs

MODELS = {
    "perceptron": lambda **sizes: Perceptron(**sizes, optimizer=SGD(lr=0.01)),
    "logistic": lambda **sizes: LogisticRegression(**sizes, optimizer=Momentum()),
    "mlp": lambda **sizes: MLP(hidden=[8], activation=Tanh(), **sizes, optimizer=Adam(lr=0.02)),
}


@pytest.fixture(scope="module", params=[2, 3])
def data(request):
    return blobs(centers=request.param, spread=1.0)  # clouds that one line each can part


def built(name, data):
    return MODELS[name](in_features=data.in_features, classes=data.classes)


@pytest.mark.parametrize("name", MODELS)
def test_model_learns_from_a_stock_data_loader(name, data):
    model, trainer = built(name, data), stock_trainer(30)
    trainer.fit(model, **stock_loaders(data))
    assert trainer.callback_metrics["val_accuracy"] > 0.95  # all of 24 points, or all but one


@pytest.mark.parametrize("name", MODELS)
def test_model_learns_from_a_data_module(name, data):
    model, trainer = built(name, data), stock_trainer(30)
    trainer.fit(model, datamodule=data)
    (tested,) = trainer.test(model, datamodule=data, verbose=False)
    assert tested["test_accuracy"] > 0.95


@pytest.mark.parametrize("name", MODELS)
def test_model_predicts_under_a_stock_trainer(name, data):
    model, loaders = built(name, data), stock_loaders(data)
    predicted = torch.cat(stock_trainer(1).predict(model, loaders["val_dataloaders"]))
    scores = model(data.val.features.float())
    assert predicted.tolist() == ((scores[:, 0] >= 0).long() if data.classes == 2 else scores.argmax(1)).tolist()


def test_model_trains_with_lbfgs():
    data = blobs(batch_size="full")
    model, trainer = LogisticRegression(in_features=4, classes=3, optimizer=LBFGS(), regularizer=L2()), stock_trainer(3)
    trainer.fit(model, datamodule=data)
    # The optimum of a convex objective: no slope is left. 60 iterations reach it to float32's digits.
    targets = data.train.targets
    model._objective(model(data.train.features.float()), targets).backward()
    assert max(float(parameter.grad.abs().max()) for parameter in model.parameters()) < 1e-5


def test_dropout_is_off_when_a_model_is_validated():
    data = blobs()
    model = MLP(hidden=[8], in_features=4, classes=3, activation=Tanh(), dropout=DropoutPerBatch(0.5))
    trainer = stock_trainer(1)
    trainer.fit(model, datamodule=data)
    features, targets = data.val.features.float(), data.val.targets
    expected = (model.predict(features) == targets).float().mean()
    assert trainer.callback_metrics["val_accuracy"] == pytest.approx(float(expected), abs=1e-6)  # float32 means


def test_accumulated_batches_have_masks_of_their_own():
    class Watched(MLP):
        def __init__(self, **parts):
            super().__init__(hidden=[8], **parts)
            self.drawn = []

        def _masks(self, points):
            masks = super()._masks(points)
            self.drawn.append(masks[0])
            return masks

    model = Watched(in_features=4, classes=3, activation=Tanh(), dropout=DropoutPerBatch(0.5))
    stock_trainer(1, accumulate_grad_batches=2).fit(model, datamodule=blobs(batch_size=18))
    assert len(model.drawn) == 4
    assert all(not torch.equal(a, b) for i, a in enumerate(model.drawn) for b in model.drawn[:i])


@pytest.mark.parametrize("clipped_by", ["rule", "trainer"])
def test_gradient_is_clipped_by_the_rule_or_by_the_trainer(clipped_by):
    limit = 0.01
    rule, options = SGD(lr=1.0, clip_norm=limit), {}
    if clipped_by == "trainer":
        rule, options = SGD(lr=1.0), {"gradient_clip_val": limit}
    model = LogisticRegression(in_features=4, classes=3, init=Normal(1.0), optimizer=rule)
    before = flat(model).clone()
    stock_trainer(1, max_steps=1, **options).fit(model, datamodule=blobs())
    # Rate 1: the step is the clipped gradient; Lightning's own clipping adds 1e-6 to the norm that it divides by.
    assert float((flat(model) - before).norm()) == pytest.approx(limit, rel=1e-5)


def test_module_and_callbacks_of_lightning_work_together(tmp_path):
    data, checkpoint = blobs(), pl.callbacks.ModelCheckpoint(tmp_path, monitor="val_error")
    stopping = pl.callbacks.EarlyStopping("val_error", patience=2)
    model = MLP(hidden=[8], in_features=4, classes=3, activation=Tanh(), optimizer=Adam(lr=0.1))
    trainer = stock_trainer(100, callbacks=[checkpoint, stopping], enable_checkpointing=True)
    trainer.fit(model, datamodule=data)
    assert stopping.stopped_epoch > 0
    assert checkpoint.best_model_score == stopping.best_score
