"""What one optimizer step of a block is given."""

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor

from lessonnet.optim import Coefficients


class Step(NamedTuple):
    """All that changes from one optimizer step of a block to the next; numbers too are tensors.

    Attributes:
        features: of the mini-batch [K, B, D].
        targets: [K, B, C].
        scores: receives those from before the step [K, B, C].
        weights: how often each point's error counts [K, B], or None for once.
        scale: factor of the summed errors, without axes.
        masks: dropout masks of the hidden layers, [K, B, H] or broadcast to it; empty without dropout.
        coefficients: numbers of the update rule, [K, 1] each.
    """

    features: Tensor
    targets: Tensor
    scores: Tensor
    weights: Tensor | None
    scale: Tensor
    masks: Sequence[Tensor]
    coefficients: Coefficients
