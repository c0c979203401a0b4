"""Networks that share a stack do not influence each other, nor do mini-batches of different sizes."""

import itertools
from dataclasses import replace

import pytest
import torch

from lessonnet import nn
from lessonnet.stack._backprop import AutogradBackprop, ClosedFormBackprop
from tests.nn.problem import B, Case, K, problem

COMMON: Case = ("sigmoid", "softmax", "elastic", "per batch", 2)
# Batched products may add in another order: a few last bits of numbers near 1.
EXACT = {"rtol": 0.0, "atol": 1e-14}


def bound(given, kind=ClosedFormBackprop):
    """Return a backpropagation, and the gradient that it writes."""
    gradient = torch.zeros_like(given.rows)
    return kind(given.network, nn.Layout(given.network), given.criterion, given.rows, gradient), gradient


def test_members_have_gradients_of_their_own():
    gradient, _ = problem(*COMMON).gradient(ClosedFormBackprop)
    assert all((gradient[j] - gradient[k]).abs().max() > 0.01 for j, k in itertools.combinations(range(K), 2))


@pytest.mark.parametrize("k", range(K))
def test_gradient_of_a_member_is_the_one_it_has_alone(k):
    given, own = problem(*COMMON), slice(k, k + 1)
    one = {name: getattr(given, name)[own] for name in ("rows", "x", "y", "factors")}
    alone = replace(given, masks=[mask[own] for mask in given.masks], **one)
    found, expected = given.gradient(ClosedFormBackprop)[0][own], alone.gradient(ClosedFormBackprop)[0]
    torch.testing.assert_close(found, expected, **EXACT)


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
def test_gradient_of_a_member_is_bit_equal_whatever_the_others_are(kind):
    given = problem(*COMMON)
    before, _ = given.gradient(kind)
    given.rows[1] *= 3
    given.x[1] += 1
    given.factors[1] = 5
    after, _ = given.gradient(kind)
    assert torch.equal(before[[0, 2]], after[[0, 2]])
    assert not torch.equal(before[1], after[1])


def test_mini_batches_of_other_sizes_leave_no_trace():
    # The closed form makes its tensors once for each size.
    given = problem("tanh", "softmax", "no penalty", "no dropout", 3)
    backprop, gradient = bound(given)
    for points in (B, 2, B, 1, 2):
        x, y = given.x[:, :points], given.y[:, :points]
        backprop.gradient(x, y, 1 / points, (), torch.empty_like(y))
        torch.testing.assert_close(gradient, replace(given, x=x, y=y).gradient(AutogradBackprop)[0], **EXACT)


def test_evaluating_between_two_steps_leaves_no_trace():
    given = problem(*COMMON)
    backprop, gradient = bound(given)
    expected, _ = replace(given, factors=torch.zeros(K, 2)).gradient(ClosedFormBackprop)
    backprop.scores(given.x + 1)
    backprop.gradient(given.x, given.y, 1 / B, given.masks, torch.empty_like(given.y))
    backprop.scores(given.x + 1)
    assert torch.equal(gradient, expected)


def test_members_may_share_their_inputs():
    given = problem(*COMMON)
    x, y = given.x[:1].expand(K, -1, -1), given.y[:1].expand(K, -1, -1)
    shared = replace(given, x=x, y=y).gradient(ClosedFormBackprop)[0]
    copied = replace(given, x=x.contiguous(), y=y.contiguous()).gradient(ClosedFormBackprop)[0]
    torch.testing.assert_close(shared, copied, **EXACT)


@pytest.mark.parametrize("name", ["rows", "x", "y", "factors"])
def test_gradient_leaves_what_it_is_given_as_it_was(name):
    given = problem(*COMMON)
    given.gradient(ClosedFormBackprop)
    assert torch.equal(getattr(given, name), getattr(problem(*COMMON), name))


def test_gradient_leaves_masks_as_they_were():
    given = problem(*COMMON)
    given.gradient(ClosedFormBackprop)
    for mask, expected in zip(given.masks, problem(*COMMON).masks, strict=True):
        assert torch.equal(mask, expected)


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
def test_scores_of_an_evaluation_leave_dropout_out(kind):
    given = problem(*COMMON)
    views = nn.Layout(given.network).views(given.rows)
    own = [{name: view[k] for name, view in views.items()} for k in range(K)]
    expected = [torch.func.functional_call(given.network, own[k], given.x[k]) for k in range(K)]
    torch.testing.assert_close(bound(given, kind)[0].scores(given.x), torch.stack(expected), **EXACT)


@pytest.mark.parametrize("kind", [ClosedFormBackprop, AutogradBackprop])
def test_penalties_leave_biases_out(kind):
    given = problem(*COMMON)
    backprop, gradient = bound(given, kind)
    backprop.add_penalty_gradient(given.factors[:, :1], given.factors[:, 1:])
    slopes = nn.Layout(given.network).views(gradient)
    assert {name for name, slope in slopes.items() if slope.any()} == {f"layers.{i}.weight" for i in range(3)}
