"""Parts of trainings that are broken on purpose, each in one way that a conformance suite has to find."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import lightning.pytorch as pl
import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.data import DataSet, Rows
from lessonnet.nn import Initializer
from lessonnet.optim import Rule, Schedule
from lessonnet.options import Fraction, PositiveFloat


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
