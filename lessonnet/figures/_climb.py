"""Paths on an error surface, and the greys of its heights, which both its map and its relief are drawn in (row L26)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.surfaces import REACH, Surface

GREYS = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", "#E4E4E4", "#A8A8A8"])
"""White at the bottom; never so dark that a path is hard to see, in colour or in print."""
_SIDE = 241
"""Points of the grid along each side."""
_LEVELS = 24
_CROWDING = 1.7
"""The higher, the more of the levels lie low, where descents end."""
_CAP = 98.0
"""Percentile of the heights above which all is drawn as one: a few steep corners would flatten the rest."""


@dataclass(frozen=True)
class Climb:
    """An error surface and the paths that descents took on it.

    Args:
        surface: one of `lessonnet.surfaces`.
        paths: each [F, 2] or more columns, of which the first two count: positions from the start to the end.
        labels: one for each path; none leaves the key of paths out.
        title: above the panel; the mountain's own, if it is empty.

    Raises:
        ValueError: if there are labels, and not one for each path.
    """

    surface: Surface
    paths: Sequence[Tensor]
    labels: Sequence[str] = ()
    title: str = ""

    def __post_init__(self) -> None:
        """Check that labels fit."""
        if self.labels and len(self.labels) != len(self.paths):
            raise ValueError(f"Each of {len(self.paths)} paths needs a label, got {len(self.labels)} labels.")

    @property
    def name(self) -> str:
        """What stands above the panel."""
        return self.title or f"{self.surface.title}\n{self.surface.motto}"

    def points(self) -> list[NDArray[np.float64]]:
        """Return the paths [F, 2], without points that are not finite."""
        arrays = [path[:, :2].detach().cpu().double().numpy() for path in self.paths]
        return [points[np.isfinite(points).all(axis=1)] for points in arrays]


def relief(surface: Surface) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the map's grid along either side [S], and the heights over it [S, S], rows along y."""
    side = torch.linspace(-REACH, REACH, _SIDE, dtype=torch.float64)
    y, x = torch.meshgrid(side, side, indexing="ij")
    return side.numpy(), surface.height(torch.stack([x, y], dim=-1)).numpy()


def levels_of(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ascending heights of contour lines, closer together the lower they are.

    hᵢ = low + (high − low)·(i / n)^1.7
    """
    low, high = float(heights.min()), float(np.percentile(heights, _CAP))
    return low + (high - low) * np.linspace(0, 1, _LEVELS) ** _CROWDING


def shading(levels: NDArray[np.float64]) -> BoundaryNorm:
    """Return which grey lies between which levels."""
    return BoundaryNorm(levels, GREYS.N, extend="max")
