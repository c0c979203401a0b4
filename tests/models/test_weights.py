"""Points that count more or less often than once, for the models by themselves: see tests/stack/test_weights.py."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet.data import Part
from lessonnet.models import MLP, LogisticRegression, Perceptron, measure
from lessonnet.nn import DropoutPerBatch, PerceptronCriterion, Sigmoid
from lessonnet.optim import SGD, Momentum
from lessonnet.stack import Member
from tests.models.training import stock_trainer
from tests.stack.test_weights import drawn, weighted
from tests.stack.trainings import blobs, train

KINDS = {
    "perceptron": (Perceptron, {"hidden": (), "criterion": PerceptronCriterion()}),
    "logistic": (LogisticRegression, {"hidden": ()}),
    "mlp": (MLP, {"hidden": (6, 4), "activation": Sigmoid()}),
}


@pytest.fixture(autouse=True)
def _float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("centers", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_model_of_weighted_points_ends_where_the_engine_ends(kind, centers):
    model_class, options = KINDS[kind]
    data = weighted(blobs(centers=centers, batch_size=16))
    parts = {"optimizer": Momentum(lr=0.02), "dropout": DropoutPerBatch(0.2) if kind == "mlp" else None}
    stack = train([Member(**parts)], [data], dtype=torch.float64, **options)
    if kind == "mlp":
        parts |= {"hidden": [6, 4], "activation": Sigmoid()}
    model, trainer = model_class(in_features=4, classes=centers, **parts), stock_trainer(5)
    trainer.fit(model, datamodule=data)
    row = stack.layout.row(dict(model.network.named_parameters())).detach()
    # 25 steps of two orders of the same sums, of weights up to some tens for a perceptron.
    torch.testing.assert_close(row, stack.rows.detach()[0, : stack.layout.size], rtol=1e-12, atol=1e-12)
    for name in ("val_error", "val_accuracy"):
        # An accuracy is logged as a float32.
        expected = float(stack.history[name][-1, 0])
        assert float(trainer.callback_metrics[name]) == pytest.approx(expected, abs=1e-6 if "acc" in name else 1e-11)


@pytest.mark.parametrize("points", [100, 4096, 10_000])
def test_measure_of_weighted_points_equals_numpys(points):
    draw = torch.Generator().manual_seed(0)
    features = torch.randn(points, 3, generator=draw)
    part = Part(features, torch.randint(2, (points,), generator=draw), drawn(points))
    model = LogisticRegression(in_features=3, classes=2, optimizer=SGD())
    (layer,) = model.network.dense
    scores = part.features.numpy() @ layer.weight.detach().numpy()[:, 0] + layer.bias.item()
    y, weights = part.targets.numpy(), part.weights.numpy()
    errors = -special.log_expit(np.where(y == 1, scores, -scores))
    measured = measure(model.network, model.criterion, part)
    assert measured["error"] == pytest.approx((weights * errors).mean(), rel=1e-12)  # last bits
    assert measured["accuracy"] == ((scores >= 0) == (y == 1)).mean()


def test_measure_takes_features_of_either_precision():
    draw = torch.Generator().manual_seed(0)
    part = Part(torch.randn(100, 3, generator=draw).float(), torch.randint(2, (100,), generator=draw))
    model = LogisticRegression(in_features=3, classes=2)
    measured = [
        measure(model.network, model.criterion, part._replace(features=part.features.to(dtype)))
        for dtype in (torch.float32, torch.float64)
    ]
    assert measured[0] == measured[1]
