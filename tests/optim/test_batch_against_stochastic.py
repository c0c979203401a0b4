"""For the same computations, descent by mini-batches ends lower than descent by the whole (row L24)."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from lessonnet import optim
from lessonnet.functional import binary_cross_entropy

EPOCHS = 5


@pytest.fixture(scope="module")
def points() -> tuple[Tensor, Tensor]:
    """Return a real data set: 569 points of 30 features, standardised, and a constant 1 for the bias."""
    features, classes = load_breast_cancer(return_X_y=True)
    x = torch.from_numpy(StandardScaler().fit_transform(features))
    return torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], 1), torch.from_numpy(classes).double()


def error_after(points: tuple[Tensor, Tensor], batch_size: int, descend) -> float:
    """Train logistic regression for the same epochs, hence the same number of gradients of a point."""
    x, y = points
    drawn = np.random.default_rng(0)
    orders = [torch.from_numpy(drawn.permutation(len(x))).split(batch_size) for _ in range(EPOCHS)]
    batches = [batch for order in orders for batch in order]

    def gradient(step: int, w: Tensor) -> Tensor:
        leaf, batch = w.clone().requires_grad_(), batches[step]
        binary_cross_entropy(x[batch] @ leaf[0], y[batch]).mean().backward()
        return leaf.grad

    (w,) = descend([optim.SGD(0.1)], torch.zeros(1, x.shape[1], dtype=x.dtype), gradient, len(batches))[-1]
    return binary_cross_entropy(x @ w, y).mean().item()


def test_mini_batches_end_lower_than_the_whole_batch(points, descend):
    errors = [error_after(points, size, descend) for size in (len(points[0]), 128, 32, 8)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 3
