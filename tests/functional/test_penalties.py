"""The penalties are the sums that the lesson writes (row L19)."""

import numpy as np
import pytest
import torch

from lessonnet.functional import l1_penalty, l2_penalty

WEIGHTS = [[0.5, -1.5, 0.0], [2.0, -0.25, 3.0]]


def weights() -> torch.Tensor:
    return torch.tensor(WEIGHTS, dtype=torch.float64, requires_grad=True)


def test_l1_penalty_is_the_sum_of_absolute_weights():
    assert l1_penalty(weights()).item() == 7.25  # 0.5 + 1.5 + 0 + 2 + 0.25 + 3


def test_l2_penalty_is_the_sum_of_squared_weights():
    assert l2_penalty(weights()).item() == 15.5625  # 0.25 + 2.25 + 0 + 4 + 0.0625 + 9


@pytest.mark.parametrize(("penalty", "power"), [(l1_penalty, 1), (l2_penalty, 2)], ids=["l1", "l2"])
def test_penalty_equals_numpys_norm(penalty, power):
    drawn = np.random.default_rng(0).standard_normal(1000)
    expected = np.linalg.norm(drawn, power) ** power
    assert penalty(torch.from_numpy(drawn)).item() == pytest.approx(expected, rel=1e-13)  # the order of 1000 additions


def test_l1_penalty_slope_is_the_sign():
    w = weights()
    l1_penalty(w).backward()
    assert torch.equal(w.grad, torch.tensor(np.sign(WEIGHTS)))


def test_l2_penalty_slope_is_twice_the_weight():
    w = weights()
    l2_penalty(w).backward()
    assert torch.equal(w.grad, 2 * w.detach())
