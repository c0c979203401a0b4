"""Parts that do not do what such parts must do, each for one reason."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from lessonnet.data import Moons, Rows
from lessonnet.nn import Activation, Initializer, Penalty
from lessonnet.optim import Rule
from tests.own_parts import Brier, Choosy, GaussianDropout, Residual, Ridge


class Flat(Residual):
    def forward(self, x):
        return super().forward(x).squeeze()


class Unmapped(Choosy):
    is_mapped = True


class WithoutSizes(nn.Module):
    def __init__(self, units: int = 3) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)


class WithoutForward(Activation):
    pass


class Doubled(Activation):
    def forward(self, z):
        return z.double().tanh()


class Summing(Activation):
    def forward(self, z):
        return z + z.sum(-1, keepdim=True)


class Random(Activation):
    """What `torch.func.vmap` has no rule for; outside of a training it is a leaky ReLU."""

    def forward(self, z):
        return torch.rrelu(z)


class OneError(Brier):
    def errors(self, scores, targets):
        return super().errors(scores, targets).sum()


@dataclass(frozen=True)
class OnePenalty(Penalty):
    factor: float = 0.1

    @classmethod
    def value(cls, w_KW, own):
        return (own["factor"] * w_KW).sum()


class Noisy(Brier):
    def errors(self, scores, targets):
        return super().errors(scores, targets) + torch.rand(())


@dataclass(frozen=True)
class Grained(GaussianDropout):
    @classmethod
    def factors(cls, bits, own):
        return np.random.standard_normal(bits.shape)  # noqa: NPY002


@dataclass(frozen=True)
class Switched(Ridge):
    squared: bool = True


@dataclass(frozen=True)
class Named(GaussianDropout):
    kind: str = "normal"


@dataclass(frozen=True)
class Listed(Ridge):
    powers: list[float] = field(default_factory=lambda: [1.0, 2.0])


class Plain(Penalty):
    def __init__(self, factor: float = 0.1) -> None:
        self.factor = factor


@dataclass(frozen=True)
class Failing(GaussianDropout):
    @classmethod
    def factors(cls, bits, own):
        return 1 // 0


@dataclass(frozen=True)
class Turned(Initializer):
    def layer(self, d, h, **key):
        return np.zeros((h, d)), np.zeros(h)


@dataclass(frozen=True)
class NoUpdate(Rule):
    lr: float = 0.1


class ShortRows(Moons):
    def rows(self):
        return super().rows()._replace(features=np.zeros((3, 2)))


class ListOfRows(Moons):
    def rows(self):
        return [torch.zeros(2)]


class UnnamedClasses(Moons):
    def rows(self):
        return Rows(np.zeros((4, 2)), np.array([0, 1, 2, 2]), ["a", "b"], ["c", "d"])
