"""Tests of an optimizer: steps of many members side by side, each as it would be alone."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lessonnet.optim import Rule, TorchRule
from lessonnet.stack._optimizer import StackOptimizer
from lessonnet.testing._agreement import TOLERANCES, assert_agree
from lessonnet.testing._trained_suite import TrainedSuite
from lessonnet.testing._variants import variants

_STEPS, _SIZE = 12, 30


class RuleSuite(TrainedSuite):
    """Tests of an optimizer; subclass it and give `option` and, where the defaults do not do, `make`.

    An optimizer of PyTorch's kind takes its steps itself, for one network at a time: only trainings test it.
    """

    def test_has_a_learning_rate(self) -> None:
        """`lr` is the option that schedules and the rate finder work on."""
        assert "lr" in self.options(), "it has no option `lr`: schedules multiply it, and lr_find looks for it."

    @pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)
    def test_members_take_the_steps_that_they_would_take_alone(self, dtype: torch.dtype) -> None:
        """Options, gradients and state of one member change nothing of another."""
        rules = self._members()
        if not rules:
            return
        g_SKP = _gradients(len(rules), dtype)
        together = _descend(rules, g_SKP)
        alone = torch.cat([_descend([rule], g_SKP[:, k : k + 1]) for k, rule in enumerate(rules)])
        remedy = "Work on rows [K, P] with coefficients [K, 1]: no sum, norm or mean may go over the members."
        what = f"the weights of {len(rules)} members after {_STEPS} steps together and alone"
        assert_agree(together, alone, TOLERANCES[dtype], what, remedy)

    def test_torch_optimizer_takes_the_same_steps(self) -> None:
        """Its namesake in torch.optim, if there is one, trains a model outside of a stack as a stack would."""
        for rule in self._members():
            if type(rule).torch_optimizer is Rule.torch_optimizer:
                return
            if getattr(rule, "clip_norm", None) is not None:
                rule = replace(rule, clip_norm=None)  # type: ignore[type-var]  # noqa: PLW2901  # clipping is not torch's
            g_SKP = _gradients(1, torch.float64)
            leaf = nn.Parameter(_start(1, torch.float64)[0])
            optimizer = rule.torch_optimizer([leaf])
            for g_KP in g_SKP:
                leaf.grad = g_KP[0].clone()
                optimizer.step()
            what = f"the weights after {_STEPS} steps of {rule} and of its torch_optimizer()"
            assert_agree(_descend([rule], g_SKP)[0], leaf, 1e-10, what, "Compare the two formulas, ε and t = 1 first.")

    def test_remembers_nothing_but_its_state(self) -> None:
        """Weights and `state`, put into a new optimizer, go on as the old one did."""
        g_SKP = _gradients(1, torch.float64)
        for rule in self._members()[:1]:
            self._assert_resumed(rule, g_SKP)

    @staticmethod
    def _assert_resumed(rule: Rule, g_SKP: Tensor) -> None:
        whole, half = _Descent([rule], torch.float64), _Descent([rule], torch.float64)
        for g_KP in g_SKP:
            whole.step(g_KP)
        for g_KP in g_SKP[:5]:
            half.step(g_KP)
        resumed = half.copy()
        for g_KP in g_SKP[5:]:
            resumed.step(g_KP)
        remedy = "Name every tensor that is kept in `state`, and count no calls: `coefficients` is given the step."
        assert_agree(resumed.rows, whole.rows, 0.0, "the weights of a resumed descent and of a whole one", remedy)

    def test_goes_downhill(self) -> None:
        """Small steps along the slopes of ½·|w − 1|² bring w nearer to 1."""
        for rule in self._members()[:1]:
            descent = _Descent([rule], torch.float64)
            before = (descent.rows - 1).norm()
            for _ in range(100):
                descent.step(descent.rows - 1)
            assert (descent.rows - 1).norm() < before, (
                f"after 100 steps with its own rate the distance to the lowest place has grown from {before:.3g} to "
                f"{(descent.rows - 1).norm():.3g}: look at the sign of the step."
            )

    @pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)
    def test_extreme_gradients_leave_finite_weights(self, dtype: torch.dtype) -> None:
        """Gradients of 0, of the smallest and of large numbers never make a NaN or an infinity."""
        sizes = (0.0, torch.finfo(dtype).tiny / 4, 1e-30, 1e4)
        for rule, size in product(self._members()[:1], sizes):
            descent = _Descent([rule], dtype)
            for sign in (1, -1, 1):
                descent.step(torch.full((1, _SIZE), sign * size, dtype=dtype))
            assert descent.rows.isfinite().all(), (
                f"after three gradients of ±{size:g} in {dtype} the weights are not finite: keep divisions away from 0 "
                "by an ε that is added after the root."
            )

    def _members(self) -> list[Rule]:
        """Return rules with other numbers; none of an optimizer of PyTorch's kind."""
        made = self.make()
        assert isinstance(made, Rule | torch.optim.Optimizer), (
            f"`make` must return a lessonnet.optim.Rule, got a {type(made).__name__}."
        )
        return variants(made) if isinstance(made, Rule) and not isinstance(made, TorchRule) else []


class _Descent:
    """Steps of some members, taken by the optimizer that the engine takes them with."""

    def __init__(self, rules: Sequence[Rule], dtype: torch.dtype) -> None:
        self._rules, self._rows, self._taken = rules, nn.Parameter(_start(len(rules), dtype), requires_grad=False), 0
        self._optimizer = StackOptimizer(self._rows, rules)
        self._rates = np.array([[rule.lr for rule in rules]])  # type: ignore[attr-defined]  # tested to be there

    @property
    def rows(self) -> Tensor:
        """The weights [K, P]."""
        return self._rows.detach()

    def step(self, gradient_KP: Tensor) -> None:
        """Take one step."""
        self._taken += 1
        (now,) = self._optimizer.coefficients(self._rates, np.array([self._taken]))
        self._optimizer.update(gradient_KP.clone(), now)

    def copy(self) -> "_Descent":
        """Return a new descent with the same weights and the same state, and nothing else."""
        other = _Descent(self._rules, self.rows.dtype)
        other._rows.data.copy_(self.rows)
        for name, tensor in self._optimizer.state[self._rows].items():
            other._optimizer.state[other._rows][name].copy_(tensor)
        other._taken = self._taken
        return other


def _descend(rules: Sequence[Rule], g_SKP: Tensor) -> Tensor:
    descent = _Descent(rules, g_SKP.dtype)
    for g_KP in g_SKP:
        descent.step(g_KP)
    return descent.rows.clone()


def _start(members: int, dtype: torch.dtype) -> Tensor:
    return torch.linspace(-2, 2, _SIZE, dtype=dtype).expand(members, -1).clone()


def _gradients(members: int, dtype: torch.dtype) -> Tensor:
    """Return gradients [S, K, P], of another size for each member."""
    generator = torch.Generator().manual_seed(0)
    g_SKP = torch.randn(_STEPS, members, _SIZE, generator=generator, dtype=torch.float64)
    return (g_SKP * torch.arange(1, members + 1).view(1, -1, 1)).to(dtype)
