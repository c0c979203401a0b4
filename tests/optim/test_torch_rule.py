"""Optimizers of PyTorch's kind as update rules: what they are built with, and which are refused."""

import pytest
import torch
from torch import nn

from lessonnet.optim import TorchRule
from lessonnet.options import OptionError


class WithoutRate(torch.optim.SGD):
    def __init__(self, params):
        super().__init__(params, lr=0.1)


class Falling(torch.optim.SGD):
    def step(self, closure=None):
        raise RuntimeError("no such step\nhere")


class Noisy(torch.optim.SGD):
    def step(self, closure=None):
        for parameter in self.param_groups[0]["params"]:
            parameter.grad += torch.randn_like(parameter)
        super().step(closure)


def test_options_reach_the_optimizer():
    rule = TorchRule.of(torch.optim.Adamax, {"lr": 0.5, "eps": 0.1, "clip_norm": 2})
    built = rule.torch_optimizer([nn.Parameter(torch.zeros(1))])
    assert (type(built), built.param_groups[0]["lr"], built.param_groups[0]["eps"]) == (torch.optim.Adamax, 0.5, 0.1)
    assert rule.clip_norm == 2.0


def test_rate_is_the_class_s_own_where_none_is_given():
    assert TorchRule.of(torch.optim.Adamax, {}).lr == 2e-3  # as torch documents it


@pytest.mark.parametrize(
    ("kind", "options", "answer"),
    [
        (torch.optim.LBFGS, {}, "needs a closure"),
        (torch.optim.SparseAdam, {}, "SparseAdam cannot take a step: .*dense gradients"),
        (torch.optim.Adamax, {"eps": -1.0}, "Adamax cannot be built: .*[Ii]nvalid epsilon"),
        (torch.optim.Adamax, {"lr": -1.0}, "lr` must be > 0"),
        (WithoutRate, {}, "WithoutRate has no learning rate"),
        (Falling, {}, "Falling cannot take a step: no such step here"),
        (Noisy, {}, "Noisy draws random numbers in its steps"),
    ],
)
def test_optimizer_that_takes_no_ordinary_step_is_refused_in_one_line(kind, options, answer):
    with pytest.raises(OptionError, match=answer) as refusal:
        TorchRule.of(kind, options)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("lr", [1e-9, 1e-3, 1.0])
@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "Adadelta", "Adafactor", "ASGD"])
def test_steps_follow_the_rate_as_it_changes(name, lr):
    assert TorchRule.of(getattr(torch.optim, name), {"lr": lr}).follows_rates


def test_steps_that_read_the_rate_once_do_not_follow_it():
    assert not TorchRule.of(torch.optim.Rprop, {"lr": 0.01}).follows_rates  # torch: lr is the first step's size
