"""Formulas that are broken on purpose, each in one way that a conformance suite has to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.nn import Activation, Criterion, Dropout, Penalty, Regularizer
from lessonnet.options import Fraction, NonNegativeFloat, Scale


class WrongSlope(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        return torch.mul(gradient, 1 - a, out=out)  # 1 − a² is right


class WritesOverItsInput(WrongSlope):
    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        a.square_()
        return torch.mul(gradient, 1 - a, out=out)


class ReadsWhatItHasWritten(WrongSlope):
    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        out.copy_(gradient)
        return out.mul_(1 - torch.tanh(z).square())  # z is `out` by now, where they are the same


class WrongBackward(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z).detach() + z - z.detach()  # the slope of z


class Centred(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z - z.mean())


class Overflowing(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return z.exp() / (1 + z.exp())


class SwallowsNaN(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z).nan_to_num()


class Trained(Activation):
    def __init__(self) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.ones(()))

    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(self.slope * z)


class Single(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z.float()).to(z.dtype)


class Cancelling(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return (z + 1e4) - 1e4


class Unmapped(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z) if float(z.detach().amax()) < 1e9 else z


_CALLS = count()


class Aging(Activation):
    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z) * (1 + 1e-6 * next(_CALLS))


class Idle(Activation):
    """Has an option that it does not use, and a default that is not its YAML file's."""

    def __init__(self, beta: Scale = 1.0) -> None:
        super().__init__()
        self.beta = beta

    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z)


class Unsure(Activation):
    """Says nothing about what its option may be."""

    def __init__(self, beta: Any = 1.0) -> None:
        super().__init__()
        self.beta = beta

    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(self.beta * z)


class OutOfRange(Activation):
    """Has a default that nobody may write."""

    def __init__(self, gamma: Fraction = 1.5) -> None:
        super().__init__()
        self.gamma = gamma

    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(self.gamma * z)


_MADE = count()


class Numbered(Activation):
    """Knows how many were made before it, which no file tells."""

    def __init__(self) -> None:
        super().__init__()
        self._number = next(_MADE)

    def forward(self, z: Tensor) -> Tensor:
        return torch.tanh(z) + self._number


class Squares(Criterion):
    """½·|s − y|²: right, and the base of those that are not."""

    has_probabilities = False

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        return (scores - targets).square().sum(-1) / 2


class WrongCriterionSlope(Squares):
    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        return torch.sub(targets, scores, out=out)


class Averaged(Squares):
    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        errors = super().errors(scores, targets)
        return errors.mean(-1, keepdim=True).expand_as(errors)


class Backwards(Squares):
    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        return super().errors(-scores, targets)


class Logarithm(Squares):
    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        p = torch.sigmoid(scores)
        return -(targets * p.log() + (1 - targets) * (1 - p).log()).sum(-1)


class OddProbabilities(Squares):
    has_probabilities = True

    def probabilities(self, scores: Tensor) -> Tensor:
        return torch.sigmoid(-scores)


class WrongErrorBackward(Squares):
    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        errors = super().errors(scores, targets)
        return 2 * errors - errors.detach()


class AxesFromTheFront(Squares):
    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        return (scores - targets).square().sum(2) / 2


@dataclass(frozen=True)
class Negative(Regularizer):
    def factors(self) -> tuple[float, float]:
        return -1.0, 0.0


Own = Mapping[str, Tensor]


@dataclass(frozen=True)
class WrongPenaltyBackward(Penalty):
    factor: NonNegativeFloat = 0.1

    @classmethod
    def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        values = own["factor"][:, 0] * w_KW.square().sum(1)
        return 2 * values - values.detach()


@dataclass(frozen=True)
class Shared(Penalty):
    factor: NonNegativeFloat = 0.1

    @classmethod
    def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        return own["factor"][:, 0] * w_KW.square().mean()


@dataclass(frozen=True)
class WrongPenaltySlope(Penalty):
    factor: NonNegativeFloat = 0.1

    @classmethod
    def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        return own["factor"][:, 0] * w_KW.square().sum(1)

    @classmethod
    def gradient(cls, w_KW: Tensor, own: Own) -> Tensor:
        return own["factor"] * w_KW


@dataclass(frozen=True)
class Length(Penalty):
    factor: NonNegativeFloat = 0.1

    @classmethod
    def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        return own["factor"][:, 0] * w_KW.square().sum(1).sqrt()


@dataclass(frozen=True)
class Louder(Dropout):
    p: Fraction = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        return (bits / 65536 >= own["p"]).astype(float)


@dataclass(frozen=True)
class OneForAll(Dropout):
    p: Fraction = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        return (bits[..., :1] / 65536 >= own["p"]) / (1 - own["p"])


@dataclass(frozen=True)
class Drawing(Dropout):
    p: Fraction = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        return 1 + own["p"] * np.random.normal(size=bits.shape)  # noqa: NPY002  # what is wrong with it


@dataclass(frozen=True)
class FirstDropout(Dropout):
    p: Fraction = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        p = own["p"][0]
        return (bits / 65536 >= p) / (1 - p)
