"""Mini-batches for a stock Trainer: slices of tensors, in an order that depends on the seed and the epoch alone."""

import math
from collections.abc import Iterator
from typing import Literal

import torch
from torch import Tensor

from lessonnet.data._part import Part
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
    """Iterate over (features [B, D], targets [B]) slices of a part; the last batch may be smaller."""

    def __init__(self, part: Part, batch_size: int | Literal["full"], sampler: EpochOrder | None = None) -> None:
        """Convert the features to torch's default float type, once.

        Args:
            part: the points.
            batch_size: points in a batch, ≥ 1, or ``"full"`` for one batch of all.
            sampler: the shuffled order; None takes the points as they stand.
        """
        self.features = part.features.to(torch.get_default_dtype())
        self.targets = part.targets
        self.batch_size = len(self.targets) if batch_size == "full" else batch_size
        self.sampler = sampler

    def __len__(self) -> int:
        """Return the number of batches."""
        return math.ceil(len(self.targets) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield the batches of the sampler's present epoch."""
        features, targets = self.features, self.targets
        if self.sampler is not None:
            order = self.sampler.permutation()
            features, targets = features[order], targets[order]
        for first in range(0, len(targets), self.batch_size):
            taken = slice(first, first + self.batch_size)
            yield features[taken], targets[taken]
