"""Mini-batches for a stock Trainer: slices of tensors, in an order that depends on the seed and the epoch alone."""

import math
from collections.abc import Iterator
from typing import Literal

import torch
from torch import Tensor

from lessonnet.data._epochs import Epochs
from lessonnet.data._part import Part
from lessonnet.data._stream import StreamedPart, full_batch_of_a_stream
from lessonnet.functional import random


class EpochOrder:
    """Give the order in which an epoch takes the training points.

    Lightning calls `set_epoch` on a loader's `sampler` before each epoch. Because the order is drawn from
    (seed, epoch), a resumed run and a second loader see the same one.
    """

    def __init__(self, points: int, seed: int) -> None:
        """Start at epoch 0.

        Args:
            points: number of training points, ≥ 1.
            seed: the run's seed, ≥ 0.
        """
        self.points = points
        self.seed = seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch, from 0."""
        self.epoch = epoch

    def permutation(self) -> Tensor:
        """Return the chosen epoch's order, int64 [N]."""
        shuffled = random.permutation(self.points, seed=self.seed, purpose=random.Purpose.SHUFFLE, position=self.epoch)
        return torch.from_numpy(shuffled)


class Batches:
    """Iterate over (features [B, D], targets [B]) slices of a part; the last batch may be smaller.

    Where its points have weights, these [B] come third. Features and weights are of torch's default float type.
    """

    def __init__(
        self, part: Part | StreamedPart, batch_size: int | Literal["full"], *, seed: int | None = None
    ) -> None:
        """Convert a part that is held, once.

        Args:
            part: the points, taken as they stand.
            batch_size: points in a batch, ≥ 1, or ``"full"`` for one batch of all.
            seed: for `ShuffledBatches`.

        Raises:
            OptionError: if one batch is to hold all of a streamed part.
        """
        self.points = part.points
        self.batch_size = self.points if batch_size == "full" else batch_size
        self._held: Part | None = None
        if isinstance(part, Part):
            self._held = part.to(torch.get_default_dtype())
        elif batch_size == "full":
            raise full_batch_of_a_stream()
        else:
            self._streamed = Epochs(part, seed)

    def __len__(self) -> int:
        """Return the number of batches."""
        return math.ceil(self.points / self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        """Yield the batches in order."""
        return self._read(0) if self._held is None else self._slices(self._held)

    def _slices(self, part: Part) -> Iterator[tuple[Tensor, ...]]:
        return zip(*(tensor.split(self.batch_size) for tensor in part if tensor is not None), strict=True)

    def _read(self, epoch: int) -> Iterator[tuple[Tensor, ...]]:
        for first in range(0, self.points, self.batch_size):
            part = self._streamed.take(epoch, first, min(first + self.batch_size, self.points))
            yield tuple(tensor for tensor in part.to(torch.get_default_dtype()) if tensor is not None)


class ShuffledBatches(Batches):
    """Iterate over slices of a part in the order of its sampler's present epoch."""

    batch_sampler = None  # Lightning reads it wherever it finds a `sampler`

    def __init__(self, part: Part | StreamedPart, batch_size: int | Literal["full"], seed: int) -> None:
        """Start at epoch 0.

        Args:
            part: the points.
            batch_size: points in a batch, ≥ 1, or ``"full"`` for one batch of all.
            seed: of the shuffles, ≥ 0.
        """
        super().__init__(part, batch_size, seed=seed)
        self.sampler = EpochOrder(self.points, seed)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        """Shuffle the whole part once and yield slices of it; a batch that holds all of it is left in order."""
        # A generator: a Trainer that resumes calls `iter` first, and tells the epoch before it takes a batch.
        if self._held is None:
            yield from self._read(self.sampler.epoch)
        elif len(self) == 1:
            # An order would change nothing but how sums are rounded, and which point a dropout mask falls on.
            yield from self._slices(self._held)
        else:
            order = self.sampler.permutation()
            yield from self._slices(self._held.each(lambda tensor: tensor[order]))
