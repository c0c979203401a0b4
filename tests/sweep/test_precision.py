"""`trainer.precision` does what it says, to the weights that are saved and to the numbers on the way."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lessonnet.data import BUILT_IN
from tests.sweep.runs import Run, composed, finished

MLP = ("data=moons", "model=mlp", "optimizer=momentum", "trainer.max_epochs=5")


@pytest.fixture(scope="module", params=["closed_form", "autograd"])
def runs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    directory = tmp_path_factory.mktemp(request.param)
    return {
        precision: finished(directory / precision, *MLP, f"trainer.precision={precision}", f"backprop={request.param}")
        for precision in ("64-true", "32-true", "bf16-mixed")
    }


@pytest.mark.parametrize(
    ("precision", "dtype"),
    [("64-true", torch.float64), ("32-true", torch.float32), ("bf16-mixed", torch.float32)],
)
def test_precision_is_that_of_the_saved_weights(precision: str, dtype: torch.dtype, runs: dict[str, Run]) -> None:
    assert {tensor.dtype for tensor in runs[precision].tensors.values()} == {dtype}
    assert json.loads((runs[precision].directory / "model" / "model.json").read_text())["precision"] == precision


def distance(one: Run, other: Run) -> float:
    return max(
        float((tensor.double() - other.tensors[name].double()).abs().max()) for name, tensor in one.tensors.items()
    )


def test_float32_differs_from_float64_by_its_rounding(runs: dict[str, Run]) -> None:
    # 24 bits of mantissa, some dozen steps
    assert 1e-9 < distance(runs["32-true"], runs["64-true"]) < 1e-5


def test_bfloat16_products_differ_from_float32_by_their_rounding(runs: dict[str, Run]) -> None:
    # 8 bits of mantissa in each product, averaged over a mini-batch
    assert 1e-6 < distance(runs["bf16-mixed"], runs["32-true"]) < 5e-2


def test_weights_under_bfloat16_products_keep_all_their_bits(runs: dict[str, Run]) -> None:
    weights = runs["bf16-mixed"].tensors["layers.0.weight"]
    assert not torch.equal(weights, weights.bfloat16().float())


def test_float64_is_kept_through_the_whole_training(tmp_path: Path) -> None:
    options = ("data.batch_size=full", "init=zeros", "optimizer.lr=0.5", "trainer.max_epochs=20")
    run = finished(tmp_path, *options, "trainer.precision=64-true")
    assert run.results["best_epoch"] == 20  # or other weights than the last were saved
    data = BUILT_IN["admissions"](**{k: v for k, v in composed(*options).data.items() if k != "_target_"})
    data.setup()
    x, y = data.train.features.numpy(), data.train.targets.numpy()
    weights, bias = np.zeros(2), 0.0
    for _ in range(20):
        delta = 1 / (1 + np.exp(-(x @ weights + bias))) - y
        weights, bias = weights - 0.5 * (delta @ x) / len(y), bias - 0.5 * delta.mean()
    # float64 sums in another order; float32 anywhere on the way would show as 1e-8
    np.testing.assert_allclose(run.tensors["layers.0.weight"].numpy()[:, 0], weights, rtol=0, atol=1e-13)
    np.testing.assert_allclose(run.tensors["layers.0.bias"].item(), bias, rtol=0, atol=1e-13)
