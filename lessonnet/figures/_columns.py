"""Which nodes of a layer a diagram shows, and where they stand.

Suffixes name the axes: D nodes of a layer, H nodes of the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_NODES = 12


@dataclass(frozen=True)
class Column:
    """A layer of a diagram.

    Args:
        count: of all nodes.
        shown: numbers of those that are shown, ascending.
        heights: where each of them stands; nodes are 1 apart, the first is at the top, 0 is in the middle.
    """

    count: int
    shown: NDArray[np.intp]
    heights: NDArray[np.float64]

    @property
    def left_out(self) -> int:
        """Nodes that are not shown."""
        return self.count - len(self.shown)

    @property
    def rows(self) -> int:
        """Nodes that are shown."""
        return len(self.shown)


def columns_of(layers: Sequence[NDArray[np.float64]]) -> list[Column]:
    """Return the columns of a network: its inputs and each layer's nodes, at most 12 of each.

    A node's strength is the root of the sum of its squared weights, those that come in and those that go out.

    Args:
        layers: weights [D, H] of each layer.
    """
    squares = [np.where(np.isfinite(layer), layer, 0.0) ** 2 for layer in layers]
    going_out = [square.sum(axis=1) for square in squares]
    coming_in = [square.sum(axis=0) for square in squares]
    inner = [a + b for a, b in zip(coming_in[:-1], going_out[1:], strict=True)]
    return [_column(strength) for strength in (going_out[0], *inner, coming_in[-1])]


def _column(strength: NDArray[np.float64]) -> Column:
    strongest = np.argsort(-strength, kind="stable")[:MOST_NODES]
    shown = np.sort(strongest)
    return Column(len(strength), shown, (len(shown) - 1) / 2 - np.arange(len(shown), dtype=np.float64))
