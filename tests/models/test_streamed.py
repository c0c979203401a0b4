"""Points that come in chunks, for the models by themselves: see tests/stack/test_streamed.py."""

import pytest
import torch

from lessonnet.data import Part
from lessonnet.models import MLP, measure
from lessonnet.nn import DropoutPerBatch, Sigmoid
from lessonnet.optim import Momentum
from lessonnet.stack import Member
from tests.data.streams import HeldStream
from tests.models.training import stock_trainer
from tests.stack.test_streamed import cut, streamed
from tests.stack.test_weights import drawn, weighted
from tests.stack.trainings import blobs, train


@pytest.fixture(autouse=True)
def _float64():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("seed", [0, 3])
def test_model_on_a_stream_ends_where_the_engine_ends(seed):
    def data():
        ready = streamed(weighted(blobs(seed=seed, batch_size=16)))
        ready.val = cut(ready.val, [5, 0, 12, 7])
        return ready

    parts = {"optimizer": Momentum(lr=0.05), "dropout": DropoutPerBatch(0.2), "seed": seed}
    stack = train([Member(**parts)], [data()], dtype=torch.float64, activation=Sigmoid())
    model = MLP(hidden=[6, 4], in_features=4, classes=3, activation=Sigmoid(), **parts)
    trainer = stock_trainer(5)
    trainer.fit(model, datamodule=data())
    row = stack.layout.row(dict(model.network.named_parameters())).detach()
    # 25 steps of two orders of the same sums.
    torch.testing.assert_close(row, stack.rows.detach()[0, : stack.layout.size], rtol=0, atol=1e-12)
    expected = float(stack.history["val_error"][-1, 0])
    assert float(trainer.callback_metrics["val_error"]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("weigh", [False, True])
def test_measure_of_a_stream_equals_that_of_points_that_are_held(weigh):
    draw = torch.Generator().manual_seed(0)
    features, targets = torch.randn(10_000, 4, generator=draw), torch.randint(3, (10_000,), generator=draw)
    part = Part(features, targets, drawn(10_000) if weigh else None)
    model = MLP(hidden=[5], in_features=4, classes=3, activation=Sigmoid())
    stream = HeldStream(part, [3000, 0, 6000, 1000], dtype=torch.float64)
    held, found = (measure(model.network, model.criterion, one) for one in (part, stream))
    assert found == pytest.approx(held, rel=1e-13)  # sums in another order
    assert stream.reads == [0, 2, 3]
