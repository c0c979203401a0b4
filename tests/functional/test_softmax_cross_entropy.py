"""Softmax cross-entropy against the binary one, NumPy, torch and finite differences (rows L10 and L11)."""

import numpy as np
import pytest
import torch

from lessonnet.functional import binary_cross_entropy, softmax, softmax_cross_entropy

SCORES = [[1.0, -2.0, 0.5], [0.0, 0.0, 0.0], [-3.0, 4.0, 4.5], [2.0, 2.0, -1.0]]
ONE_HOT = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
SOFT = [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4]]
UNNORMALISED = [[0.6, 0.9, 1.5], [3.0, 0.0, 0.0], [0.2, 0.1, 0.1], [0.0, 0.0, 0.0]]


def tensor(numbers: list[list[float]], *, differentiable: bool = False) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=differentiable)


@pytest.mark.parametrize("targets", [ONE_HOT, SOFT], ids=["one-hot", "soft"])
def test_softmax_cross_entropy_equals_its_formula_in_numpy(targets):
    # P(class i) = e^(Z_i) / Σ_j e^(Z_j), the notes' formula put right.
    exponentials = np.exp(SCORES)
    p = exponentials / exponentials.sum(1, keepdims=True)
    expected = -(np.array(targets) * np.log(p)).sum(1)
    found = softmax_cross_entropy(tensor(SCORES), tensor(targets)).numpy()
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)  # a few roundings of numbers below 10


@pytest.mark.parametrize("targets", [ONE_HOT, SOFT], ids=["one-hot", "soft"])
def test_softmax_cross_entropy_equals_torchs(targets):
    expected = torch.nn.functional.cross_entropy(tensor(SCORES), tensor(targets), reduction="none")
    found = softmax_cross_entropy(tensor(SCORES), tensor(targets))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)  # as above


def test_softmax_cross_entropy_equals_the_binary_one_when_there_are_two_classes():
    # e^b / (e^a + e^b) = σ(b − a): only the difference of the two scores counts.
    two = tensor([[0.0, 1.5], [2.0, -1.0], [-3.0, 0.5]])
    second = torch.tensor([1.0, 0.0, 1.0], dtype=torch.float64)
    expected = binary_cross_entropy(two[:, 1] - two[:, 0], second)
    found = softmax_cross_entropy(two, torch.stack([1 - second, second], 1))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)  # as above


@pytest.mark.parametrize(("targets", "error"), [([1, 1, 0], 0.6852), ([0, 0, 1], 5.1160)], ids=str)
def test_softmax_cross_entropy_gives_the_numbers_of_the_lesson(targets, error):
    p = torch.tensor([0.8, 0.7, 0.1], dtype=torch.float64)
    first = torch.tensor(targets, dtype=torch.float64)
    errors = softmax_cross_entropy(torch.stack([p, 1 - p], 1).log(), torch.stack([first, 1 - first], 1))
    assert errors.sum().item() == pytest.approx(error, abs=5e-5)  # four decimals, as row L11 has them


def test_softmax_cross_entropy_holds_when_targets_do_not_sum_to_one():
    scores, targets = tensor(SCORES), tensor(UNNORMALISED)
    expected = -(targets * torch.log_softmax(scores, -1)).sum(-1)
    torch.testing.assert_close(softmax_cross_entropy(scores, targets), expected, rtol=0, atol=1e-14)  # as above


def test_softmax_cross_entropy_backward_is_exactly_prediction_minus_target():
    scores = tensor(SCORES, differentiable=True)
    softmax_cross_entropy(scores, tensor(ONE_HOT)).sum().backward()
    assert torch.equal(scores.grad, softmax(scores).detach() - tensor(ONE_HOT))


def test_softmax_cross_entropy_slope_by_targets_is_minus_the_log_probability():
    scores, targets = tensor(SCORES), tensor(SOFT, differentiable=True)
    softmax_cross_entropy(scores, targets).sum().backward()
    torch.testing.assert_close(targets.grad, -torch.log_softmax(scores, -1), rtol=0, atol=1e-14)  # as above


@pytest.mark.parametrize("targets", [ONE_HOT, SOFT, UNNORMALISED], ids=["one-hot", "soft", "unnormalised"])
@pytest.mark.parametrize("check", [torch.autograd.gradcheck, torch.autograd.gradgradcheck])
def test_softmax_cross_entropy_passes_gradient_checks(check, targets):
    # The second point has three equal scores: the largest one is subtracted, and must leave no kink behind.
    assert check(softmax_cross_entropy, (tensor(SCORES, differentiable=True), tensor(targets, differentiable=True)))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_softmax_cross_entropy_is_exact_when_scores_are_huge(dtype):
    scores = torch.tensor([[1000.0, -1000.0], [1000.0, -1000.0], [-1000.0, -1000.0]], dtype=dtype, requires_grad=True)
    errors = softmax_cross_entropy(scores, torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], dtype=dtype))
    errors.sum().backward()
    assert errors.tolist() == pytest.approx([0.0, 2000.0, np.log(2)], rel=1e-7)  # ln 2, rounded to float32
    assert scores.grad.tolist() == [[0.0, 0.0], [1.0, -1.0], [0.5, -0.5]]


def test_softmax_cross_entropy_keeps_its_digits_when_large_scores_lie_close():
    # Quarters near 10⁴ are exact in float32, so that subtracting the largest score loses nothing.
    scores = torch.tensor([[10000.0, 10000.5, 9999.75]])
    expected = np.log(np.exp([0.0, 0.5, -0.25]).sum())
    found = softmax_cross_entropy(scores, torch.tensor([[1.0, 0.0, 0.0]])).item()
    assert found == pytest.approx(expected, rel=2e-7)  # two roundings of float32


def test_softmax_cross_entropy_takes_any_leading_axes():
    scores, targets = tensor(SCORES), tensor(ONE_HOT)
    flat = softmax_cross_entropy(scores, targets)
    assert torch.equal(softmax_cross_entropy(scores.view(2, 2, 3), targets.view(2, 2, 3)), flat.view(2, 2))


def test_softmax_cross_entropy_is_the_same_where_no_graph_is_recorded():
    recorded = softmax_cross_entropy(tensor(SCORES, differentiable=True), tensor(SOFT))
    with torch.no_grad():
        found = softmax_cross_entropy(tensor(SCORES, differentiable=True), tensor(SOFT))
    assert (recorded.requires_grad, found.requires_grad) == (True, False)
    assert torch.equal(found, recorded.detach())
