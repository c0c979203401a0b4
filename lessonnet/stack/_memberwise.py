"""Optimizers of which each member of a stack has its own."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.nn import Layout
from lessonnet.optim import Coefficients, Rule, TorchRule, clip


class Memberwise(torch.optim.Optimizer):
    """What they share: an optimizer of torch's kind for each member, over parameters of its own.

    Args:
        rows: the parameters [K, P].
        rules: the options of all members.
        active: which of the rules have a row; None for all.
        layout: how parameters stand in a row.
    """

    def __init__(self, rows: nn.Parameter, rules: Sequence[Rule], active: Tensor | None, layout: Layout) -> None:
        super().__init__([rows], {})
        self._rows, self._layout = rows, layout
        self._rules = list(rules) if active is None else [rules[k] for k in active.tolist()]
        self._start()

    def leaves_of(self, row: Tensor) -> list[nn.Parameter]:
        """Return what a member's optimizer works on, in memory of its own."""
        raise NotImplementedError

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Refuse: the stack calls `update`."""
        raise TypeError(f"{type(self).__name__} is driven by `update`.")

    def keep(self, members: Tensor) -> None:
        """Go on with these members alone, after the rows have shrunk to them."""
        kept = members.tolist()
        states = [self._each[k].state_dict() for k in kept]
        self._rules = [self._rules[k] for k in kept]
        self._start()
        self._restore(states)

    def state_dict(self) -> dict[str, Any]:
        """Return every member's state."""
        return {"members": [optimizer.state_dict() for optimizer in self._each]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take every member's state back."""
        self._restore(state_dict["members"])

    def _restore(self, states: Sequence[dict[str, Any]]) -> None:
        for optimizer, state in zip(self._each, states, strict=True):
            optimizer.load_state_dict(state)

    def _start(self) -> None:
        self._leaves = [self.leaves_of(row) for row in self._rows.detach()]
        self._each = [rule.torch_optimizer(own) for rule, own in zip(self._rules, self._leaves, strict=True)]


class MemberwiseTorch(Memberwise):
    """An optimizer of torch's kind for each member, over its parameters in the shapes that the network has.

    Some rules depend on those shapes, or on how many parameters there are.
    """

    def leaves_of(self, row: Tensor) -> list[nn.Parameter]:
        """Return the member's parameters."""
        return [nn.Parameter(view[0].clone()) for view in self._layout.views(row[None]).values()]

    def coefficients(self, rates_SK: np.ndarray, steps: np.ndarray, block: slice = slice(None)) -> list[Coefficients]:
        """Return each step's learning rates, float64 [K, 1], for the members of a block.

        Args:
            rates_SK: learning rates, or [1, K] where all steps share them.
            steps: [S] numbers of the steps, from 1.
            block: which members; all by default.
        """
        rates = torch.from_numpy(np.broadcast_to(rates_SK, (len(steps), rates_SK.shape[1])).copy())
        return [{"rate": rates_K[:, None]} for rates_K in rates]

    def update(self, gradient_KP: Tensor, now: Coefficients, block: slice = slice(None)) -> None:
        """Take one step of a block in place; its gradient [K, P] may be overwritten."""
        # Tensors that are made in inference mode can neither be changed nor saved outside of it.
        with torch.inference_mode(False), torch.no_grad():
            for k, gradient, rate in zip(range(len(self._rows))[block], gradient_KP, now["rate"].tolist(), strict=True):
                self._update_one(k, gradient[None], rate[0])

    def _update_one(self, member: int, gradient_1P: Tensor, rate: float) -> None:
        optimizer, rule = self._each[member], self._rules[member]
        assert isinstance(rule, TorchRule)
        if rule.clip_norm is not None:
            clip(gradient_1P, gradient_1P.new_tensor([[rule.clip_norm]]))
        own = self._layout.views(self._rows.detach()[member][None]).values()
        gradients = self._layout.views(gradient_1P).values()
        for leaf, values, gradient in zip(self._leaves[member], own, gradients, strict=True):
            leaf.data.copy_(values[0])
            leaf.grad = gradient[0]
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        for leaf, values in zip(self._leaves[member], own, strict=True):
            values[0].copy_(leaf.detach())


class MemberwiseLBFGS(Memberwise):
    """An L-BFGS for each member: one line search must not couple two of them. It works on the whole row at once."""

    def leaves_of(self, row: Tensor) -> list[nn.Parameter]:
        """Return the member's row."""
        return [nn.Parameter(row.clone())]

    def row(self, member: int) -> Tensor:
        """Return the member's parameters [1, P] in the memory that a step changes."""
        return self._leaves[member][0].detach()[None]

    def update(self, member: int, objective: Callable[[], Tensor], gradient_P: Tensor) -> None:
        """Take one step of one member.

        Args:
            member: its number k.
            objective: computes the member's objective, a scalar, and its gradient, of the parameters in `row`.
            gradient_P: where `objective` leaves the gradient.
        """
        leaf, row = self._leaves[member][0], self._rows.detach()[member]
        leaf.data.copy_(row)

        def closure() -> Tensor:
            value = objective()
            leaf.grad = gradient_P
            return value

        self._each[member].step(closure)  # type: ignore[arg-type]
        row.copy_(leaf.detach())
