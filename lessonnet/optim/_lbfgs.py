"""L-BFGS: second-order steps along a line search, on the whole training part at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from lessonnet.optim._rule import Rule
from lessonnet.options import NonNegativeFloat, PositiveFloat, PositiveInt


@dataclass(frozen=True)
class LBFGS(Rule):
    """Limited-memory BFGS, as torch.optim has it. Each member has its own: one line search never couples two.

    Args:
        lr: factor of each step, > 0.
        max_iter: iterations of one optimizer step, ≥ 1.
        history_size: pairs of differences that are remembered, ≥ 1.
        tolerance_grad: stops a step where the largest slope is at most this, ≥ 0.
        tolerance_change: stops a step where the objective or the weights change by less, ≥ 0.
        line_search: `strong_wolfe`, or `none` for steps of fixed length.

    Source:
        Nocedal and Wright, Numerical optimization, chapter 7 (2006).

    Example:
        >>> from lessonnet.optim import LBFGS
        >>> LBFGS().line_search
        'strong_wolfe'
    """

    lr: PositiveFloat = 1.0
    max_iter: PositiveInt = 20
    history_size: PositiveInt = 10
    tolerance_grad: NonNegativeFloat = 1e-9
    tolerance_change: NonNegativeFloat = 1e-12
    line_search: Literal["strong_wolfe", "none"] = "strong_wolfe"

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.LBFGS."""
        return torch.optim.LBFGS(
            parameters,
            lr=self.lr,
            max_iter=self.max_iter,
            history_size=self.history_size,
            tolerance_grad=self.tolerance_grad,
            tolerance_change=self.tolerance_change,
            line_search_fn=None if self.line_search == "none" else self.line_search,
        )
