"""Gradient descent on the mean cross-entropy is the lesson's formula (row L12)."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet.functional import binary_cross_entropy


@pytest.mark.parametrize("m", [1, 20])
def test_sgd_step_adds_alpha_times_what_is_missing_times_the_input(m):
    # w_i' = w_i + α(y − ŷ)·x_i and b' = b + α(y − ŷ), summed over the points, with α = rate / m.
    drawn, rate = np.random.default_rng(0), 0.3
    x, y = drawn.standard_normal((m, 3)), drawn.integers(0, 2, m).astype(float)
    w, b = np.array([0.5, -1.0, 2.0]), 0.25
    missing = y - special.expit(x @ w + b)
    expected = [*(w + rate / m * missing @ x), b + rate / m * missing.sum()]

    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    binary_cross_entropy(torch.from_numpy(x) @ weights + bias, torch.from_numpy(y)).mean().backward()
    torch.optim.SGD([weights, bias], lr=rate).step()
    assert [*weights.tolist(), bias.item()] == pytest.approx(expected, abs=1e-14)  # last bits
