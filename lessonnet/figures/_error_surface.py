"""The error over a plane of weights, and the path that a descent took across it (rows L21, L22, L26).

Suffixes name the axes: X and Y grid points, F points of the path.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._scales import written
from lessonnet.figures._style import CLASS_COLORS, FAINT, INK, SMALL, few_ticks, head, name_axes, new_figure

PATH = CLASS_COLORS[5]
_HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", "#BFDCEE", CLASS_COLORS[0], "#003A5C"])
"""White valleys and dark blue heights."""
_LEVELS = 14
_DECADES = 1.0
"""Heights that span so many decades have levels of equal ratios instead of equal steps."""
_CAP = 95.0
"""Percentile of the heights above which all is drawn as one: a few steep corners would flatten the rest."""


def error_surface(
    grid_x: ArrayLike,
    grid_y: ArrayLike,
    heights: ArrayLike,
    path: ArrayLike,
    *,
    axis_names: tuple[str, str] = ("along the path", "across it"),
    title: str = "",
) -> Figure:
    """Draw the error as a map with contour lines, and the path of a descent with its start and its end.

    Args:
        grid_x: ascending, at least two [X].
        grid_y: likewise [Y].
        heights: the error at each point of the grid [Y, X]; what is not finite is left grey.
        path: points of the descent in the same plane, first to last [F, 2]; points that are not finite are left out.
        axis_names: of the two axes.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if the heights do not fit the grid, or the path has no two columns.

    Example:
        >>> x = np.linspace(-1, 1, 5)
        >>> figure = error_surface(x, x, x**2 + x[:, None] ** 2, [[1, 1], [0, 0]])
        >>> figure.axes[0].lines[0].get_xydata().tolist()
        [[1.0, 1.0], [0.0, 0.0]]
    """
    x, y, z, points = (np.asarray(values, dtype=np.float64) for values in (grid_x, grid_y, heights, path))
    if min(len(x), len(y)) < 2 or z.shape != (len(y), len(x)) or points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"Heights over {len(y)} × {len(x)} points and a path [F, 2] cannot be {z.shape}, {points.shape}."
        )
    figure, (axes,) = new_figure(5.2, 4.2)
    axes.set_facecolor("#DDDDDD")
    filled = _draw_heights(axes, x, y, z)
    if filled is not None:
        _add_scale(figure, axes, filled)
    keys = _draw_path(axes, points[np.isfinite(points).all(axis=1)])
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    few_ticks(axes.xaxis)
    few_ticks(axes.yaxis)
    name_axes(axes, *axis_names)
    head(axes, title, keys)
    return figure


def _draw_heights(
    axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]
) -> QuadContourSet | None:
    """Fill between levels and draw their lines; a plane of one height, or of none, has neither."""
    finite = z[np.isfinite(z)]
    if not len(finite) or finite.min() == finite.max():
        return None
    levels = _levels(finite)
    shown = np.ma.masked_invalid(np.clip(z, levels[0], None))
    scale = LogNorm if levels[0] > 0 and levels[-1] / levels[0] >= 10**_DECADES else Normalize
    filled = axes.contourf(
        x, y, shown, levels=levels, cmap=_HEIGHTS, norm=scale(levels[0], levels[-1]), extend="max", zorder=0
    )
    axes.contour(x, y, shown, levels=levels[1:], colors=INK, linewidths=0.35, alpha=0.45, zorder=1)
    return filled


def _levels(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ascending heights of contour lines, from the lowest point of the surface."""
    low, high = float(heights.min()), float(np.percentile(heights, _CAP))
    if high <= low:
        high = float(heights.max())
    if low > 0 and high / low >= 10**_DECADES:
        return np.geomspace(low, high, _LEVELS)
    return np.linspace(low, high, _LEVELS)


def _add_scale(figure: Figure, axes: Axes, filled: QuadContourSet) -> None:
    levels = np.asarray(filled.levels)
    bar = figure.colorbar(filled, ax=axes, pad=0.02, aspect=22, shrink=0.85, ticks=levels[:: len(levels) // 5])
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(float(f"{value:.2g}"))))
    bar.ax.tick_params(color=FAINT, labelcolor=INK, labelsize=SMALL, length=3)
    bar.ax.minorticks_off()
    bar.ax.set_title("error", fontsize=SMALL, color=INK, loc="left", pad=10)
    bar.outline.set_visible(False)


def _draw_path(axes: Axes, points: NDArray[np.float64]) -> list[Line2D]:
    """Draw the path with a white seam, a ring at its start and a disc at its end."""
    if not len(points):
        return []
    seam = [withStroke(linewidth=3.6, foreground="white")]
    dots = "." if len(points) <= 60 else ""
    (line,) = axes.plot(
        *points.T, color=PATH, linewidth=1.6, marker=dots, markersize=5, path_effects=seam, label="descent", zorder=3
    )
    look: dict[str, Any] = {
        "linestyle": "none",
        "markersize": 8,
        "markeredgecolor": PATH,
        "markeredgewidth": 1.8,
        "zorder": 4,
    }
    (start,) = axes.plot(*points[:1].T, marker="o", markerfacecolor="white", label="start", **look)
    (end,) = axes.plot(*points[-1:].T, marker="D", markerfacecolor=PATH, label="end", **look)
    return [line, start, end]
