"""Points that lie on the device from the start, and slices of them.

Suffixes: N points, n those of a span, U different seeds.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from lessonnet.functional import random
from lessonnet.nn import distinct
from lessonnet.stack._batches import Batches, Plan
from lessonnet.stack._points import Points
from lessonnet.stack._source import Source


class Held(Source):
    """Points that are held as tensors.

    Attributes:
        points: of all data sets.
    """

    def __init__(self, points: Points) -> None:
        self.points, self.count = points, points.features.shape[1]

    def to(self, device: torch.device) -> None:
        """Move them to a device."""
        self.points = self.points.to(device)

    def batches(self, sets_K: Tensor, seeds: Sequence[int], plan: Plan) -> Batches:
        """Return the mini-batches of K members."""
        return HeldBatches(self.points, sets_K, seeds, plan)

    def pieces(self) -> Iterator[Points]:
        """Yield all points at once."""
        yield self.points

    def first_pieces(self) -> Iterator[Points]:
        """Yield all points at once."""
        return self.pieces()


class HeldBatches(Batches):
    """Mini-batches taken from points that are held: all of an epoch in one order.

    Args:
        points: the training parts, on the device.
        sets_K: the data set of each member.
        seeds: the seed of each member.
        plan: how they are to be made.
    """

    def __init__(self, points: Points, sets_K: Tensor, seeds: Sequence[int], plan: Plan) -> None:
        self._points, self._sets = points, sets_K
        self._seeds, self._place = distinct(seeds)
        self._is_shared = len(self._seeds) == len(points.features) == 1
        orders = 1 if self._is_shared else len(sets_K)
        super().__init__(points.features.shape[1], len(sets_K), orders * points.features[0, 0].nbytes, plan)
        self._epoch, self._rows = -1, torch.empty(0)

    def order(self, epoch: int) -> Tensor:
        """Return the points' numbers g·N + n in the epoch's order: [K, N], or [1, N] if all members share them."""
        if epoch != self._epoch:
            self._epoch, self._rows = epoch, self._draw(epoch)
        return self._rows

    def _take(self, epoch: int, first: int, stop: int) -> Points:
        return self._points.take(self._shares(self.order(epoch)[:, first:stop]))

    def _draw(self, epoch: int) -> Tensor:
        if self._is_shared:
            return torch.from_numpy(self._shuffle(self._seeds[0], epoch)).to(self._sets.device)[None]
        orders_UN = np.stack([self._shuffle(seed, epoch) for seed in self._seeds])
        orders_KN = torch.from_numpy(orders_UN[self._place]).to(self._sets.device)
        return orders_KN + self.count * self._sets[:, None]

    def _shuffle(self, seed: int, epoch: int) -> np.ndarray:
        if self.size == self.count:
            # The whole part is one mini-batch: an order would only change how sums are rounded.
            return np.arange(self.count)
        return random.permutation(self.count, seed=seed, purpose=random.Purpose.SHUFFLE, position=epoch)
