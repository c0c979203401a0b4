"""Parts that are broken on purpose, each in one way that a conformance suite has to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import lightning.pytorch as pl
import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.data import DataSet, Rows
from lessonnet.nn import Activation, Criterion, Dropout, Initializer, Penalty, Regularizer
from lessonnet.optim import Rule, Schedule
from lessonnet.options import Fraction, NonNegativeFloat, PositiveFloat, Scale


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


@dataclass(frozen=True)
class GlobalDraw(Initializer):
    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        return np.random.normal(size=(d, h)), np.zeros(h)  # noqa: NPY002  # what is wrong with it


@dataclass(frozen=True)
class OneStart(Initializer):
    """Knows seeds, and no restarts."""

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        return np.random.default_rng([key["seed"], key["layer"]]).normal(size=(d, h)), np.zeros(h)


@dataclass(frozen=True)
class Transposed(Initializer):
    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((h, d)), np.zeros(h)


@dataclass(frozen=True)
class SharedNorm(Rule):
    lr: PositiveFloat = 0.1

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: Any, now: Any) -> None:
        w_KP.sub_(now["rate"] * g_KP / (1 + g_KP.norm()))


@dataclass(frozen=True)
class Uphill(Rule):
    lr: PositiveFloat = 0.1

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: Any, now: Any) -> None:
        w_KP.add_(now["rate"] * g_KP)


@dataclass(frozen=True)
class Remembering(Rule):
    """Keeps its velocity where no checkpoint finds it."""

    lr: PositiveFloat = 0.1
    hidden: ClassVar[dict[int, Tensor]] = {}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: Any, now: Any) -> None:
        velocity = cls.hidden.setdefault(w_KP.data_ptr(), torch.zeros_like(w_KP))
        w_KP.sub_(now["rate"] * velocity.mul_(0.9).add_(g_KP))


@dataclass(frozen=True)
class OtherNamesake(Rule):
    lr: PositiveFloat = 0.1

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: Any, now: Any) -> None:
        w_KP.sub_(now["rate"] * g_KP)

    def torch_optimizer(self, parameters: Any) -> torch.optim.Optimizer:
        return torch.optim.SGD(parameters, lr=self.lr, momentum=0.9)


@dataclass(frozen=True)
class Rateless(Rule):
    size: PositiveFloat = 0.1


@dataclass(frozen=True)
class Dividing(Rule):
    lr: PositiveFloat = 0.1

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: Any, now: Any) -> None:
        w_KP.sub_(now["rate"] * g_KP / g_KP.abs())


@dataclass(frozen=True)
class Counting(Schedule):
    gamma: Fraction = 0.5
    calls: ClassVar[Any] = count()

    @classmethod
    def factors(cls, own: Any, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        return (own["gamma"] ** (next(cls.calls) % 7))[None]


@dataclass(frozen=True)
class FirstMembers(Schedule):
    gamma: Fraction = 0.5

    @classmethod
    def factors(cls, own: Any, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        return np.full((1, len(own["gamma"])), own["gamma"][0] ** epoch)


@dataclass(frozen=True)
class BelowZero(Schedule):
    gamma: Fraction = 0.5

    @classmethod
    def factors(cls, own: Any, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        return (own["gamma"] * 0 + 1 - 2 * epoch / epochs)[None]


@dataclass(frozen=True)
class Unshaped(Schedule):
    gamma: Fraction = 0.5

    @classmethod
    def factors(cls, own: Any, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        return np.asarray(own["gamma"] ** epoch)


class _Linear(nn.Module):
    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__()
        self.layer = nn.Linear(in_features, outputs)


class MixesPoints(_Linear):
    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x - x.mean(0))


class IdleParameter(_Linear):
    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.idle = nn.Parameter(torch.zeros(3))

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x)


class AsksForNumbers(_Linear):
    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x) if float(self.layer.weight.detach().sum()) < 1e9 else self.layer(2 * x)


class OneBeginning(_Linear):
    def __init__(self, in_features: int, outputs: int) -> None:
        torch.manual_seed(0)
        super().__init__(in_features, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x)


class Exploding(_Linear):
    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x).exp()


class FlatSlope(_Linear):
    def forward(self, x: Tensor) -> Tensor:
        scores = self.layer(x)
        return scores + (scores.sin() - scores).detach()


@dataclass(eq=False, repr=False)
class Unrepeatable(DataSet):
    name = "unrepeatable"

    def rows(self) -> Rows:
        features = np.random.normal(size=(40, 2))  # noqa: NPY002  # what is wrong with it
        return Rows(features, np.arange(40) % 2, ["a", "b"], ["no", "yes"])


@dataclass(eq=False, repr=False)
class Nameless(DataSet):
    name = "nameless"

    def rows(self) -> Rows:
        features = np.random.default_rng(self.seed).normal(size=(40, 2))
        return Rows(features, np.arange(40) % 3, ["a", "b"], ["no", "yes"])


@dataclass(eq=False, repr=False)
class Losing(DataSet):
    """Loses the points that should validate."""

    name = "losing"

    def rows(self) -> Rows:
        features = np.random.default_rng(self.seed).normal(size=(40, 2))
        return Rows(features, np.arange(40) % 2, ["a", "b"], ["no", "yes"])

    def fill(self) -> None:
        super().fill()
        self.val = None


@dataclass(eq=False, repr=False)
class OneSplit(Losing):
    """Draws the same for every seed."""

    def fill(self) -> None:
        self.seed = 0
        DataSet.fill(self)


@dataclass(eq=False, repr=False)
class HalfSaid(Losing):
    """Does not say its seed to a saved model."""

    def fill(self) -> None:
        DataSet.fill(self)

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in super().options().items() if name != "seed"}


class Poison(pl.Callback):
    """Makes weights of which nothing can be told."""

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, number: int) -> None:
        pl_module.rows.detach().fill_(torch.nan)


class Nudging(pl.Callback):
    """Changes a training, and does not say so."""

    stacks = True

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, number: int) -> None:
        with torch.no_grad():
            pl_module.rows *= 0.999


class Levelling(Nudging):
    """Draws the members of a stack together."""

    changes_training = True

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, number: int) -> None:
        with torch.no_grad():
            pl_module.rows.lerp_(pl_module.rows.mean(0, keepdim=True), 0.1)


class Amnesiac(pl.Callback):
    """Returns a state, and does not take it back."""

    def __init__(self) -> None:
        self.chunks = 0

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, number: int) -> None:
        self.chunks += 1

    def state_dict(self) -> dict[str, Any]:
        return {"chunks": self.chunks}


class Pickled(Amnesiac):
    """Keeps something in its state that only running code could bring back."""

    def state_dict(self) -> dict[str, Any]:
        return {"who": Amnesiac}
