"""Every update rule takes the steps of its namesake in torch.optim, for members with different numbers at once."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet import optim
from lessonnet.options import OptionError

P, STEPS = 7, 25
# Each group is one stack: its members differ in every number that may differ.
GROUPS: dict[str, list[optim.Rule]] = {
    "sgd": [optim.SGD(0.1), optim.SGD(0.01, weight_decay=0.1), optim.SGD(0.5, weight_decay=0.02)],
    "momentum": [
        optim.Momentum(0.1),
        optim.Momentum(0.05, momentum=0.5, weight_decay=0.1),
        optim.Momentum(0.2, momentum=0.0),
    ],
    "nesterov": [
        optim.Nesterov(0.1),
        optim.Nesterov(0.05, momentum=0.5, weight_decay=0.1),
        optim.Nesterov(0.2, momentum=0.3),
    ],
    "rmsprop": [
        optim.RMSprop(),
        optim.RMSprop(0.05, alpha=0.5, eps=1e-3, weight_decay=0.1),
        optim.RMSprop(0.02, momentum=0.8),
    ],
    "adagrad": [
        optim.Adagrad(),
        optim.Adagrad(0.5, lr_decay=0.1, eps=1e-3),
        optim.Adagrad(0.1, weight_decay=0.2),
    ],
    "adam": [
        optim.Adam(),
        optim.Adam(0.1, betas=(0.5, 0.9), eps=1e-3),
        optim.Adam(0.01, betas=(0.0, 0.0), weight_decay=0.2),
    ],
    "adamw": [
        optim.AdamW(),
        optim.AdamW(0.1, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.5),
        optim.AdamW(0.01, weight_decay=0.0),
    ],
}
KINDS = [type(rules[0]) for rules in GROUPS.values()]
each_group = pytest.mark.parametrize("rules", GROUPS.values(), ids=GROUPS)


# torch's namesakes, each with its arguments written out.
STOCK: dict[type[optim.Rule], Callable[..., torch.optim.Optimizer]] = {
    optim.SGD: lambda w, r: torch.optim.SGD(w, r.lr, weight_decay=r.weight_decay),
    optim.Momentum: lambda w, r: torch.optim.SGD(w, r.lr, r.momentum, weight_decay=r.weight_decay),
    optim.Nesterov: lambda w, r: torch.optim.SGD(w, r.lr, r.momentum, weight_decay=r.weight_decay, nesterov=True),
    optim.RMSprop: lambda w, r: torch.optim.RMSprop(w, r.lr, r.alpha, r.eps, r.weight_decay, r.momentum),
    optim.Adagrad: lambda w, r: torch.optim.Adagrad(w, r.lr, r.lr_decay, r.weight_decay, eps=r.eps),
    optim.Adam: lambda w, r: torch.optim.Adam(w, r.lr, r.betas, r.eps, r.weight_decay),
    optim.AdamW: lambda w, r: torch.optim.AdamW(w, r.lr, r.betas, r.eps, r.weight_decay),
}


def start(members: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(0).standard_normal((members, P)))


def noisy(members: int) -> Callable[[int, Tensor], Tensor]:
    """Return the gradient of a bowl with noise that differs from step to step and from member to member."""
    noise = torch.from_numpy(np.random.default_rng(1).standard_normal((STEPS, members, P)))
    return lambda t, w: 0.5 * w + noise[t]


def alone(optimizer: torch.optim.Optimizer, w: Tensor, gradient: Callable[[int, Tensor], Tensor]) -> Tensor:
    """Return one member's parameters after each step [T, P]."""
    path = []
    for t in range(STEPS):
        w.grad = gradient(t, w.detach()).clone()
        optimizer.step()
        path.append(w.detach().clone())
    return torch.stack(path)


def test_groups_hold_every_rule_but_lbfgs():
    exported = {getattr(optim, name) for name in optim.__all__ if isinstance(getattr(optim, name), type)}
    kinds = {kind for kind in exported if issubclass(kind, optim.Rule)}
    assert set(KINDS) == kinds - {optim.Rule, optim.LBFGS, optim.TorchRule}


@each_group
def test_rule_takes_torchs_steps_for_each_member(descend, rules):
    gradient = noisy(len(rules))
    found = descend(rules, start(len(rules)), gradient, STEPS)
    for k, rule in enumerate(rules):
        w = start(len(rules))[k].requires_grad_()
        expected = alone(STOCK[type(rule)]([w], rule), w, lambda t, w, k=k: gradient(t, w)[k])
        # 1e-12: a few last bits of numbers near 1, over 25 steps.
        torch.testing.assert_close(found[:, k], expected, rtol=0, atol=1e-12)


@each_group
def test_rule_hands_out_the_torch_optimizer_that_takes_the_same_steps(descend, rules):
    gradient = noisy(len(rules))
    found = descend(rules, start(len(rules)), gradient, STEPS)
    for k, rule in enumerate(rules):
        w = start(len(rules))[k].requires_grad_()
        expected = alone(rule.torch_optimizer([w]), w, lambda t, w, k=k: gradient(t, w)[k])
        torch.testing.assert_close(found[:, k], expected, rtol=0, atol=1e-12)  # as above


@each_group
def test_member_takes_the_steps_that_it_takes_alone(descend, rules):
    gradient = noisy(len(rules))
    together = descend(rules, start(len(rules)), gradient, STEPS)
    for k, rule in enumerate(rules):
        own = descend([rule], start(len(rules))[k : k + 1], lambda t, w, k=k: gradient(t, w)[k : k + 1], STEPS)
        # A kernel may round the end of a vector otherwise than its middle: last bits, over 25 steps.
        torch.testing.assert_close(together[:, k], own[:, 0], rtol=0, atol=1e-13)


def test_nesterov_without_momentum_is_plain_descent(descend):
    # torch refuses nesterov=True with momentum 0; ours hands out what takes the same steps.
    rule, gradient = optim.Nesterov(0.1, momentum=0.0), noisy(1)
    expected = descend([optim.SGD(0.1)], start(1), gradient, STEPS)
    assert torch.equal(descend([rule], start(1), gradient, STEPS), expected)
    w = start(1).requires_grad_()
    torch.testing.assert_close(alone(rule.torch_optimizer([w]), w, gradient), expected, rtol=0, atol=1e-12)  # as above


@each_group
def test_rule_steps_are_the_same_however_their_coefficients_are_asked_for(rules):
    # A chunk asks for several steps at once; a resumed run may ask for the same ones singly.
    own = optim.numbers(rules)
    kind, rates, steps = type(rules[0]), own["lr"][None], np.arange(1, 6)[:, None]
    singles = [kind.coefficients(own, rates, step[None]) for step in steps]
    for name, column in kind.coefficients(own, rates, steps).items():
        rows = [np.broadcast_to(single[name], (1, len(rules))) for single in singles]
        np.testing.assert_array_equal(np.broadcast_to(column, (len(steps), len(rules))), np.concatenate(rows))


@pytest.mark.parametrize("kind", [*KINDS, optim.LBFGS], ids=[*GROUPS, "lbfgs"])
@pytest.mark.parametrize("lr", [0.0, -1.0])
def test_learning_rate_is_refused_when_it_is_not_positive(kind, lr):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}.lr` must be > 0, got {lr}"):
        kind(lr=lr)


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        *itertools.product([optim.Momentum, optim.Nesterov, optim.RMSprop], ["momentum"], [1.0, -0.1]),
        *itertools.product(KINDS, ["weight_decay"], [-0.1]),
        *itertools.product(KINDS, ["clip_norm"], [0.0, -1.0]),
        *itertools.product([optim.RMSprop, optim.Adagrad, optim.Adam, optim.AdamW], ["eps"], [0.0]),
        *itertools.product([optim.Adam, optim.AdamW], ["betas"], [(0.9, 1.0), (-0.1, 0.9)]),
        (optim.RMSprop, "alpha", 1.0),
        (optim.Adagrad, "lr_decay", -1.0),
        (optim.LBFGS, "max_iter", 0),
        (optim.LBFGS, "history_size", 0),
    ],
)
def test_option_is_refused_when_it_is_out_of_range(kind, option, value):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}\.{option}"):
        kind(**{option: value})
