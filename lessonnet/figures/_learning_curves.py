"""Training and validation error against epochs, the best epoch marked: the model complexity graph (row L16)."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lessonnet.figures._mark import mark_place
from lessonnet.figures._style import FAINT, INK, few_ticks, head, name_axes, new_figure

_WIDTH, _HEIGHT = 5.4, 3.4
"""Of a figure with one panel, in inches."""
_SECOND = 3.9
"""Width of the accuracies beside the errors, in inches."""


def learning_curves(
    history: Sequence[Mapping[str, float]], *, accuracy: bool = False, error_name: str = "error", title: str = ""
) -> Figure:
    """Draw the errors of a training, and where early stopping finds its best weights.

    Args:
        history: a row for each epoch with `train_error` and, where there is a validation part, `val_error`. Without
            one the best epoch is that of the lowest `objective`, where there is that key, as it is for a run. Other
            keys are not read. The rows of a run's `metrics.csv`, as numbers, are such a history.
        accuracy: whether a second panel shows `train_accuracy` and, where there is one, `val_accuracy`.
        error_name: beside the vertical axis, such as `height` of a descent.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if the history is empty.

    Example:
        >>> figure = learning_curves([{"train_error": 0.7, "val_error": 0.8}, {"train_error": 0.4, "val_error": 0.9}])
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['training', 'validation', 'best epoch 1']
    """
    if not history:
        raise ValueError("Learning curves need at least one epoch.")
    figure, panels = new_figure(_WIDTH + _SECOND * accuracy, _HEIGHT, 1 + accuracy)
    scores = _selecting(history)
    for axes, measured in zip(panels, ("error", "accuracy"), strict=False):
        keys = _curves(axes, history, measured)
        _frame(axes, len(history), *(_accuracy_limits(keys) if measured == "accuracy" else (0, None)))
        _mark_best(axes, scores, keys[-1], low=measured == "accuracy")
        name_axes(axes, "epoch", error_name if measured == "error" else measured)
        head(axes, title if axes is panels[0] else "", keys)
    return figure


def _selecting(history: Sequence[Mapping[str, float]]) -> list[float]:
    """Return what the best epoch has the lowest of."""
    key = next(key for key in ("val_error", "objective", "train_error") if key in history[0])
    return [row[key] for row in history]


def _curves(axes: Axes, history: Sequence[Mapping[str, float]], measured: str) -> list[Line2D]:
    """Draw the curve of training, and of validation where there is one."""
    epochs = range(1, len(history) + 1)
    lines: list[Line2D] = []
    for part, label, color in (("train", "training", FAINT), ("val", "validation", INK)):
        if f"{part}_{measured}" in history[0]:
            values = [row[f"{part}_{measured}"] for row in history]
            lines += axes.plot(epochs, values, color=color, linewidth=1.6, label=label)
    return lines


def _frame(axes: Axes, epochs: int, bottom: float, top: float | None) -> None:
    axes.set_xlim(1, max(2, epochs))
    axes.set_ylim(bottom, top)
    few_ticks(axes.xaxis, whole=True)
    few_ticks(axes.yaxis)


def _accuracy_limits(lines: Sequence[Line2D]) -> tuple[float, float]:
    """Return the tenth below all accuracies, and one with room for a curve at it."""
    values = np.concatenate([np.asarray(line.get_ydata(), dtype=np.float64) for line in lines])
    lowest = float(values[np.isfinite(values)].min(initial=0.9))
    bottom = math.floor(10 * lowest) / 10
    return bottom, 1 + 0.02 * (1 - bottom)


def _mark_best(axes: Axes, scores: Sequence[float], curve: Line2D, *, low: bool) -> None:
    """Mark the lowest score on a curve, the first of equals; none where a training diverged at once."""
    finite = [score for score in scores if math.isfinite(score)]
    if not finite:
        return
    best = scores.index(min(finite))
    mark_place(axes, best + 1, f"best epoch {best + 1}", late=best + 1 > len(scores) / 2, low=low)
    axes.scatter([best + 1], np.asarray(curve.get_ydata())[best], s=30, color=INK, zorder=3)
