"""An activation with a derivative: it joins the closed form."""

import torch
from lessonnet.nn import Activation
from lessonnet.options import Scale, check_value
from torch import Tensor


class Squareplus(Activation):
    """(z + √(z² + b)) / 2: a smooth ReLU made of a root alone.

    Args:
        b: how round the bend is, > 0.

    Source:
        Barron, Squareplus: a softplus-like algebraic rectifier (2021).
    """

    def __init__(self, b: Scale = 4.0) -> None:
        super().__init__()
        self.b = check_value("Squareplus.b", b, Scale)

    def forward(self, z: Tensor) -> Tensor:
        """Return (z + √(z² + b)) / 2."""
        root = torch.sqrt(z * z + self.b)
        # Far below zero z and the root nearly cancel: b / (root − z) is the same number without their rounding.
        return torch.where(z >= 0, (z + root) / 2, self.b / (2 * (root + z.abs())))

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · (1 + z / √(z² + b)) / 2."""
        slope = (1 + z * torch.rsqrt(z * z + self.b)) / 2
        return torch.mul(gradient, slope, out=out)
