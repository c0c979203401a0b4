"""The points of data sets, as tensors that the engine takes mini-batches from.

Suffixes: G data sets, N points.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.data import Part
from lessonnet.nn import aligned_points, encode


class Points(NamedTuple):
    """The points of G data sets: features [G, N, D], targets [G, N, C], class indices [G, N], and weights [G, N].

    Without weights every point counts once.
    """

    features: Tensor
    targets: Tensor
    classes: Tensor
    weights: Tensor | None = None

    @classmethod
    def of(cls, parts: Sequence[Part], outputs: int, dtype: torch.dtype) -> "Points":
        """Line up one part of each data set; all must have the same number of points.

        The features of a single part that has the dtype already are not copied: a table may fill most of the memory.
        """
        classes = _stacked([part.targets for part in parts])
        features = _stacked([part.features for part in parts]).to(dtype)
        weights = None
        if any(part.weights is not None for part in parts):
            weights = _stacked([_weights_of(part) for part in parts]).to(dtype)
        return cls(features, encode(classes, outputs, dtype), classes, weights)

    def to(self, device: torch.device) -> "Points":
        """Return them on a device."""
        return self.each(lambda tensor: tensor.to(device))

    def take(self, rows: Tensor) -> "Points":
        """Return the points with these numbers g·N + n; the index's shape takes the place of [G, N]."""
        count, (_, width), outputs = rows.shape[-1], self.features.shape[1:], self.targets.shape[-1]
        # Any points fill each member's features up to a boundary (see nn.aligned), and are cut off again.
        more = aligned_points(count, width) - count
        filled = torch.nn.functional.pad(rows, (0, more)) if more else rows
        # `index_select` copies whole rows; indexing with `rows` itself takes five times as long.
        features = self.features.flatten(0, 1).index_select(0, filled.flatten()).view(*filled.shape, width)
        classes = self.classes.flatten().index_select(0, rows.flatten()).view(rows.shape)
        weights = self.weights
        if weights is not None:
            weights = weights.flatten().index_select(0, rows.flatten()).view(rows.shape)
        return Points(features[..., :count, :], encode(classes, outputs, features.dtype), classes, weights)

    def select(self, sets_K: Tensor) -> "Points":
        """Return each member's own data set: [K, N, …], without a copy where all share one."""
        if self.features.shape[0] == 1:
            return self.shared_by(len(sets_K))
        return self.each(lambda tensor: tensor[sets_K])

    def shared_by(self, members: int) -> "Points":
        """Return the points [1, N, …] for each member, without a copy."""
        if members == 1:
            return self
        return self.each(lambda tensor: tensor.expand(members, *tensor.shape[1:]))

    def split(self, size: int) -> "Iterator[Points]":
        """Yield them in pieces of at most so many of the N."""
        count = self.classes.shape[1]
        if count <= size:
            yield self
            return
        for first in range(0, count, size):
            yield self.between(first, min(first + size, count))

    def between(self, first: int, stop: int) -> "Points":
        """Return those numbered first … stop − 1 of the N, without a copy."""
        return self.each(lambda tensor: tensor[:, first:stop])

    def each(self, change: Callable[[Tensor], Tensor]) -> "Points":
        """Return the points with each of their tensors changed, along their first two axes alone."""
        weights = None if self.weights is None else change(self.weights)
        return Points(change(self.features), change(self.targets), change(self.classes), weights)


def _stacked(tensors: Sequence[Tensor]) -> Tensor:
    """Return tensors [N, …] as one [G, N, …]; a single one without a copy."""
    return tensors[0][None] if len(tensors) == 1 else torch.stack(list(tensors))


def _weights_of(part: Part) -> Tensor:
    return torch.ones(len(part.targets), dtype=part.features.dtype) if part.weights is None else part.weights
