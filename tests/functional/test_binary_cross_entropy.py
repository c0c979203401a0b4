"""Binary cross-entropy against the lesson's numbers, NumPy, torch and finite differences (rows L11 and L12)."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet.functional import binary_cross_entropy, sigmoid

SCORES = [-7.0, -2.0, -0.3, 0.0, 0.7, 2.0, 7.0]
TARGETS = [0.0, 1.0, 0.25, 1.0, 0.0, 1.0, 0.9]


def points(*, targets_too: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    scores = torch.tensor(SCORES, dtype=torch.float64, requires_grad=True)
    return scores, torch.tensor(TARGETS, dtype=torch.float64, requires_grad=targets_too)


@pytest.mark.parametrize(("targets", "error"), [([1, 1, 0], 0.6852), ([0, 0, 1], 5.1160)], ids=str)
def test_binary_cross_entropy_gives_the_numbers_of_the_lesson(targets, error):
    probabilities = torch.tensor([0.8, 0.7, 0.1], dtype=torch.float64)
    errors = binary_cross_entropy(torch.logit(probabilities), torch.tensor(targets, dtype=torch.float64))
    assert errors.sum().item() == pytest.approx(error, abs=5e-5)  # four decimals, as row L11 has them


def test_binary_cross_entropy_equals_its_formula_in_numpy():
    p, y = special.expit(SCORES), np.array(TARGETS)
    expected = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    # 1e-13: the formula itself loses digits in 1 − p.
    np.testing.assert_allclose(binary_cross_entropy(*points()).detach().numpy(), expected, rtol=1e-13, atol=1e-13)


def test_binary_cross_entropy_equals_torchs():
    scores, targets = points()
    expected = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none")
    torch.testing.assert_close(binary_cross_entropy(scores, targets), expected, rtol=0, atol=1e-14)  # last bits


def test_binary_cross_entropy_backward_is_exactly_prediction_minus_target():
    scores, targets = points()
    binary_cross_entropy(scores, targets).sum().backward()
    assert torch.equal(scores.grad, (sigmoid(scores) - targets).detach())


def test_binary_cross_entropy_slope_by_targets_is_minus_the_score():
    # ∂/∂y (−y ln ŷ − (1 − y) ln(1 − ŷ)) = −ln(ŷ / (1 − ŷ)) = −s.
    scores, targets = points(targets_too=True)
    binary_cross_entropy(scores, targets).sum().backward()
    assert torch.equal(targets.grad, -scores.detach())


def test_binary_cross_entropy_passes_gradcheck():
    assert torch.autograd.gradcheck(binary_cross_entropy, points(targets_too=True))


def test_binary_cross_entropy_passes_gradgradcheck():
    assert torch.autograd.gradgradcheck(binary_cross_entropy, points(targets_too=True))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_binary_cross_entropy_is_exact_when_scores_are_huge(dtype):
    # ln(1 + e^(−1000)) is below the smallest number: a wrong point costs its |score|, a right one nothing.
    scores = torch.tensor([1000.0, 1000.0, -1000.0, -1000.0], dtype=dtype, requires_grad=True)
    errors = binary_cross_entropy(scores, torch.tensor([1.0, 0.0, 1.0, 0.0], dtype=dtype))
    errors.sum().backward()
    assert errors.tolist() == [0.0, 1000.0, 1000.0, 0.0]
    assert scores.grad.tolist() == [0.0, 1.0, -1.0, 0.0]


def test_binary_cross_entropy_keeps_its_digits_when_the_error_is_tiny():
    # −ln σ(s) = ln(1 + e^(−s)) ≈ e^(−s): in float32, 1 − σ(30) would be zero.
    error = binary_cross_entropy(torch.tensor([30.0]), torch.tensor([1.0])).item()
    assert error == pytest.approx(np.exp(-30.0), rel=1e-6)  # a float32 carries 6e-8


def test_binary_cross_entropy_is_the_same_where_no_graph_is_recorded():
    recorded = binary_cross_entropy(*points())
    with torch.no_grad():
        found = binary_cross_entropy(*points())
    assert (recorded.requires_grad, found.requires_grad) == (True, False)
    assert torch.equal(found, recorded.detach())
