"""A local minimum that plain descent is caught in and momentum crosses (row L22)."""

import pytest
import torch
from torch import Tensor

from lessonnet import optim

# E(w) = (w² − 1)² + 0.3·w: a shallow valley on the right of a hill near w = 0.08, a deep one on its left. Minima by
# numpy.roots([4, 0, -4, 0.3]), the zeros of E'.
SHALLOW, DEEP = 0.9601, -1.0355
START, STEPS = 1.8, 600


def error(w: Tensor) -> Tensor:
    return (w**2 - 1) ** 2 + 0.3 * w


def slope(_step: int, w: Tensor) -> Tensor:
    return 4 * w * (w**2 - 1) + 0.3


def end(descend, rule: optim.Rule) -> Tensor:
    return descend([rule], torch.full((1, 1), START, dtype=torch.float64), slope, STEPS)[-1]


def test_plain_descent_is_caught_in_the_shallow_valley(descend):
    assert end(descend, optim.SGD(0.01)).item() == pytest.approx(SHALLOW, abs=1e-4)  # four decimals, as above


@pytest.mark.parametrize("rule", [optim.Momentum(0.01, 0.9), optim.Nesterov(0.01, 0.9)], ids=["momentum", "nesterov"])
def test_momentum_crosses_the_hill_to_the_deep_valley(descend, rule):
    assert end(descend, rule).item() == pytest.approx(DEEP, abs=1e-4)


def test_momentum_ends_with_the_smaller_error(descend):
    assert error(end(descend, optim.Momentum(0.01, 0.9))) < error(end(descend, optim.SGD(0.01))) - 0.5


def test_momentum_crosses_beside_a_member_that_is_caught(descend):
    # One stack: momentum 0 is plain descent.
    rules = [optim.Momentum(0.01, momentum) for momentum in (0.0, 0.9)]
    found = descend(rules, torch.full((2, 1), START, dtype=torch.float64), slope, STEPS)[-1]
    assert found.flatten().tolist() == pytest.approx([SHALLOW, DEEP], abs=1e-4)
