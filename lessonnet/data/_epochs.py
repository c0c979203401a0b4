"""The points of a streamed part, in an order that depends on the seed and the epoch alone."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.data._part import Part
from lessonnet.data._stream import StreamedPart
from lessonnet.functional import random

_CHUNKS, _FIRST_GROUP = 1, 2
"""What `layer` says to the generator: the order of the chunks, and from there on that within each group of them."""


class _Plan(NamedTuple):
    """The groups of an epoch: their chunks' numbers, and where each begins and the last ends among the N points."""

    groups: list[list[int]]
    bounds: list[int]


class _Group(NamedTuple):
    """The points that are held, in their order, and whose they are."""

    epoch: int
    number: int
    points: Part


class Epochs:
    """Take any run of points out of an epoch's order, and read no more chunks for it than they lie in.

    An epoch takes the chunks in an order of its own, in groups; the points of a group are shuffled together. So points
    mix within their chunk and with those of other chunks, and only one group is held at a time. Since all sizes are
    known, a training that is resumed within an epoch skips what it has seen without reading it.

    Args:
        part: where the points are.
        seed: of the shuffles, ≥ 0; None takes the points as they come.
    """

    def __init__(self, part: StreamedPart, seed: int | None) -> None:
        self._part, self._seed = part, seed
        self._planned: tuple[int, _Plan] | None = None
        self._held: _Group | None = None

    def take(self, epoch: int, first: int, stop: int) -> Part:
        """Return the points number first … stop − 1 of an epoch's order, in memory of their own.

        Args:
            epoch: its number, from 0.
            first: 0 … N − 1.
            stop: first + 1 … N.
        """
        bounds = self._plan(epoch).bounds
        pieces, number = [], bisect_right(bounds, first) - 1
        while first < stop:
            end = min(stop, bounds[number + 1])
            pieces.append(self._piece(epoch, number, first - bounds[number], end - bounds[number]))
            first, number = end, number + 1
        return pieces[0] if len(pieces) == 1 else _joined(pieces)

    def _piece(self, epoch: int, number: int, first: int, stop: int) -> Part:
        # A method of its own: its caller must not hold on to the group while the next one is read.
        if self._held is None or self._held[:2] != (epoch, number):
            self._held = None
            self._held = _Group(epoch, number, self._read(epoch, number))
        return self._held.points.between(first, stop).each(torch.clone)

    def _read(self, epoch: int, number: int) -> Part:
        chunks = self._plan(epoch).groups[number]
        if self._seed is None:
            return self._part.chunk(*chunks)
        order = self._permutation(sum(self._part.sizes[chunk] for chunk in chunks), epoch, _FIRST_GROUP + number)
        places = torch.empty(len(order), dtype=torch.int64)
        places[torch.from_numpy(order)] = torch.arange(len(order))
        return self._placed(chunks, places)

    def _placed(self, chunks: Sequence[int], places_N: Tensor) -> Part:
        """Read chunks one at a time, and put each point where it belongs: they never lie there twice."""
        group, done = None, 0
        for chunk in chunks:
            part = self._part.chunk(chunk)
            if group is None:
                group = part.each(lambda tensor: tensor.new_empty(len(places_N), *tensor.shape[1:]))
            own = places_N[done : done + part.points]
            group.features.index_copy_(0, own, part.features)
            group.targets.index_copy_(0, own, part.targets)
            if group.weights is not None and part.weights is not None:
                group.weights.index_copy_(0, own, part.weights)
            done += part.points
            del part  # before the next is read
        assert group is not None
        return group

    def _plan(self, epoch: int) -> _Plan:
        if self._planned is None or self._planned[0] != epoch:
            self._planned = epoch, self._drawn(epoch)
        return self._planned[1]

    def _drawn(self, epoch: int) -> _Plan:
        sizes, together = self._part.sizes, self._part.together
        if self._seed is None:
            order, together = list(range(len(sizes))), 1
        else:
            order = self._permutation(len(sizes), epoch, _CHUNKS).tolist()
        filled = [chunk for chunk in order if sizes[chunk]]
        groups = [filled[i : i + together] for i in range(0, len(filled), together)]
        counts = [sum(sizes[chunk] for chunk in group) for group in groups]
        return _Plan(groups, [0, *accumulate(counts)])

    def _permutation(self, count: int, epoch: int, layer: int) -> NDArray[np.int64]:
        assert self._seed is not None
        return random.permutation(count, seed=self._seed, purpose=random.Purpose.SHUFFLE, layer=layer, position=epoch)


def _joined(pieces: Sequence[Part]) -> Part:
    weights = [piece.weights for piece in pieces if piece.weights is not None]
    features, targets = (torch.cat([getattr(piece, name) for piece in pieces]) for name in ("features", "targets"))
    return Part(features, targets, torch.cat(weights) if weights else None)
