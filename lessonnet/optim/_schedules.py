"""How the learning rate changes over a training: factors of each member's own rate (row L25).

e is the epoch from 0, E their number; t the optimizer step from 0, T their number.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lessonnet.nn import Numbers
from lessonnet.options import Fraction, NonNegativeFloat, NonNegativeInt, Options, PositiveFloat, PositiveInt, Range


class Schedule(Options):
    """What every schedule offers: factors as a pure function of the position."""

    @classmethod
    def factors(cls, own: Numbers, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return the factors of K members.

        Args:
            own: the schedules' numbers, each [K].
            epoch: e, from 0.
            epochs: E, of the whole training, ≥ 1.
            steps: [S] optimizer steps t, from 0.
            total_steps: T, of the whole training, ≥ 1.

        Returns:
            [S, K], or [1, K] where the epoch's steps share one factor.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class StepDecay(Schedule):
    """Multiply by gamma every step_size epochs: gamma^⌊e / step_size⌋.

    Args:
        step_size: epochs between two falls, ≥ 1.
        gamma: factor of each fall, > 0.
    """

    step_size: PositiveInt = 30
    gamma: PositiveFloat = 0.1

    @classmethod
    def factors(cls, own: Numbers, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return gamma^⌊e / step_size⌋."""
        return (own["gamma"] ** (epoch // own["step_size"]))[None]


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """Multiply by gamma every epoch: gamma^e.

    Args:
        gamma: > 0.
    """

    gamma: PositiveFloat = 0.95

    @classmethod
    def factors(cls, own: Numbers, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return gamma^e."""
        return (own["gamma"] ** epoch)[None]


@dataclass(frozen=True)
class Cosine(Schedule):
    """Fall along half a cosine: min_factor + (1 − min_factor)·(1 + cos(π·e/E)) / 2.

    Args:
        min_factor: what it tends to, in [0, 1].

    Source:
        Loshchilov and Hutter, SGDR (2017), one cycle without restarts.
    """

    min_factor: Annotated[float, Range(at_least=0, at_most=1)] = 0.0

    @classmethod
    def factors(cls, own: Numbers, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return the half cosine's value at e/E."""
        low = own["min_factor"]
        return (low + (1 - low) * (1 + np.cos(np.pi * epoch / epochs)) / 2)[None]


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Rise to the full rate and fall again, step by step, along two half cosines.

    Args:
        pct_start: share of the steps in which the rate rises, in [0, 1).
        div_factor: the start is 1/div_factor of the full rate, > 0.
        final_div_factor: the end is the start / final_div_factor, > 0.

    Source:
        Smith and Topin, Super-convergence (2018); the momentum is left alone.
    """

    pct_start: Fraction = 0.3
    div_factor: PositiveFloat = 25.0
    final_div_factor: PositiveFloat = 1e4

    @classmethod
    def factors(cls, own: Numbers, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return the factors at each step."""
        t = steps[:, None].astype(np.float64)
        peak = np.maximum(own["pct_start"] * total_steps - 1, 0)
        start, end = 1 / own["div_factor"], 1 / (own["div_factor"] * own["final_div_factor"])
        rest = total_steps - 1 - peak
        # A training of a single step has neither half; its one step takes the full rate.
        rising = np.divide(t, peak, out=np.zeros((len(t), len(peak))), where=peak > 0)
        falling = np.divide(t - peak, rest, out=np.zeros((len(t), len(peak))), where=rest > 0)
        return np.where(t < peak, _half_cosine(start, 1.0, rising), _half_cosine(1.0, end, falling))


def _half_cosine(start: np.ndarray | float, end: np.ndarray | float, share: np.ndarray) -> np.ndarray:
    """Go from start to end as share goes from 0 to 1: end + (start − end)·(1 + cos(π·share)) / 2."""
    return end + (start - end) / 2 * (1 + np.cos(np.pi * share))


@dataclass(frozen=True)
class Plateau(Schedule):
    """Lower the rate when the validation error, or without one the training error plus the penalty, stops falling.

    After more than `patience` epochs without an error below (1 − threshold) · the best one, the rate is
    multiplied by `factor`, though never below `min_lr`.

    Args:
        factor: in (0, 1).
        patience: epochs without improvement that are borne, ≥ 0.
        threshold: relative improvement that counts, in [0, 1).
        min_lr: lowest rate, ≥ 0.
    """

    factor: Annotated[float, Range(above=0, below=1)] = 0.5
    patience: NonNegativeInt = 5
    threshold: Fraction = 1e-4
    min_lr: NonNegativeFloat = 0.0

    @classmethod
    def start(cls, members: int) -> Numbers:
        """Return the state of K members before the first epoch: each [K]."""
        return {"best": np.full(members, np.inf), "waited": np.zeros(members), "factor": np.ones(members)}

    @classmethod
    def react(cls, own: Numbers, state: Numbers, error: np.ndarray, lr: np.ndarray) -> None:
        """Change the state [K] after an epoch that ended with these errors [K]; lr [K] are the members' full rates."""
        better = error < state["best"] * (1 - own["threshold"])
        state["best"] = np.where(better, error, state["best"])
        state["waited"] = np.where(better, 0, state["waited"] + 1)
        fall = state["waited"] > own["patience"]
        lowered = np.maximum(lr * state["factor"] * own["factor"], own["min_lr"]) / lr
        state["factor"] = np.where(fall, np.minimum(lowered, state["factor"]), state["factor"])
        state["waited"] = np.where(fall, 0, state["waited"])
