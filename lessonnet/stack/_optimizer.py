"""Optimizers as Lightning and its checkpoints know them, over the rows of a stack."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.optim import Coefficients, Rule, State, clip, numbers


class _Views(NamedTuple):
    """A block's part of the rows and of the rule's state, and the whole state that it was cut from."""

    whole: State
    rows: Tensor
    state: State


class StackOptimizer(torch.optim.Optimizer):
    """One update rule for K members, each with hyperparameters of its own.

    Args:
        rows: the parameters [K, P].
        rules: of all members, of one class.
        active: which of the rules have a row, none of them after everybody has left; None for all.
    """

    def __init__(self, rows: nn.Parameter, rules: Sequence[Rule], active: Tensor | None = None) -> None:
        super().__init__([rows], {})
        self._rows, self._rule, self._own = rows, type(rules[0]), numbers(rules)
        if active is not None:
            self._own = {name: column[active.numpy()] for name, column in self._own.items()}
        self._clips = "clip_norm" in self._own and bool(np.isfinite(self._own["clip_norm"]).any())
        self._decays = not self._rule.decoupled and bool((self._own.get("weight_decay", np.zeros(1)) > 0).any())
        self.state[rows] = {name: torch.zeros_like(rows, requires_grad=False) for name in self._rule.state}
        self._views: dict[tuple[int, int], _Views] = {}

    def coefficients(self, rates_SK: np.ndarray, steps: np.ndarray, block: slice = slice(None)) -> list[Coefficients]:
        """Return each step's numbers as tensors [K, 1], for the members of a block.

        Args:
            rates_SK: learning rates, or [1, K] where all steps share them.
            steps: [S] numbers of the steps, from 1.
            block: which members; all by default.
        """
        own = {name: column[block] for name, column in self._own.items()}
        columns = self._rule.coefficients(own, rates_SK, steps[:, None])
        if self._clips:
            columns["clip_norm"] = own["clip_norm"]
        if self._decays:
            columns["weight_decay"] = own["weight_decay"]
        values = {name: self._values(column) for name, column in columns.items()}
        if all(len(values_SK1) == 1 for values_SK1 in values.values()):
            return [{name: values_SK1[0] for name, values_SK1 in values.items()}] * len(steps)
        each = (values_SK1.expand(len(steps), -1, -1).unbind() for values_SK1 in values.values())
        return [dict(zip(values, step, strict=True)) for step in zip(*each, strict=True)]

    def update(self, gradient_KP: Tensor, now: Coefficients, block: slice = slice(None)) -> None:
        """Take one step of a block in place; its gradient [K, P] may be overwritten."""
        _, rows, state = self._of(block)
        if self._clips:
            clip(gradient_KP, now["clip_norm"])
        if self._decays:
            gradient_KP.addcmul_(rows, now["weight_decay"])
        self._rule.update(rows, gradient_KP, state, now)

    def memory(self, block: slice = slice(None)) -> list[Tensor]:
        """Return what `update` changes of a block: rows and state, the same tensors as long as they are in use."""
        _, rows, state = self._of(block)
        return [rows, *state.values()]

    def _values(self, column: np.ndarray) -> Tensor:
        """Return a coefficient given as [S, K], [1, K] or [K] as a tensor [S, K, 1] or [1, K, 1]."""
        return torch.from_numpy(np.atleast_2d(column)[..., None]).to(self._rows.detach())

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Refuse: the stack calls `update` with a gradient of its own making."""
        raise TypeError("StackOptimizer is driven by `update(gradient, coefficients)`.")

    def _of(self, block: slice) -> _Views:
        """Return views of a block's rows and state; they are made anew after the state was replaced."""
        key = (block.start or 0, len(self._rows) if block.stop is None else block.stop)
        whole: State = self.state[self._rows]
        if key not in self._views or self._views[key].whole is not whole:
            state = {name: tensor[block] for name, tensor in whole.items()}
            self._views[key] = _Views(whole, self._rows.detach()[block], state)
        return self._views[key]

    def keep(self, members: Tensor) -> None:
        """Go on with these members alone, after the rows have shrunk to them."""
        self._views.clear()
        index = members.cpu().numpy()
        self._own = {name: column[index] for name, column in self._own.items()}
        self.state[self._rows] = {name: tensor[members] for name, tensor in self.state[self._rows].items()}
