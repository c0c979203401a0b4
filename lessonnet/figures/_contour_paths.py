"""Maps of error surfaces with the paths of descents on them (rows L21, L22, L25 and L26)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from lessonnet.figures._climb import GREYS, Climb, levels_of, relief, shading
from lessonnet.figures._style import FAINT, INK, PANEL, SMALL, color_of, few_ticks, head, name_axes, thin
from lessonnet.surfaces import REACH

_IN_A_ROW = 3
_FEW_POINTS = 80
"""Of a path whose steps are shown one by one."""
_POINT: dict[str, Any] = {"linestyle": "none"}
START = {**_POINT, "marker": "o", "markersize": 7, "markerfacecolor": "white", "markeredgecolor": INK}
END = {**_POINT, "marker": "D", "markersize": 5.5, "color": INK, "markeredgecolor": "white"}
LOWEST = {**_POINT, "marker": "*", "markersize": 21, "markerfacecolor": "white", "markeredgecolor": INK}
TRAP = {**_POINT, "marker": "x", "markersize": 7, "color": INK, "markeredgewidth": 1.4}
"""The look of what is marked."""
_KEY_STAR = 12
"""Size of the star in the key; on the map it must be seen around the ends that lie on it."""


def contour_paths(*climbs: Climb) -> Figure:
    r"""Draw each surface as a map with contour lines, and paths with their starts and ends.

    The lowest points are marked, and so are traps. Contour lines are closer together the lower the ground is, so that
    hollows show.

    Args:
        climbs: at least one; several stand side by side, three in a row.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there is no climb.

    Example:
        >>> import torch
        >>> from lessonnet.surfaces import ERROREST
        >>> figure = contour_paths(Climb(ERROREST, [torch.tensor([[0.0, 0.0], [1.36, 1.52]])]))
        >>> figure.axes[0].get_title(loc="left")
        'Mount Errorest\none minimum to rest in'
    """
    if not climbs:
        raise ValueError("A map needs at least one climb.")
    has_key = any(climb.labels for climb in climbs)
    figure, panels = _grid(len(climbs), PANEL + 0.65 + 0.25 * has_key)
    for axes, climb in zip(panels, climbs, strict=True):
        _map(axes, climb)
        _mark_points(axes, climb)
        keys = [_path(axes, points, number) for number, points in enumerate(climb.points())]
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal")
        few_ticks(axes.xaxis)
        few_ticks(axes.yaxis)
        name_axes(axes, "x", "y" if axes in panels[::_IN_A_ROW] else "")
        head(axes, climb.name, _named(keys, climb.labels))
    _add_key(figure, climbs)
    return figure


def _grid(count: int, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with so many panels, three in a row, each row so many inches high."""
    columns, rows = min(count, _IN_A_ROW), -(-count // _IN_A_ROW)
    layout = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08)
    figure = Figure(figsize=(PANEL * columns + 0.3, height * rows + 0.25), layout=layout)
    panels = [figure.add_subplot(rows, columns, place + 1) for place in range(count)]
    for axes in panels:
        thin(axes)
    return figure, panels


def _map(axes: Axes, climb: Climb) -> None:
    side, heights = relief(climb.surface)
    levels = levels_of(heights)
    axes.contourf(side, side, heights, levels=levels, cmap=GREYS, norm=shading(levels), extend="max", zorder=0)
    axes.contour(side, side, heights, levels=levels[1:], colors=FAINT, linewidths=0.4, zorder=1)


def _mark_points(axes: Axes, climb: Climb) -> None:
    """Mark the lowest points by a star, and traps by a cross."""
    axes.plot(*np.array(climb.surface.lowest).T, **LOWEST, zorder=5)
    if climb.surface.traps:
        axes.plot(*np.array(climb.surface.traps).T, **TRAP, zorder=2)


def _path(axes: Axes, points: NDArray[np.float64], number: int) -> Line2D:
    """Draw a path with a white seam, a ring at its start and a diamond at its end; the first lies on top."""
    color, seam = color_of(number), [withStroke(linewidth=3.2, foreground="white")]
    dots = "." if len(points) <= _FEW_POINTS else ""
    (line,) = axes.plot(
        *points.T, color=color, linewidth=1.5, marker=dots, markersize=4, path_effects=seam, zorder=4 - number / 100
    )
    axes.plot(*points[:1].T, **START | {"markeredgecolor": color}, zorder=5)
    axes.plot(*points[-1:].T, **END | {"color": color}, zorder=6)
    return line


def _named(lines: Sequence[Line2D], labels: Sequence[str]) -> list[Line2D]:
    """Return a key for each path that has a label."""
    named = [line for line, _ in zip(lines, labels, strict=False)]
    for line, label in zip(named, labels, strict=True):
        line.set_label(label)
    return named


def _add_key(figure: Figure, climbs: tuple[Climb, ...]) -> None:
    """Say below the panels what the marks mean."""
    marks = {"start": START, "end": END, "lowest point": LOWEST}
    if any(climb.surface.traps for climb in climbs):
        marks["trap"] = TRAP
    handles = [Line2D([], [], label=label, **look) for label, look in marks.items()]
    handles[2].set_markersize(_KEY_STAR)
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=len(handles),
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
        handletextpad=0.2,
        columnspacing=1.2,
    )
