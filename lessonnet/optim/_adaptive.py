"""Optimizers that give each weight a rate of its own, from the gradients it has seen (row L25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Numbers
from lessonnet.optim._descent import ClipNorm
from lessonnet.optim._rule import Coefficients, Rule, State, torch_options
from lessonnet.options import Fraction, NonNegativeFloat, PositiveFloat


@dataclass(frozen=True)
class RMSprop(Rule):
    """Divide by a running root mean square: s ← α·s + (1 − α)·g², w ← w − η·g / (√s + ε).

    With momentum, v ← μ·v + g / (√s + ε) and w ← w − η·v.

    Args:
        lr: learning rate η, > 0.
        alpha: α, the share of the running mean that is kept, in [0, 1).
        eps: ε, keeps the division finite, > 0.
        momentum: μ, in [0, 1).
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Source:
        Hinton, Neural networks for machine learning, lecture 6 (2012).

    Example:
        >>> from lessonnet.optim import RMSprop
        >>> RMSprop(lr=0.1).alpha
        0.99
    """

    lr: PositiveFloat = 0.01
    alpha: Fraction = 0.99
    eps: PositiveFloat = 1e-8
    momentum: Fraction = 0.0
    weight_decay: NonNegativeFloat = 0.0
    clip_norm: ClipNorm = None

    state: ClassVar[tuple[str, ...]] = ("square", "velocity")

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return η, 1 − α, ε and μ."""
        fixed = {"forget": 1 - own["alpha"], "eps": own["eps"], "momentum": own["momentum"]}
        return {"rate": rates_SK, **fixed}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step; without momentum the velocity is the step itself."""
        square = state["square"].lerp_(g_KP * g_KP, now["forget"])
        g_KP.div_(square.sqrt().add_(now["eps"]))
        velocity = state["velocity"].mul_(now["momentum"]).add_(g_KP)
        w_KP.addcmul_(velocity, now["rate"], value=-1)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.RMSprop."""
        options = torch_options(self, "lr", "alpha", "eps", "momentum", "weight_decay")
        return torch.optim.RMSprop(parameters, **options)


@dataclass(frozen=True)
class Adagrad(Rule):
    """Divide by the root of all squares so far: s ← s + g², w ← w − η_t·g / (√s + ε).

    The rate falls as η_t = η / (1 + (t − 1)·lr_decay) besides.

    Args:
        lr: learning rate η, > 0.
        lr_decay: ≥ 0.
        eps: ε, keeps the division finite, > 0.
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Source:
        Duchi, Hazan and Singer, Adaptive subgradient methods (2011).

    Example:
        >>> from lessonnet.optim import Adagrad
        >>> Adagrad().lr
        0.01
    """

    lr: PositiveFloat = 0.01
    lr_decay: NonNegativeFloat = 0.0
    eps: PositiveFloat = 1e-10
    weight_decay: NonNegativeFloat = 0.0
    clip_norm: ClipNorm = None

    state: ClassVar[tuple[str, ...]] = ("square_sum",)

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return η_t and ε."""
        return {"rate": rates_SK / (1 + (steps_S1 - 1) * own["lr_decay"]), "eps": own["eps"]}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step."""
        square_sum = state["square_sum"].addcmul_(g_KP, g_KP)
        g_KP.div_(square_sum.sqrt().add_(now["eps"]))
        w_KP.addcmul_(g_KP, now["rate"], value=-1)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.Adagrad."""
        return torch.optim.Adagrad(parameters, **torch_options(self, "lr", "lr_decay", "eps", "weight_decay"))


@dataclass(frozen=True)
class Adam(Rule):
    """Running means of gradient and square, corrected for their start at zero.

    m ← β1·m + (1 − β1)·g    s ← β2·s + (1 − β2)·g²
    w ← w − η · (m / (1 − β1ᵗ)) / (√(s / (1 − β2ᵗ)) + ε)

    With c = √(1 − β2ᵗ) the last line is w ← w − (η·c / (1 − β1ᵗ)) · m / (√s + ε·c): c depends on the step alone, and
    changes two numbers instead of all weights.

    Args:
        lr: learning rate η, > 0.
        betas: β1 and β2, each in [0, 1).
        eps: ε, keeps the division finite, > 0.
        weight_decay: adds weight_decay·w to g, biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Source:
        Kingma and Ba, Adam: a method for stochastic optimization (2015).

    Example:
        >>> from lessonnet.optim import Adam
        >>> Adam(betas=[0.8, 0.9]).betas
        (0.8, 0.9)
    """

    lr: PositiveFloat = 1e-3
    betas: tuple[Fraction, Fraction] = (0.9, 0.999)
    eps: PositiveFloat = 1e-8
    weight_decay: NonNegativeFloat = 0.0
    clip_norm: ClipNorm = None

    state: ClassVar[tuple[str, ...]] = ("mean", "square")

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return η·c / (1 − β1ᵗ), ε·c, 1 − β1 and 1 − β2, with c = √(1 − β2ᵗ)."""
        beta1, beta2 = own["betas_0"], own["betas_1"]
        c_SK = np.sqrt(1 - beta2**steps_S1)
        corrected = {"rate": rates_SK * c_SK / (1 - beta1**steps_S1), "eps": own["eps"] * c_SK}
        return {**corrected, "forget_mean": 1 - beta1, "forget_square": 1 - beta2}

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Take one step."""
        mean = state["mean"].lerp_(g_KP, now["forget_mean"])
        square = state["square"].lerp_(g_KP.mul_(g_KP), now["forget_square"])
        denominator = torch.sqrt(square, out=g_KP).add_(now["eps"])
        w_KP.addcmul_(torch.div(mean, denominator, out=denominator), now["rate"], value=-1)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.Adam."""
        return torch.optim.Adam(parameters, **torch_options(self, "lr", "betas", "eps", "weight_decay"))


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weight decay acts on the weights, not through the gradient: w ← w·(1 − η·weight_decay) first.

    Args:
        lr: learning rate η, > 0.
        betas: β1 and β2, each in [0, 1).
        eps: ε, keeps the division finite, > 0.
        weight_decay: biases included, ≥ 0.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Source:
        Loshchilov and Hutter, Decoupled weight decay regularization (2019).

    Example:
        >>> from lessonnet.optim import AdamW
        >>> AdamW().weight_decay
        0.01
    """

    weight_decay: NonNegativeFloat = 0.01

    decoupled: ClassVar[bool] = True

    @classmethod
    def coefficients(cls, own: Numbers, rates_SK: np.ndarray, steps_S1: np.ndarray) -> dict[str, np.ndarray]:
        """Return Adam's, and 1 − η·weight_decay."""
        shrink = {"shrink": 1 - rates_SK * own["weight_decay"]}
        return super().coefficients(own, rates_SK, steps_S1) | shrink

    @classmethod
    def update(cls, w_KP: Tensor, g_KP: Tensor, state: State, now: Coefficients) -> None:
        """Shrink the weights, then take Adam's step."""
        w_KP.mul_(now["shrink"])
        super().update(w_KP, g_KP, state, now)

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return torch.optim.AdamW."""
        return torch.optim.AdamW(parameters, **torch_options(self, "lr", "betas", "eps", "weight_decay"))
