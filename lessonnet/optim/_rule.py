"""What an update rule is: pure mathematics over the rows [K, P] of a stack's parameters.

g is the gradient of a member's objective, w its parameters, η its learning rate.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Numbers
from lessonnet.options import Options

State = dict[str, Tensor]
"""What a rule remembers of earlier steps: names to tensors [K, P]."""
Coefficients = dict[str, Tensor]
"""The numbers of one step: names to tensors [K, 1]."""


class Rule(Options):
    """One optimizer: the same mathematics as its namesake in torch.optim, for K members at once."""

    state: ClassVar[tuple[str, ...]] = ()
    """Names of the tensors [K, P] that the rule keeps; they start at zero."""
    decoupled: ClassVar[bool] = False
    """Whether weight decay is the rule's own affair, instead of a term of the gradient."""

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return the numbers that the steps need, in float64, so that small differences from 1 are exact.

        Args:
            own: the members' options, each [K].
            rates_SK: learning rates, the schedule's factor included; [1, K] where all steps share them.
            steps_S1: numbers of the steps, from 1.

        Returns:
            Names to arrays that broadcast to [S, K]; `rate` is always among them.
        """
        return {"rate": rates_SK}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step in place.

        Args:
            w_KP: parameters, changed.
            g_KP: gradient; may be overwritten.
            state: the rule's own tensors, changed.
            now: this step's coefficients.
        """
        raise NotImplementedError

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return the optimizer of torch.optim that takes the same steps, for models trained on their own."""
        raise NotImplementedError


def torch_options(rule: Rule, *names: str) -> dict[str, Any]:
    """Return the named options of a rule, as keyword arguments for torch.optim."""
    return {name: getattr(rule, name) for name in names}


def clip(g_KP: Tensor, limit_K1: Tensor) -> None:
    """Scale each member's gradient down, in place, to a Euclidean norm of at most its limit.

    g ← g · min(1, limit / ‖g‖)

    Args:
        g_KP: gradients, changed.
        limit_K1: largest norms, > 0; ∞ leaves a member alone.

    Example:
        >>> g = torch.tensor([[3.0, 4.0]])
        >>> clip(g, torch.tensor([[1.0]]))
        >>> g
        tensor([[0.6000, 0.8000]])
    """
    norm_K1 = torch.linalg.vector_norm(g_KP, dim=1, keepdim=True)
    # 0/0 and a limit of ∞ over ∞ must leave the gradient as it is: fmin takes the 1 beside a NaN.
    g_KP.mul_(torch.fmin(limit_K1 / norm_K1, torch.ones_like(norm_K1)))
