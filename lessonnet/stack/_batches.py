"""Mini-batches for K members: slices of tensors that already sit on the device.

Suffixes: N points, n those of a span, U different seeds.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lessonnet.functional import random
from lessonnet.nn import distinct
from lessonnet.stack._points import Points

_SPAN_BYTES = 1 << 22
"""Inputs and masks that are made at once: enough to spare calls, little enough to stay in the cache."""


def batch_points(points: int, batch_size: int | None) -> int:
    """Return the points of a whole mini-batch of so many: all of them where there is no batch size, or fewer exist."""
    return min(batch_size or points, points)


class Span(NamedTuple):
    """Consecutive mini-batches: steps `first` … of the epoch, their points [K, n, …] one after the other.

    `sizes` says how many of the n each step has.
    """

    first: int
    points: Points
    sizes: list[int]


class Batches:
    """The mini-batches of each epoch, in an order that is a pure function of (seed, epoch).

    Attributes:
        count: points of each training part.
        size: points of a whole mini-batch, those of all processes together.

    Args:
        points: the training parts, on the device.
        sets_K: the data set of each member.
        seeds: the seed of each member; members with one seed share their batches.
        batch_size: points of a mini-batch, or None for all at once.
        rank: of this process among `world_size`; each takes its share of every mini-batch.
        world_size: processes that train together.
        more_bytes: what a step needs besides its inputs, such as dropout masks; it counts where a span must end.
    """

    def __init__(
        self,
        points: Points,
        sets_K: Tensor,
        seeds: Sequence[int],
        batch_size: int | None,
        rank: int = 0,
        world_size: int = 1,
        more_bytes: int = 0,
    ) -> None:
        self._more_bytes = more_bytes
        self._points, self._sets, self._rank, self._world_size = points, sets_K, rank, world_size
        self._seeds = seeds
        self.count = points.features.shape[1]
        self.size = batch_points(self.count, batch_size)
        self._epoch, self._rows = -1, torch.empty(0)

    def spans(self, epoch: int, first: int, stop: int) -> Iterator[Span]:
        """Yield the mini-batches number first … stop − 1 of an epoch."""
        rows_KN = self._order(epoch)
        step_bytes = rows_KN.shape[0] * self.size * self._points.features[0, 0].nbytes + self._more_bytes
        length = max(1, _SPAN_BYTES // step_bytes)
        for start in range(first, stop, length):
            yield self._span(rows_KN, start, min(start + length, stop))

    def point_count(self, first: int, stop: int | None = None) -> int:
        """Return the points of mini-batch number `first`, or of those from it up to `stop`, all processes together."""
        end = first + 1 if stop is None else stop
        return min(end * self.size, self.count) - first * self.size

    def _span(self, rows_KN: Tensor, first: int, stop: int) -> Span:
        rows_Kn = rows_KN[:, first * self.size : stop * self.size]
        sizes = [self.point_count(step) for step in range(first, stop)]
        if self._world_size > 1:
            shares = [
                step.tensor_split(self._world_size, dim=1)[self._rank] for step in rows_Kn.split(self.size, dim=1)
            ]
            rows_Kn, sizes = torch.cat(shares, 1), [share.shape[1] for share in shares]
        points = self._points.take(rows_Kn)
        return Span(first, points if len(rows_Kn) == len(self._sets) else points.shared_by(len(self._sets)), sizes)

    def _order(self, epoch: int) -> Tensor:
        """Return the points' numbers g·N + n in the epoch's order: [K, N], or [1, N] if all members share them."""
        if epoch != self._epoch:
            self._epoch, self._rows = epoch, self._draw(epoch)
        return self._rows

    def _draw(self, epoch: int) -> Tensor:
        seeds, place = distinct(self._seeds)
        if len(seeds) == 1 and self._points.features.shape[0] == 1:
            return torch.from_numpy(self._shuffle(seeds[0], epoch)).to(self._sets.device)[None]
        orders_UN = np.stack([self._shuffle(seed, epoch) for seed in seeds])
        orders_KN = torch.from_numpy(orders_UN[place]).to(self._sets.device)
        return orders_KN + self.count * self._sets[:, None]

    def _shuffle(self, seed: int, epoch: int) -> np.ndarray:
        if self.size == self.count:
            # The whole part is one mini-batch: an order would only change how sums are rounded.
            return np.arange(self.count)
        return random.permutation(self.count, seed=seed, purpose=random.Purpose.SHUFFLE, position=epoch)
