"""When a member's training is beyond hope."""

import torch
from torch import Tensor

_HOPELESS = 1e4
"""A mean error that many times above where the training began, or above 1, is divergence, even while it is finite."""


class Divergence:
    """The verdict on each member: its error is not finite, or far beyond where it began, or its weights are not finite.

    Attributes:
        limit: the error beyond which a member has diverged, float64 [A]; None until the training begins.
    """

    def __init__(self) -> None:
        self.limit: Tensor | None = None

    def begin(self, error_A: Tensor, is_mean: bool) -> None:
        """Set the limits: 10⁴ · max(1, error), or none.

        Args:
            error_A: mean errors before the first step.
            is_mean: whether the objective is a mean over points. A perceptron's, a sum, grows with its weights, and
                those with its rate; none of it is harm.
        """
        self.limit = _HOPELESS * error_A.clamp(min=1.0) if is_mean else torch.full_like(error_A, torch.inf)

    def of(self, error_A: Tensor, finite_A: Tensor) -> Tensor:
        """Tell which members have diverged, [A].

        Args:
            error_A: their newest mean errors.
            finite_A: whether all their weights are finite.
        """
        assert self.limit is not None
        # NaN fails every comparison, so it is hopeless too; ∞ is not below ∞.
        return ~((error_A < self.limit) & finite_A)

    def keep(self, stay: Tensor) -> None:
        """Go on with these of the members."""
        if self.limit is not None:
            self.limit = self.limit[stay]

    def to(self, device: torch.device) -> None:
        """Move the limit to a device."""
        if self.limit is not None:
            self.limit = self.limit.to(device)
