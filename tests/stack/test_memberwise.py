"""Optimizers of PyTorch's kind: each member has one of its own, over the parameters as its network has them."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from lessonnet.nn import Layout, Normal
from lessonnet.optim import Cosine, TorchRule
from lessonnet.stack import Member
from tests.stack.trainings import blobs, make_stack, rows_of, train, train_alone

KINDS = {
    "adamax": (torch.optim.Adamax, {"lr": 0.01, "weight_decay": 0.01}),
    "nadam": (torch.optim.NAdam, {"lr": 0.01}),
    "asgd": (torch.optim.ASGD, {"lr": 0.05}),
    "rprop": (torch.optim.Rprop, {"lr": 0.01}),
    # What it does depends on the shapes of the parameters.
    "adafactor": (torch.optim.Adafactor, {"lr": 0.05}),
}


def own_members(name, **more):
    kind, options = KINDS[name]
    rules = [TorchRule.of(kind, {**options, "lr": options["lr"] * (k + 1), **more}) for k in range(3)]
    return [Member(seed=k, optimizer=rule, initializer=Normal(0.5)) for k, rule in enumerate(rules)]


@pytest.mark.parametrize("name", KINDS)
def test_member_takes_the_steps_that_its_optimizer_takes_alone(name):
    member = own_members(name)[1]
    stack = make_stack([member], batch_size=None, dtype=torch.float64)
    network = stack._graph.network.double()
    for parameter, value in zip(*_matched(network, stack), strict=True):
        parameter.data = value.clone()
    stack = train([member], batch_size=None, dtype=torch.float64)
    data = blobs()
    optimizer = KINDS[name][0](network.parameters(), **{**KINDS[name][1], "lr": member.optimizer.lr})
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(data.train.features), data.train.targets).backward()
        optimizer.step()
    row = Layout(network).row({own: p.detach() for own, p in network.named_parameters()})
    # Two ways to the same gradient, rounded in float64; Rprop goes by its sign.
    torch.testing.assert_close(stack.rows.detach()[0, : len(row)], row, rtol=0, atol=1e-10)


def _matched(network, stack):
    views = stack.layout.views(stack.rows.detach())
    named = dict(network.named_parameters())
    return [named[name] for name in views], [view[0] for view in views.values()]


@pytest.mark.parametrize("name", ["adamax", "adafactor"])
def test_members_with_optimizers_of_their_own_end_as_they_end_alone(name):
    own = [replace(one, scheduler=Cosine()) for one in own_members(name, clip_norm=0.5)]
    torch.testing.assert_close(rows_of(train(own)), rows_of(*train_alone(own)), rtol=0, atol=1e-5)


def test_schedule_reaches_the_optimizer():
    own = own_members("adamax")
    falling = [replace(one, scheduler=Cosine()) for one in own]
    assert not torch.allclose(rows_of(train(own)), rows_of(train(falling)), atol=1e-4)


def test_clipping_changes_the_steps():
    # Adamax divides by the largest gradient, so that the length of a single one is no matter; plain averaging is.
    rows = [rows_of(train(own_members("asgd", **limit))) for limit in ({}, {"clip_norm": 0.01})]
    assert not torch.allclose(*rows, atol=1e-4)


def test_members_that_leave_take_their_optimizers_with_them():
    own = own_members("adamax")
    leaving = [own[0], replace(own[1], optimizer=TorchRule.of(torch.optim.Adamax, {"lr": 1e30})), own[2]]
    stack = train(leaving)
    assert stack.record.status == ["completed", "diverged", "completed"] or stack.record.status[1] == "diverged"
    torch.testing.assert_close(stack.rows.detach(), rows_of(*train_alone([own[0], own[2]])), rtol=0, atol=1e-5)
