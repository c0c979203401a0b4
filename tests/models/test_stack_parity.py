"""A model under a stock Trainer, fed by its data set's own batches, ends where the engine ends with the same seed.

The engine writes gradients out and updates all parameters as one row; the model goes through autograd and torch.optim.
A step of the two differs by rounding, and 25 steps amplify that little: 1e-6 in float32, 1e-12 in float64.
"""

from dataclasses import replace

import pytest
import torch

from lessonnet.models import MLP, LogisticRegression, Perceptron
from lessonnet.nn import PerceptronCriterion, Sigmoid
from lessonnet.optim import LBFGS
from tests.models.training import stock_trainer
from tests.stack.trainings import DROPOUTS, RULES, blobs, members, train

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}


@pytest.fixture(params=TOLERANCE, ids=str)
def dtype(request):
    """The default dtype while a test runs: models and loaders follow it."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(request.param)
    yield request.param
    torch.set_default_dtype(before)


def assert_same_ends(kind, member, data, dtype, atol=None, **options):
    """Train a model and a stack of one; `options` are the stack's."""
    member = replace(member, restart=0)
    stack = train([member], [data], dtype=dtype, **options)
    parts = {"optimizer": member.optimizer, "regularizer": member.regularizer, "dropout": member.dropout}
    if kind is MLP:
        parts |= {"hidden": [6, 4], "activation": options.get("activation", Sigmoid())}
    model, trainer = kind(in_features=4, classes=data.classes, seed=member.seed, **parts), stock_trainer(5)
    trainer.fit(model, datamodule=data)
    atol = atol or TOLERANCE[dtype]
    row = stack.layout.row(dict(model.network.named_parameters())).detach()
    torch.testing.assert_close(row, stack.rows.detach()[0, : stack.layout.size], rtol=0, atol=atol)
    for name in ("val_error", "val_accuracy"):
        # Means over points of errors up to 10; a logged accuracy is a float32 whatever the model's dtype.
        expected, found = float(stack.history[name][-1, 0]), float(trainer.callback_metrics[name])
        assert found == pytest.approx(expected, abs=1e-6 if name == "val_accuracy" else 10 * atol)


@pytest.mark.parametrize("dropout", DROPOUTS)
@pytest.mark.parametrize("rule", RULES)
def test_mlp_ends_where_the_engine_ends(rule, dropout, dtype):
    member = members(rule, dropout=dropout, limited=True)[5]
    assert_same_ends(MLP, member, blobs(seed=member.seed, batch_size=16), dtype, activation=Sigmoid())


@pytest.mark.parametrize("centers", [2, 3])
@pytest.mark.parametrize("k", range(4))
def test_logistic_regression_ends_where_the_engine_ends_under_every_penalty(k, centers, dtype):
    member = replace(members("momentum")[k], dropout=None)
    assert_same_ends(
        LogisticRegression, member, blobs(seed=member.seed, batch_size=16, centers=centers), dtype, hidden=()
    )


@pytest.mark.parametrize("centers", [2, 3])
def test_perceptron_ends_where_the_engine_ends(centers, dtype):
    member = replace(members("sgd")[6], dropout=None)
    data = blobs(seed=member.seed, batch_size=16, centers=centers)
    # A sum over points, not a mean: numbers are about ten times as large.
    options = {"atol": 10 * TOLERANCE[dtype], "criterion": PerceptronCriterion()}
    assert_same_ends(Perceptron, member, data, dtype, hidden=(), **options)


@pytest.mark.parametrize("dropout", DROPOUTS)
def test_mlp_ends_where_the_engine_ends_when_a_batch_holds_all_points(dropout, dtype):
    member = members("adam", dropout=dropout)[5]
    data = blobs(seed=member.seed, batch_size="full")
    assert_same_ends(MLP, member, data, dtype, batch_size=None, activation=Sigmoid())


def test_logistic_regression_ends_where_the_engine_ends_with_lbfgs(dtype):
    member = replace(members("sgd")[2], optimizer=LBFGS(max_iter=3), dropout=None)
    data = blobs(seed=member.seed, batch_size="full")
    # Line searches divide small differences by small differences, fifteen times here.
    atol = 1000 * TOLERANCE[dtype]
    assert_same_ends(LogisticRegression, member, data, dtype, atol=atol, batch_size=None, hidden=())
