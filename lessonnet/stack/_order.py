"""The training points of one member in the order in which it meets them, for whoever goes over a training again."""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.data import Part, StreamedPart
from lessonnet.stack._batches import Plan
from lessonnet.stack._held import HeldBatches
from lessonnet.stack._points import Points
from lessonnet.stack._sources import source_of


class Met(NamedTuple):
    """Consecutive mini-batches of an epoch.

    Attributes:
        first: number of the first mini-batch, from 0.
        size: points of each; the epoch's last may have fewer.
        numbers: of the n points in the training part [n], from 0; None of a streamed part.
        points: those points, one after the other [1, n, …].
    """

    first: int
    size: int
    numbers: Tensor | None
    points: Points


class PointOrder:
    """The mini-batches of a member alone: in value, order and memory those that the engine takes.

    Args:
        part: the training part.
        seed: of the member, ≥ 0.
        batch_size: points of a mini-batch, or None for all.
        outputs: scores of the network, C.
        dtype: of features and targets.

    Attributes:
        steps_per_epoch: mini-batches of an epoch.
    """

    def __init__(
        self, part: Part | StreamedPart, seed: int, batch_size: int | None, outputs: int, dtype: torch.dtype
    ) -> None:
        source = source_of([part], outputs, dtype, seed)
        self._batches = source.batches(torch.zeros(1, dtype=torch.int64), [seed], Plan(batch_size))
        self.steps_per_epoch = -(-self._batches.count // self._batches.size)

    def spans(self, epoch: int, steps: int) -> Iterator[Met]:
        """Yield the first mini-batches of an epoch, several at once.

        Args:
            epoch: its number, from 0.
            steps: how many of them, at most `steps_per_epoch`.
        """
        size = self._batches.size
        order = self._batches.order(epoch) if isinstance(self._batches, HeldBatches) else None
        for first, points, sizes in self._batches.spans(epoch, 0, steps):
            start = first * size
            numbers = None if order is None else order[0, start : start + sum(sizes)]
            yield Met(first, size, numbers, points)
