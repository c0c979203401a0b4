"""Summed errors and correct predictions, from which an epoch's means are taken."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.stack._blocks import joined


class Sums(NamedTuple):
    """What K members did on the same number of points.

    Attributes:
        error: summed errors, each times its point's weight if there are any, float64 [K].
        correct: right predictions, float64 [K].
        points: how many points each member saw.
    """

    error: Tensor
    correct: Tensor
    points: int

    @classmethod
    def joined(cls, blocks: "Sequence[Sums]") -> "Sums":
        """Return the sums of several blocks of members, which saw the same number of points."""
        errors, corrects = [sums.error for sums in blocks], [sums.correct for sums in blocks]
        return cls(joined(errors), joined(corrects), blocks[0].points)

    @classmethod
    def total(cls, pieces: "Iterable[Sums]") -> "Sums":
        """Return the sums of the same members over several lots of points, at least one."""
        return reduce(cls.plus, pieces)

    def plus(self, other: "Sums | None") -> "Sums":
        """Return the sums over both their points."""
        if other is None:
            return self
        return Sums(self.error + other.error, self.correct + other.correct, self.points + other.points)

    def to(self, device: torch.device) -> "Sums":
        """Return them on a device."""
        return Sums(self.error.to(device), self.correct.to(device), self.points)

    def keep(self, members: Tensor) -> "Sums":
        """Return the sums of these members alone."""
        return Sums(self.error[members], self.correct[members], self.points)

    def means(self) -> tuple[Tensor, Tensor]:
        """Return mean error and accuracy, [K] each."""
        return self.error / self.points, self.correct / self.points
