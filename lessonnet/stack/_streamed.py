"""Points that do not fit into memory: a group of chunks at a time, shared by all members."""

from collections.abc import Iterator, Sequence
from itertools import islice

import torch
from torch import Tensor

from lessonnet.data import Epochs, Part, StreamedPart
from lessonnet.stack._batches import Batches, Plan
from lessonnet.stack._points import Points
from lessonnet.stack._source import Source


class Streamed(Source):
    """Points of a streamed part.

    Args:
        part: where they are.
        seed: of the members' shuffles, one for all.
        outputs: scores of the network, C.
        dtype: of features, targets and weights.
    """

    def __init__(self, part: StreamedPart, seed: int, outputs: int, dtype: torch.dtype) -> None:
        self.count = part.points
        self._part, self._outputs, self._dtype = part, outputs, dtype
        # One for all blocks of members, so that they share what is held.
        self._epochs, self._device = Epochs(part, seed), torch.device("cpu")

    @property
    def point_bytes(self) -> int:
        """What the features of a point take."""
        return self._part.in_features * self._dtype.itemsize

    def to(self, device: torch.device) -> None:
        """Hand points out on a device from now on."""
        self._device = device

    def batches(self, sets_K: Tensor, seeds: Sequence[int], plan: Plan) -> Batches:
        """Return the mini-batches of K members."""
        return StreamedBatches(self, len(sets_K), plan)

    def take(self, epoch: int, first: int, stop: int) -> Points:
        """Return the points [1, n, …] number first … stop − 1 of an epoch's order."""
        return self._points(self._epochs.take(epoch, first, stop))

    def pieces(self) -> Iterator[Points]:
        """Yield all points, chunk by chunk."""
        return map(self._points, self._part.parts())

    def first_pieces(self) -> Iterator[Points]:
        """Yield the points of the first chunks, as many as are held at once in training."""
        return islice(self.pieces(), self._part.together)

    def _points(self, part: Part) -> Points:
        return Points.of([part], self._outputs, self._dtype).to(self._device)


class StreamedBatches(Batches):
    """Mini-batches of a streamed part, the same for all members.

    Args:
        source: of the points.
        members: K.
        plan: how they are to be made.
    """

    def __init__(self, source: Streamed, members: int, plan: Plan) -> None:
        super().__init__(source.count, members, source.point_bytes, plan)
        self._source = source

    def _take(self, epoch: int, first: int, stop: int) -> Points:
        return self._source.take(epoch, first, stop).each(self._shares)
