"""A penalty of one's own: the engine needs its value and its slope, for all members at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from lessonnet.nn import Penalty
from lessonnet.options import NonNegativeFloat, PositiveFloat
from torch import Tensor


@dataclass(frozen=True)
class SoftL1(Penalty):
    """strength · Σ (√(w² + width²) − width): like L1 for large weights, like L2 for small ones.

    Args:
        strength: factor of the sum, ≥ 0.
        width: where the one turns into the other, > 0.
    """

    strength: NonNegativeFloat = 1e-3
    width: PositiveFloat = 0.1

    @classmethod
    def value(cls, w_KW: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """Return strength · Σ (√(w² + width²) − width) of each member [K]."""
        roots_KW = torch.sqrt(w_KW.square() + own["width"].square())
        return own["strength"].squeeze(1) * (roots_KW - own["width"]).sum(1)

    @classmethod
    def gradient(cls, w_KW: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """Return strength · w / √(w² + width²) [K, W]."""
        return own["strength"] * w_KW * torch.rsqrt(w_KW.square() + own["width"].square())
