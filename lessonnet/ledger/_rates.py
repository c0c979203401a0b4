"""The learning rates of a finished training."""

from collections.abc import Sequence

import numpy as np
import torch

from lessonnet.optim import Rule, Schedule
from lessonnet.stack import Rates


class PastRates:
    """Return what the training took, its schedule told again how each epoch had ended.

    Args:
        lr: the full rate.
        schedule: of the rate; None keeps it.
        scores: by which a plateau schedule went, for each epoch that has ended.
        epochs: that the training was to have.
        total_steps: that it was to have.
    """

    def __init__(
        self, rule: Rule, schedule: Schedule | None, scores: Sequence[float], epochs: int, total_steps: int
    ) -> None:
        self._rates = Rates(np.array([rule.lr]), [schedule])  # type: ignore[attr-defined]
        self._scores, self._epochs, self._total_steps = scores, epochs, total_steps

    def __call__(self, epoch: int, steps: range) -> list[float]:
        """Return the rate at each of these steps of an epoch; epochs are asked for one after the other."""
        if epoch > 0:
            self._rates.react(torch.tensor([self._scores[epoch - 1]], dtype=torch.float64))
        rates_SK = self._rates.at(epoch, self._epochs, np.arange(steps.start, steps.stop), self._total_steps)
        own: list[float] = np.broadcast_to(rates_SK[:, 0], len(steps)).tolist()
        return own
