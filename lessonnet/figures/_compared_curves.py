"""Learning curves of several trainings, against epochs, steps, computations or seconds (rows L17, L24, L25).

Suffixes name the axes: E epochs.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from lessonnet.figures._case import Against, Case
from lessonnet.figures._class_names import LETTER, ClassNames, drawable
from lessonnet.figures._end_labels import label_ends
from lessonnet.figures._lines import color_of_case, stroke_of_case
from lessonnet.figures._scales import error_axis, log_axis
from lessonnet.figures._style import few_ticks, head, head_figure, name_axes, new_figure, share_vertical_axis

_AXES: dict[Against, str] = {
    "epoch": "epoch",
    "step": "steps of the optimizer",
    "computations": "computations: points fed through",
    "seconds": "seconds",
}
_MEASURED = {
    "val_error": "validation error",
    "train_error": "training error",
    "val_accuracy": "validation accuracy",
    "train_accuracy": "training accuracy",
    "lr": "learning rate",
}
"""Columns of `metrics.csv` in words; other columns are called by their names."""
_MOST_CASES = 14
_WIDTH, _HEIGHT, _INSIDE = 4.2, 3.6, 2.7
"""Of a panel without the names beside it, and inside its axes, in inches."""
_DASHES = (0, (4, 3))
"""The stroke of a line that lies upon another, which is seen in its gaps."""
_SAME, _SHARE = 0.005, 0.1
"""Which errors are drawn at one height, as a share of them, and for which share of a curve this is."""
_APART = 10.0
"""Cases whose ends lie so many times apart stand on a logarithmic horizontal axis."""


def compared_curves(
    cases: Mapping[str, Case | Sequence[Mapping[str, float]]],
    which: str = "val_error",
    *,
    against: Against | Sequence[Against] = "epoch",
    log: bool = False,
    title: str = "",
) -> Figure:
    """Draw one curve for each case, named at its end.

    A curve that runs along an earlier one is dashed, so that both are seen. Errors of which the largest is 30 times the
    smallest lie on a logarithmic axis, and so do trainings of which one is ten times as long as another. A curve that
    ends in what is no number is called diverged, and leaves a cross where it was last seen.

    Args:
        cases: names to trainings, or to their histories alone; of more than 14 the first 14 are drawn, and the title
            says so.
        which: column of the history, such as `val_error`, `train_error`, `objective`, `lr`.
        against: what stands on the horizontal axis; several give a panel each. A computation is one point fed through
            the network and back: an epoch has as many in batches of any size, and a step as many as its batch points.
        log: whether the vertical axis is logarithmic even where errors span less.
        title: above the panels.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there is no case, one has no such column, or lacks what `against` needs.

    Source:
        Rows L17, L24 and L25 of the lesson.

    Example:
        >>> cases = {"low": [{"val_error": 0.9}, {"val_error": 0.8}], "high": [{"val_error": 0.5}]}
        >>> [line.get_label() for line in compared_curves(cases).axes[0].lines]
        ['low', 'high']
    """
    kinds: Sequence[Against] = [against] if isinstance(against, str) else against
    shown = {name: _case(case) for name, case in islice(cases.items(), _MOST_CASES)}
    if not kinds or not shown or not all(which in row for case in shown.values() for row in case.history):
        raise ValueError(f"Compared curves need at least one case, and `{which}` in each row of every history.")
    curves = [np.array([row[which] for row in case.history], dtype=np.float64) for case in shown.values()]
    names = drawable([_named(name, curve) for name, curve in zip(shown, curves, strict=True)])
    room = LETTER * max(map(len, names.labels)) + 0.3
    figure, panels = new_figure(_WIDTH * len(kinds) + room, _HEIGHT, len(kinds))
    for axes, kind in zip(panels, kinds, strict=True):
        lines = _draw(axes, [case.along(kind) for case in shown.values()], curves, names)
        _frame_x(axes, lines, from_zero=kind in ("computations", "seconds"))
        _frame_y(axes, curves, which, log=log)
        name_axes(axes, _AXES[kind], _MEASURED.get(which, which))
        if axes is panels[-1]:
            label_ends(axes, lines, _INSIDE, names)
    share_vertical_axis(panels)
    _write_title(figure, title, len(cases) - len(shown))
    return figure


def _case(case: Case | Sequence[Mapping[str, float]]) -> Case:
    return case if isinstance(case, Case) else Case(case)


def _write_title(figure: Figure, title: str, left_out: int) -> None:
    words = f"{title} ({left_out} more cases not shown)".strip() if left_out else title
    if len(figure.axes) > 1:
        head_figure(figure, words)
    else:
        head(figure.axes[0], words, [])


def _named(name: str, curve: NDArray[np.float64]) -> str:
    return f"{name} (diverged)" if len(curve) and not np.isfinite(curve[-1]) else name


def _draw(
    axes: Axes, places: Sequence[NDArray[np.float64]], curves: Sequence[NDArray[np.float64]], names: ClassNames
) -> list[Line2D]:
    lines: list[Line2D] = []
    for index, (x, y) in enumerate(zip(places, curves, strict=True)):
        color = color_of_case(index)
        dot = "o" if np.isfinite(y).sum() == 1 else ""
        hides = any(_coincide(*earlier, x, y) for earlier in zip(places[:index], curves[:index], strict=True))
        values = np.where(np.isfinite(y), y, np.nan)
        look: dict[str, Any] = {
            "color": color,
            "linestyle": _DASHES if hides else stroke_of_case(index),
            "linewidth": 1.6,
            "marker": dot,
            "markersize": 4,
        }
        lines += axes.plot(x, values, label=names[index], **look)
        seen = np.flatnonzero(np.isfinite(y))
        if len(seen) and seen[-1] < len(y) - 1:
            axes.scatter(x[seen[-1]], y[seen[-1]], marker="x", s=40, color=color, zorder=3)
    return lines


def _coincide(ax: NDArray[np.float64], a: NDArray[np.float64], bx: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Tell whether two curves are one for a tenth of the longer one, and for two points at least."""
    common = min(len(a), len(b))
    close = np.isclose(a[:common], b[:common], rtol=_SAME) & (ax[:common] == bx[:common])
    return int(close.sum()) >= max(2, _SHARE * max(len(a), len(b)))


def _frame_x(axes: Axes, lines: Sequence[Line2D], *, from_zero: bool) -> None:
    places = [np.asarray(line.get_xdata(), dtype=np.float64) for line in lines if len(np.asarray(line.get_xdata()))]
    if not places:
        return
    first, ends = min(float(x[0]) for x in places), [float(x[-1]) for x in places]
    if max(ends) >= _APART * min(ends):
        log_axis(axes, "x", first, max(ends))
    else:
        axes.set_xlim(0 if from_zero or first == max(ends) else first, max(ends))
        few_ticks(axes.xaxis)


def _frame_y(axes: Axes, curves: Sequence[NDArray[np.float64]], which: str, *, log: bool) -> None:
    values = np.concatenate(curves)
    positive = values[np.isfinite(values) & (values > 0)]
    if log and len(positive):
        log_axis(axes, "y", float(positive.min()), float(positive.max()))
    elif which.endswith("accuracy"):
        axes.set_ylim(0, 1.02)
        few_ticks(axes.yaxis)
    else:
        error_axis(axes, curves)
