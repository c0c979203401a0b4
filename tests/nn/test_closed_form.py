"""Backpropagation by the chain rule equals autograd's and finite differences, for every combination (row L14).

Three oracles: the project's own autograd path, stock torch written out member by member, and central differences.
"""

import itertools

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as stock

from lessonnet import nn
from lessonnet.stack._backprop import AutogradBackprop, ClosedFormBackprop, MixedClosedFormBackprop
from tests.nn.problem import CRITERIA, DROPOUTS, PENALTIES, B, Case, K, Problem, objective, problem, stock_scores

GRID: list[Case] = [
    *itertools.product(nn.ACTIVATIONS, CRITERIA, PENALTIES, DROPOUTS, (1, 2, 3)),
    # Without a hidden layer there is neither an activation nor a unit to turn off.
    *itertools.product(["identity"], CRITERIA, PENALTIES, ["no dropout"], [0]),
]
# Each of them in otherwise equal company, for the slower oracles.
ONE_OF_EACH: list[Case] = sorted(
    {(activation, "binary", "elastic", "per batch", 2) for activation in nn.ACTIVATIONS}
    | {("sigmoid", criterion, "elastic", "per batch", 2) for criterion in CRITERIA}
    | {("sigmoid", "softmax", penalty, "per batch", 2) for penalty in PENALTIES}
    | {("tanh", "softmax", "elastic", dropout, 2) for dropout in DROPOUTS}
    | {("tanh", "softmax", "elastic", "no dropout", depth) for depth in range(4)}
)


def named(case: Case) -> str:
    return ", ".join(map(str, case))


def by_differences(k: int, given: Problem, activation: str, criterion: str) -> Tensor:
    """Return member k's gradient by central differences."""
    h, row = 1e-5, given.rows[k]
    rises = [
        objective(row + step, k, given, activation, criterion) - objective(row - step, k, given, activation, criterion)
        for step in h * torch.eye(len(row), dtype=torch.float64)
    ]
    return torch.stack(rises) / (2 * h)


@pytest.mark.parametrize("case", GRID, ids=named)
def test_closed_form_gradient_equals_autograds(case):
    given = problem(*case)
    gradient, scores = given.gradient(ClosedFormBackprop)
    expected_gradient, expected_scores = given.gradient(AutogradBackprop)
    # 1e-10 is what is promised; sums of products of numbers near 1 differ by about 1e-15.
    torch.testing.assert_close(gradient, expected_gradient, rtol=0, atol=1e-10)
    torch.testing.assert_close(scores, expected_scores, rtol=0, atol=1e-10)


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
@pytest.mark.parametrize("case", ONE_OF_EACH, ids=named)
def test_gradient_equals_that_of_stock_torch_for_each_member(case, kind):
    given = problem(*case)
    rows = [row.clone().requires_grad_() for row in given.rows]
    expected = [torch.autograd.grad(objective(row, k, given, *case[:2]), row)[0] for k, row in enumerate(rows)]
    torch.testing.assert_close(given.gradient(kind)[0], torch.stack(expected), rtol=0, atol=1e-12)  # as above


@pytest.mark.parametrize("case", ONE_OF_EACH, ids=named)
def test_closed_form_gradient_equals_finite_differences(case):
    given = problem(*case)
    expected = torch.stack([by_differences(k, given, *case[:2]) for k in range(K)])
    # A central difference errs by h²/6 times the third derivative, here up to a hundred or so, and by ε/h times the
    # objective, here tens: 2e-9 and 2e-10.
    torch.testing.assert_close(given.gradient(ClosedFormBackprop)[0], expected, rtol=0, atol=1e-8)


POINT_ERRORS = {
    "binary": lambda scores, y: stock.binary_cross_entropy_with_logits(scores, y, reduction="none").sum(1),
    "softmax": lambda scores, y: stock.cross_entropy(scores, y, reduction="none"),
    "perceptron": lambda scores, y: (y * stock.relu(-scores) + (1 - y) * stock.relu(scores)).sum(1),
}
"""The error of each point [B] by stock torch."""


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
@pytest.mark.parametrize("dropout", ["no dropout", "per batch"])
@pytest.mark.parametrize("depth", [0, 2])
@pytest.mark.parametrize("criterion", CRITERIA)
def test_gradient_of_weighted_points_equals_that_of_stock_torchs_weighted_sum(criterion, depth, dropout, kind):
    activation = "tanh" if depth else "identity"
    given = problem(activation, criterion, "no penalty", "no dropout" if depth == 0 else dropout, depth)
    weights = torch.from_numpy(np.random.default_rng(1).uniform(0, 3, (K, B)))
    weights[:, 0] = 0.0
    gradient, _ = given.gradient(kind, weights)
    for k, row in enumerate(given.rows):
        leaf = row.clone().requires_grad_()
        errors = POINT_ERRORS[criterion](stock_scores(leaf, k, given, activation)[0], given.y[k])
        (expected,) = torch.autograd.grad((weights[k] * errors).sum() * given.criterion.scale(B), leaf)
        torch.testing.assert_close(gradient[k], expected, rtol=0, atol=1e-12)  # as above


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
@pytest.mark.parametrize("criterion", CRITERIA)
def test_gradient_of_points_of_weight_one_is_that_of_points_without_weights(criterion, kind):
    given = problem("tanh", criterion, "elastic", "per batch", 2)
    with_ones, without = (given.gradient(kind, weights) for weights in (torch.ones(K, B, dtype=torch.float64), None))
    torch.testing.assert_close(with_ones, without, rtol=0, atol=1e-15)  # the perceptron's sum in another order


def test_mixed_closed_form_gradient_is_near_the_exact_one():
    given = problem("sigmoid", "softmax", "elastic", "per batch", 2)
    exact, mixed = (given.gradient(kind)[0] for kind in (ClosedFormBackprop, MixedClosedFormBackprop))
    # bfloat16 keeps 8 bits: 2⁻⁹ relative in each factor, and sums of products of numbers up to 2.
    torch.testing.assert_close(mixed, exact, rtol=0, atol=0.02)
    assert not torch.equal(mixed, exact)
