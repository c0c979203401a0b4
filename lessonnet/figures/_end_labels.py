"""Names of curves at their ends, where no key has to be looked up."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from lessonnet.figures._class_names import ClassNames
from lessonnet.figures._style import FAINT, INK, SMALL

_LINE = 0.155
"""Height of a line of text, in inches."""
_LEFT = 1.03
"""Where the names begin, as a share of the panel's width."""
_EARLY = 0.97
"""A line that ends further left ends within the panel."""


def label_ends(axes: Axes, lines: Sequence[Line2D], height: float, names: ClassNames | None = None) -> None:
    """Write each line's label to the right of the panel, at the height of its last point or as near as there is room.

    A short stroke in the line's colour leads from the point to the name; to the end of a line that ends within the
    panel leads a dotted grey one, so that nobody takes it for measured, and the end has a dot. Set the scales and
    limits before. Of more
    lines than there is room for, every nth is named, the first and the last among them.

    Args:
        axes: the panel.
        lines: drawn in it, with labels; one without a finite point stands at the bottom.
        height: of the panel, in inches.
        names: knows the fonts of labels that users chose; None for our own.
    """
    gap = _LINE / height
    shown = _evenly(lines, most=int(1 / gap))
    if not shown:
        return
    ends = np.array([_end(axes, line) for line in shown])
    places = spread(np.clip(ends[:, 1], 0, 1), gap)
    # Of a line that has left the panel, only the last bit of the stroke: it leads from nowhere.
    inside = (ends[:, 1] >= 0) & (ends[:, 1] <= 1)
    early = inside & (ends[:, 0] < _EARLY)
    froms = np.where((inside & ~early)[:, None], ends, np.column_stack([np.ones(len(ends)), places]))
    colors = [line.get_color() for line in shown]
    _strokes(axes, froms, places, _LEFT - 0.01, colors=colors)
    if early.any():
        _strokes(axes, ends[early], places[early], 1.0, colors=FAINT, linestyles=":")
        dots = [color for color, is_early in zip(colors, early, strict=True) if is_early]
        axes.scatter(ends[early, 0], ends[early, 1], s=14, c=dots, transform=axes.transAxes, zorder=3, label="_ends")
    looks: dict[str, Any] = {
        "transform": axes.transAxes,
        "va": "center",
        "fontsize": SMALL,
        "color": INK,
        "parse_math": False,
    }
    texts = [axes.text(_LEFT, place, str(line.get_label()), **looks) for line, place in zip(shown, places, strict=True)]
    if names is not None:
        names.write(texts)


def _strokes(axes: Axes, starts: NDArray[np.float64], heights: NDArray[np.float64], x: float, **look: Any) -> None:
    """Draw lines from places in the panel to heights at x, all as shares of its sides."""
    lines = [[start, (x, height)] for start, height in zip(starts, heights, strict=True)]
    axes.add_collection(
        LineCollection(lines, linewidths=0.8, transform=axes.transAxes, clip_on=False, zorder=1.5, **look),
        autolim=False,
    )


def spread(wanted: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Move places apart until each two are a gap away from each other, all together as little as possible.

    With p sorted, p_i − i·gap must not fall. The closest such numbers (least squares) are found by pooling neighbours
    that fall into their mean, again and again; cutting the result to an interval keeps it the closest (Barlow et al.,
    "Statistical inference under order restrictions", 1972).

    Args:
        wanted: places in [0, 1], in any order.
        gap: ≥ 0; all places together must fit into [0, 1].

    Returns:
        Places in [0, 1], in the order of `wanted`.

    Example:
        >>> spread(np.array([0.5, 0.5]), 0.1).tolist()
        [0.45, 0.55]
    """
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    pools: list[tuple[float, int]] = []
    for value in wanted[order] - steps:
        mean, count = float(value), 1
        while pools and pools[-1][0] > mean:
            below, many = pools.pop()
            mean, count = (mean * count + below * many) / (count + many), count + many
        pools.append((mean, count))
    flat = np.concatenate([np.full(count, mean) for mean, count in pools])
    places = np.empty_like(wanted)
    places[order] = np.clip(flat, 0.0, max(1.0 - float(steps[-1]), 0.0)) + steps
    return places


def _evenly(lines: Sequence[Line2D], most: int) -> list[Line2D]:
    chosen = np.unique(np.linspace(0, len(lines) - 1, min(most, len(lines))).round().astype(int))
    return [lines[i] for i in chosen]


def _end(axes: Axes, line: Line2D) -> tuple[float, float]:
    """Return a line's last finite point as shares of the panel's width and height."""
    points = np.column_stack([np.asarray(data, dtype=np.float64) for data in line.get_data(orig=True)])
    with np.errstate(divide="ignore", invalid="ignore"):  # zero on a logarithmic axis
        places = axes.transLimits.transform(axes.transScale.transform(points))
    places = places[np.isfinite(places).all(axis=1)]
    x, y = places[-1] if len(places) else (1.0, -1.0)
    return float(np.clip(x, 0, 1)), float(y)
