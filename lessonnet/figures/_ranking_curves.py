"""How well scores separate each class from the rest, whatever the threshold."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from lessonnet.figures._class_names import ClassNames, drawable
from lessonnet.figures._curve_key import Choice, choose, key_beside, lines_of, size_of
from lessonnet.figures._style import CLASS_COLORS, FAINT, PANEL, color_of, head, name_axes, new_figure
from lessonnet.inference import ranking

_TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_STROKES: Sequence[Literal["-", "--", "-."]] = ("-", "--", "-.")
"""Colours repeat after seven classes, and then the stroke differs."""
_STEPS = 1000
"""Of a curve along each axis, finer than its pixels: ten million points make no more vertices than those."""


def roc_curve(
    classes: NDArray[np.int64],
    scores: NDArray[Any],
    class_names: Sequence[str],
    *,
    weights: NDArray[np.floating] | None = None,
    title: str = "",
) -> Figure:
    """Draw the share of a class that is found against the share of the rest that is taken for it.

    Of two classes the curve of the second; of several one for each class against the rest, the first ten at most.
    Classes left out are named, and those without a curve because the class, or the rest, has no points.

    Args:
        classes: the true ones [N], N ≥ 1, in 0 … C − 1.
        scores: probabilities or scores, higher means more likely, never NaN: [N, C], or of two classes [N] or [N, 1],
            the second's. Of two columns the second ranks.
        class_names: C ≥ 2.
        weights: ≥ 0 [N]; None counts each point once.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Example:
        >>> figure = roc_curve(np.array([0, 1, 1]), np.array([0.1, 0.4, 0.9]), ["no", "yes"])
        >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        ['yes  AUC 1.000', 'chance']
    """
    names = drawable(class_names)
    choice = choose(classes, len(class_names), weights, rest_needed=True)
    lines = []
    for c in choice.shown:
        one = ranking(classes, scores, c, count=len(class_names), weights=weights)
        lines.append(_line(c, *_thinned(*one.roc()), f"{names[c]}  AUC {one.roc_auc:.3f}"))
    return _drawn([*lines, _chance(0, 1)], choice, names, ("false positive rate", "true positive rate"), title)


def precision_recall_curve(
    classes: NDArray[np.int64],
    scores: NDArray[Any],
    class_names: Sequence[str],
    *,
    weights: NDArray[np.floating] | None = None,
    title: str = "",
) -> Figure:
    """Draw how many of the points taken for a class are of it, against the share of the class that is found.

    In steps, so that the area under a curve is its average precision (AP). Which classes have a curve is as in
    `roc_curve`. Of two classes, the share of the second among all points is drawn too: the precision of chance.

    Args:
        classes: the true ones [N], N ≥ 1, in 0 … C − 1.
        scores: probabilities or scores, higher means more likely, never NaN: [N, C], or of two classes [N] or [N, 1],
            the second's. Of two columns the second ranks.
        class_names: C ≥ 2.
        weights: ≥ 0 [N]; None counts each point once.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Example:
        >>> figure = precision_recall_curve(np.array([0, 1, 1]), np.array([0.1, 0.4, 0.9]), ["no", "yes"])
        >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        ['yes  AP 1.000', 'chance']
    """
    names = drawable(class_names)
    choice = choose(classes, len(class_names), weights, rest_needed=False)
    lines = []
    for c in choice.shown:
        one = ranking(classes, scores, c, count=len(class_names), weights=weights)
        recall, precision = one.precision_recall()
        x, y = _thinned(np.append(0.0, recall), np.append(precision[0], precision))
        lines.append(_line(c, x, y, f"{names[c]}  AP {one.average_precision:.3f}", drawstyle="steps-pre"))
        if len(class_names) == 2:
            share = one.positives / (one.positives + one.negatives)
            lines.append(_chance(share, share))
    return _drawn(lines, choice, names, ("recall", "precision"), title)


def _line(class_index: int, x: NDArray[Any], y: NDArray[Any], label: str, **look: Any) -> Line2D:
    stroke = _STROKES[class_index // len(CLASS_COLORS) % len(_STROKES)]
    return Line2D(x, y, color=color_of(class_index), linestyle=stroke, linewidth=1.6, label=label, **look)


def _chance(left: float, right: float) -> Line2D:
    return Line2D([0, 1], [left, right], color=FAINT, linewidth=1.0, linestyle=":", zorder=1, label="chance")


def _thinned(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Leave one vertex in each cell of a fine grid, and the last one."""
    column, row = (np.rint(values * _STEPS) for values in (x, y))
    moved = (np.diff(column) != 0) | (np.diff(row) != 0)
    kept = np.flatnonzero(np.concatenate(([True], moved)))
    kept = np.union1d(kept, [len(x) - 1])
    return x[kept], y[kept]


def _drawn(lines: Sequence[Line2D], choice: Choice, names: ClassNames, labels: tuple[str, str], title: str) -> Figure:
    keys = [str(line.get_label()) for line in lines]
    notes = lines_of(choice.notes(names), keys)
    width, height = size_of([*keys, *notes])
    side = max(PANEL, height + 0.1)  # the panel, which is square, grows with its key
    figure, (axes,) = new_figure(side + 0.1 + width, side + 0.35)
    for line in lines:
        axes.add_line(line)
    _frame(axes)
    key_beside(axes, lines, notes, names)
    name_axes(axes, *labels)
    head(axes, title, [])
    return figure


def _frame(axes: Axes) -> None:
    """Show the unit square with room for lines along its sides."""
    axes.set_box_aspect(1)
    axes.set_anchor("NW")
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_xticks(_TICKS)
    axes.set_yticks(_TICKS)
