"""Parts of one's own, as a user may write them, each beside the built-in part that it comes down to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.special import ndtri
from torch import Tensor, nn

from lessonnet.nn import Activation, Criterion, Dropout, Penalty, Sigmoid


class Swish(Activation):
    """SiLU by another name; its slope is autograd's affair."""

    def forward(self, z: Tensor) -> Tensor:
        return z * torch.sigmoid(z)


class ClosedSwish(Swish):
    """With the slope that the quotient rule gives."""

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        s = torch.sigmoid(z)
        return torch.mul(gradient, s + z * s * (1 - s), out=out)


class Softer(Sigmoid):
    """One of our own, with the slope that it has inherited."""


class Slanted(Activation):
    """A leaky ReLU in words that `torch.func.vmap` has no rule for."""

    is_mapped = False

    def forward(self, z: Tensor) -> Tensor:
        return torch.rrelu(z)


class Brier(Criterion):
    """The squared error by another name, without a gradient."""

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        return (self.probabilities(scores) - targets).square().sum(-1) / 2

    def probabilities(self, scores: Tensor) -> Tensor:
        return torch.sigmoid(scores) if scores.shape[-1] == 1 else torch.softmax(scores, -1)


@dataclass(frozen=True)
class Ridge(Penalty):
    """The L2 penalty by another name; its slope is autograd's affair."""

    factor: float = 0.01

    @classmethod
    def value(cls, w_KW: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        return own["factor"][:, 0] * w_KW.square().sum(1)


@dataclass(frozen=True)
class ClosedRidge(Ridge):
    """With its slope."""

    @classmethod
    def gradient(cls, w_KW: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        return 2 * own["factor"] * w_KW


@dataclass(frozen=True)
class GaussianDropout(Dropout):
    """Factors 1 + sigma · N(0, 1), from random numbers by the normal distribution's quantiles."""

    sigma: float = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        return 1 + own["sigma"] * ndtri((bits + 0.5) / 65536)


@dataclass(frozen=True)
class GaussianPerEpoch(GaussianDropout):
    """Once for all points of an epoch."""

    per_epoch = True


class Residual(nn.Module):
    """A network with a buffer and a shared matrix, whose constructor draws its weights."""

    def __init__(self, in_features: int, outputs: int, units: int = 6) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(in_features, units), nn.Linear(units, units)
        self.third = nn.Linear(units, units)
        self.third.weight = self.second.weight
        self.last = nn.Linear(units, outputs)
        self.register_buffer("shift", torch.linspace(-1, 1, units))

    def forward(self, x: Tensor) -> Any:
        h = torch.tanh(self.first(x) + self.shift)
        h = h + torch.tanh(self.second(h))
        return self.last(h + torch.tanh(self.third(h)))


class Choosy(Residual):
    """The same, with a look at its numbers that `torch.func.vmap` cannot follow."""

    is_mapped = False

    def forward(self, x: Tensor) -> Any:
        return super().forward(x if float(x.square().sum()) >= 0 else -x)
