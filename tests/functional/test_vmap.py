"""Every custom Function under torch.func.vmap gives what a loop gives: members of a stack do not mix."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.func import grad, jacrev, vmap

from lessonnet.functional import (
    binary_cross_entropy,
    l1_penalty,
    l2_penalty,
    perceptron_criterion,
    sigmoid,
    softmax_cross_entropy,
)

K, B, C = 4, 5, 3
Function = Callable[[Tensor, Tensor], Tensor]
# Two arguments each, so that one table serves all; the result may have any shape.
FUNCTIONS: dict[str, Function] = {
    "sigmoid": lambda scores, targets: sigmoid(scores) * targets,
    "binary_cross_entropy": binary_cross_entropy,
    "softmax_cross_entropy": softmax_cross_entropy,
    "perceptron_criterion": perceptron_criterion,
    "l1_penalty": lambda scores, _: l1_penalty(scores),
    "l2_penalty": lambda scores, _: l2_penalty(scores),
}
SMOOTH = ["sigmoid", "binary_cross_entropy", "softmax_cross_entropy"]
each_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
# Last bits: a batched sum may add in another order.
EXACT = {"rtol": 0.0, "atol": 1e-14}


def stack() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    scores = 2 * torch.randn(K, B, C, dtype=torch.float64, generator=generator)
    classes = torch.randint(C, (K, B), generator=generator)
    return scores, torch.nn.functional.one_hot(classes, C).double()


def loop(function: Function, scores: Tensor, targets: Tensor) -> Tensor:
    return torch.stack([function(*pair) for pair in zip(scores, targets, strict=True)])


def by_autograd(function: Function) -> Function:
    """Differentiate by scores the old way, without torch.func."""

    def slope(scores: Tensor, targets: Tensor) -> Tensor:
        leaf = scores.detach().requires_grad_()
        return torch.autograd.grad(function(leaf, targets).sum(), leaf)[0]

    return slope


@each_function
def test_function_under_vmap_equals_a_loop(function):
    torch.testing.assert_close(vmap(function)(*stack()), loop(function, *stack()), **EXACT)


@each_function
def test_function_under_vmap_equals_a_loop_when_targets_are_shared(function):
    scores, targets = stack()
    expected = loop(function, scores, targets[:1].expand_as(targets))
    torch.testing.assert_close(vmap(function, in_dims=(0, None))(scores, targets[0]), expected, **EXACT)


@each_function
def test_function_under_vmap_equals_a_loop_when_members_are_another_axis(function):
    scores, targets = stack()
    found = vmap(function, in_dims=(1, 1))(scores.transpose(0, 1), targets.transpose(0, 1))
    torch.testing.assert_close(found, loop(function, scores, targets), **EXACT)


@each_function
def test_function_under_nested_vmap_equals_a_loop(function):
    scores, targets = (tensor.view(2, 2, B, C) for tensor in stack())
    expected = torch.stack([loop(function, *pair) for pair in zip(scores, targets, strict=True)])
    torch.testing.assert_close(vmap(vmap(function))(scores, targets), expected, **EXACT)


@each_function
def test_gradient_under_vmap_equals_a_loop(function):
    found = vmap(grad(lambda scores, targets: function(scores, targets).sum()))(*stack())
    torch.testing.assert_close(found, loop(by_autograd(function), *stack()), **EXACT)


@each_function
def test_gradient_through_vmap_equals_a_loop(function):
    # What the engine does: map the forward, add up, go back once.
    scores, targets = stack()
    scores.requires_grad_()
    vmap(function)(scores, targets).sum().backward()
    torch.testing.assert_close(scores.grad, loop(by_autograd(function), *stack()), **EXACT)


@pytest.mark.parametrize("name", SMOOTH)
def test_second_derivatives_under_vmap_equal_torchs_own(name):
    stock: dict[str, Function] = {
        "sigmoid": lambda scores, targets: torch.sigmoid(scores) * targets,
        "binary_cross_entropy": torch.nn.functional.binary_cross_entropy_with_logits,
        "softmax_cross_entropy": torch.nn.functional.cross_entropy,
    }
    scores, targets = stack()

    def hessians(function: Function) -> Tensor:
        # The mean, as the stock error functions take it; so do ours here.
        return vmap(jacrev(grad(lambda s, y: function(s, y).mean())))(scores, targets)

    torch.testing.assert_close(hessians(FUNCTIONS[name]), hessians(stock[name]), **EXACT)
