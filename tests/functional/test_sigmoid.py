"""The sigmoid against SciPy, its derivative against σ(1 − σ) and against finite differences."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet.functional import sigmoid

SCORES = [-30.0, -2.0, -0.3, 0.0, 0.7, 2.0, 30.0]


def scores(dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.tensor(SCORES, dtype=dtype, requires_grad=True)


def test_sigmoid_equals_scipys():
    # 1e-15: a few last bits of a float64 below 1.
    np.testing.assert_allclose(sigmoid(scores()).detach().numpy(), special.expit(SCORES), rtol=0, atol=1e-15)


def test_sigmoid_gives_the_numbers_of_the_lesson():
    # The quiz of row L18 at (1, 1) and (−1, −1): x1 + x2 is ±2, 10·x1 + 10·x2 is ±20.
    found = sigmoid(torch.tensor([2.0, -2.0, 20.0, -20.0])).tolist()
    assert [round(value, 2) for value in found] == [0.88, 0.12, 1.0, 0.0]


def test_sigmoid_backward_is_exactly_s_times_one_minus_s():
    x = scores()
    s = sigmoid(x)
    s.sum().backward()
    assert torch.equal(x.grad, (s * (1 - s)).detach())


def test_sigmoid_backward_is_the_custom_functions():
    # torch's own would be SigmoidBackward0.
    assert type(sigmoid(scores()).grad_fn).__name__ == "_SigmoidBackward"


def test_sigmoid_slope_is_at_most_a_quarter():
    x = torch.linspace(-5, 5, 1001, dtype=torch.float64, requires_grad=True)
    sigmoid(x).sum().backward()
    assert x.grad.max().item() == 0.25


def test_sigmoid_passes_gradcheck():
    assert torch.autograd.gradcheck(sigmoid, scores())


def test_sigmoid_passes_gradgradcheck():
    assert torch.autograd.gradgradcheck(sigmoid, scores())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_sigmoid_and_its_slope_are_finite_when_scores_are_huge(dtype):
    x = torch.tensor([-1000.0, 1000.0], dtype=dtype, requires_grad=True)
    s = sigmoid(x)
    s.sum().backward()
    assert s.tolist() == [0.0, 1.0]
    assert x.grad.tolist() == [0.0, 0.0]
