"""The learning rates of K members at each step."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from lessonnet.optim import Numbers, Plateau, Schedule, numbers


class Rates:
    """Each member's own learning rate times its schedule's factor.

    Args:
        lr: full rates [K].
        schedules: one for each member, all of one class, or all None.
    """

    def __init__(self, lr: np.ndarray, schedules: Sequence[Schedule | None]) -> None:
        self._lr = lr
        given = [schedule for schedule in schedules if schedule is not None]
        self._class = type(given[0]) if given else None
        self._own: Numbers = numbers(given) if given else {}
        self._plateau = Plateau.start(len(lr)) if self._class is Plateau else {}

    def at(self, epoch: int, epochs: int, steps: np.ndarray, total_steps: int) -> np.ndarray:
        """Return the rates at steps t (from 0) of an epoch: [S, K], or [1, K] where all share them."""
        if self._class is None:
            return self._lr[None]
        if self._plateau:
            return (self._lr * self._plateau["factor"])[None]
        rates: np.ndarray = self._lr * self._class.factors(self._own, epoch, epochs, steps, total_steps)
        return rates

    def react(self, error_K: Tensor) -> None:
        """Tell a plateau schedule how the epoch ended."""
        if self._plateau:
            Plateau.react(self._own, self._plateau, error_K.double().cpu().numpy(), self._lr)

    def keep(self, members: Tensor) -> None:
        """Go on with these members alone."""
        index = members.cpu().numpy()
        self._lr = self._lr[index]
        self._own = {name: column[index] for name, column in self._own.items()}
        self._plateau = {name: column[index] for name, column in self._plateau.items()}

    def state(self) -> dict[str, Tensor]:
        """Return what a resumed training needs."""
        return {name: torch.from_numpy(column.copy()) for name, column in self._plateau.items()}

    def restore(self, state: dict[str, Tensor]) -> None:
        """Take it back."""
        self._plateau = {name: column.cpu().numpy().copy() for name, column in state.items()}
