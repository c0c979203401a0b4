"""Mini-batches for K members, several at once.

Suffixes: n points of a span.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.stack._points import Points

_SPAN_BYTES = 1 << 22
"""Inputs and masks that are made at once: enough to spare calls, little enough to stay in the cache."""


def batch_points(points: int, batch_size: int | None) -> int:
    """Return the points of a whole mini-batch of so many: all of them where there is no batch size, or fewer exist."""
    return min(batch_size or points, points)


class Process(NamedTuple):
    """This process among those that train together; each takes its share of every mini-batch."""

    rank: int = 0
    world_size: int = 1


class Span(NamedTuple):
    """Consecutive mini-batches: steps `first` … of the epoch, their points [K, n, …] one after the other.

    `sizes` says how many of the n each step has.
    """

    first: int
    points: Points
    sizes: list[int]


class Plan(NamedTuple):
    """How mini-batches are to be made.

    Attributes:
        batch_size: points of a mini-batch, or None for all at once.
        process: this process.
        more_bytes: what a step needs besides its inputs, such as dropout masks; it counts where a span must end.
    """

    batch_size: int | None
    process: Process = Process()
    more_bytes: int = 0


class Batches(ABC):
    """The mini-batches of each epoch, in an order that is a pure function of (seed, epoch).

    Attributes:
        count: points of each training part.
        size: points of a whole mini-batch, those of all processes together.

    Args:
        count: points of each training part.
        members: K.
        point_bytes: what one point of all members together takes.
        plan: how they are to be made.
    """

    def __init__(self, count: int, members: int, point_bytes: int, plan: Plan) -> None:
        self.count, self._members, self._process = count, members, plan.process
        self.size = batch_points(count, plan.batch_size)
        step_bytes = self.size * point_bytes + plan.more_bytes  # 0 of points without features
        self._length = max(1, _SPAN_BYTES // max(1, step_bytes))

    def spans(self, epoch: int, first: int, stop: int) -> Iterator[Span]:
        """Yield the mini-batches number first … stop − 1 of an epoch."""
        for start in range(first, stop, self._length):
            steps = range(start, min(start + self._length, stop))
            points = self._take(epoch, start * self.size, min(steps.stop * self.size, self.count))
            sizes = [self._own_share(self.point_count(step)) for step in steps]
            yield Span(start, points.shared_by(self._members), sizes)

    def point_count(self, first: int, stop: int | None = None) -> int:
        """Return the points of mini-batch number `first`, or of those from it up to `stop`, all processes together."""
        end = first + 1 if stop is None else stop
        return min(end * self.size, self.count) - first * self.size

    @abstractmethod
    def _take(self, epoch: int, first: int, stop: int) -> Points:
        """Return this process's shares of the points number first … stop − 1: [K, n, …], or [1, n, …] for all members.

        The points are whole mini-batches, or an epoch's last one.
        """

    def _own_share(self, points: int) -> int:
        """Return how many points of a mini-batch this process takes; `tensor_split` gives the first ranks one more."""
        rank, world_size = self._process
        return points // world_size + (rank < points % world_size)

    def _shares(self, tensor: Tensor) -> Tensor:
        """Return this process's shares of mini-batches [·, n, …]."""
        rank, world_size = self._process
        if world_size == 1:
            return tensor
        return torch.cat([step.tensor_split(world_size, dim=1)[rank] for step in tensor.split(self.size, dim=1)], 1)
