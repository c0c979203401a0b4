"""What every error surface has: its height and slope at any place, and what is known of its lowest points."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Point = tuple[float, float]
Field = Callable[[Tensor], Tensor]

PATHS = "paths.csv"
"""File of a run's directory that says where its climbers were, epoch by epoch."""
REACH = 3.0
"""The maps reach from −3 to 3 in both directions; the surfaces go on beyond them, uphill."""


@dataclass(frozen=True)
class Surface:
    """An error over two parameters. Descents begin at (0, 0), the base camp, unless they are told otherwise.

    Args:
        name: as in `model.surface`.
        title: of its mountain.
        motto: what it shows, in a few words, for the titles of figures.
        height: maps positions [..., 2] to the error there [...], ≥ 0.
        slope: maps positions [..., 2] to the gradient of the height [..., 2].
        lowest: all points of the lowest height.
        traps: points where the slope is zero, all ground nearby is higher, and some far away is lower. Empty also
            where they are too many to list, which the surface's own file says.
    """

    name: str
    title: str
    motto: str
    height: Field
    slope: Field
    lowest: tuple[Point, ...]
    traps: tuple[Point, ...] = ()

    @property
    def bottom(self) -> float:
        """The lowest height."""
        return float(self.height(torch.tensor(self.lowest[0], dtype=torch.float64)))
