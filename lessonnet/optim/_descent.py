"""Gradient descent, plain and with momentum (rows L12, L22)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Numbers
from lessonnet.optim._rule import Coefficients, Rule, State, torch_options
from lessonnet.options import Fraction, NonNegativeFloat, PositiveFloat, Range

ClipNorm = Annotated[float, Range(above=0)] | None


@dataclass(frozen=True)
class SGD(Rule):
    """Plain descent: w ← w − η·g.

    Args:
        lr: learning rate η, > 0.
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Example:
        >>> from lessonnet.optim import SGD
        >>> w = torch.tensor([[1.0]])
        >>> SGD.update(w, torch.tensor([[2.0]]), {}, {"rate": torch.tensor([[0.1]])})
        >>> w
        tensor([[0.8000]])
    """

    lr: PositiveFloat = 0.1
    weight_decay: NonNegativeFloat = 0.0
    clip_norm: ClipNorm = None

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step: w ← w − η·g."""
        w_KP.addcmul_(g_KP, now["rate"], value=-1)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.SGD."""
        return torch.optim.SGD(parameters, **torch_options(self, "lr", "weight_decay"))


@dataclass(frozen=True)
class Momentum(Rule):
    """Descent with a memory: v ← μ·v + g, w ← w − η·v (row L22).

    Args:
        lr: learning rate η, > 0.
        momentum: μ, the share of the last step that is kept, in [0, 1).
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Example:
        >>> from lessonnet.optim import Momentum
        >>> w, state = torch.tensor([[1.0]]), {"velocity": torch.tensor([[1.0]])}
        >>> Momentum.update(w, torch.tensor([[2.0]]), state,
        ...                 {"momentum": torch.tensor([[0.5]]), "rate": torch.tensor([[0.1]])})
        >>> w
        tensor([[0.7500]])
    """

    lr: PositiveFloat = 0.1
    momentum: Fraction = 0.9
    weight_decay: NonNegativeFloat = 0.0
    clip_norm: ClipNorm = None

    state: ClassVar[tuple[str, ...]] = ("velocity",)
    nesterov: ClassVar[bool] = False

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return η and μ."""
        return {"rate": rates_SK, "momentum": own["momentum"]}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step: v ← μ·v + g, w ← w − η·v."""
        velocity = state["velocity"]
        torch.addcmul(g_KP, velocity, now["momentum"], out=velocity)
        w_KP.addcmul_(velocity, now["rate"], value=-1)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.SGD with momentum."""
        options = torch_options(self, "lr", "momentum", "weight_decay")
        return torch.optim.SGD(parameters, nesterov=self.nesterov and self.momentum > 0, **options)


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Momentum that looks ahead: v ← μ·v + g, w ← w − η·(g + μ·v).

    Args:
        lr: learning rate η, > 0.
        momentum: μ, the share of the last step that is kept, in [0, 1).
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Source:
        Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum (2013).

    Example:
        >>> from lessonnet.optim import Nesterov
        >>> w, state = torch.tensor([[1.0]]), {"velocity": torch.tensor([[0.0]])}
        >>> Nesterov.update(w, torch.tensor([[2.0]]), state,
        ...                 {"momentum": torch.tensor([[0.5]]), "rate": torch.tensor([[0.1]])})
        >>> w
        tensor([[0.7000]])
    """

    nesterov: ClassVar[bool] = True

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step: v ← μ·v + g, w ← w − η·(g + μ·v)."""
        velocity = state["velocity"]
        torch.addcmul(g_KP, velocity, now["momentum"], out=velocity)
        g_KP.addcmul_(velocity, now["momentum"])
        w_KP.addcmul_(g_KP, now["rate"], value=-1)
