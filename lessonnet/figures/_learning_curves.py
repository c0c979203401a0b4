"""Training and validation error against epochs, the best epoch marked: the model complexity graph (row L16)."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lessonnet.figures._style import FAINT, INK, SMALL, few_ticks, head, name_axes, new_figure


def learning_curves(history: Sequence[Mapping[str, float]], *, title: str = "") -> Figure:
    """Draw the errors of a training, and where early stopping finds its best weights.

    Args:
        history: a row for each epoch with `train_error` and, where there is a validation part, `val_error`. Without
            one the best epoch is that of the lowest `objective`, where there is that key, as it is for a run. Other
            keys are not read. The rows of a run's `metrics.csv`, as numbers, are such a history.
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
    figure, (axes,) = new_figure(5.4, 3.4)
    keys = [_curve(axes, history, "train_error", color=FAINT, label="training")]
    shown, selecting = "train_error", "objective" if "objective" in history[0] else "train_error"
    if "val_error" in history[0]:
        shown = selecting = "val_error"
        keys.append(_curve(axes, history, shown, color=INK, label="validation"))
    axes.set_xlim(1, max(2, len(history)))
    axes.set_ylim(bottom=0)
    few_ticks(axes.xaxis, whole=True)
    few_ticks(axes.yaxis)
    _mark_best(axes, [row[selecting] for row in history], [row[shown] for row in history])
    name_axes(axes, "epoch", "error")
    head(axes, title, keys)
    return figure


def _curve(axes: Axes, history: Sequence[Mapping[str, float]], key: str, *, color: str, label: str) -> Line2D:
    epochs = range(1, len(history) + 1)
    (line,) = axes.plot(epochs, [row[key] for row in history], color=color, linewidth=1.6, label=label)
    return line


def _mark_best(axes: Axes, scores: Sequence[float], errors: Sequence[float]) -> None:
    """Mark the lowest score on the curve of errors, the first of equals; none where a training diverged at once."""
    finite = [score for score in scores if math.isfinite(score)]
    if not finite:
        return
    best = scores.index(min(finite))
    label = f"best epoch {best + 1}"
    axes.axvline(best + 1, color=FAINT, linewidth=1.0, linestyle=":", label=label)
    axes.scatter([best + 1], [errors[best]], s=30, color=INK, zorder=3)
    late = best + 1 > len(scores) / 2
    axes.annotate(
        label,
        xy=(best + 1, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if late else 4, -4),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top",
        fontsize=SMALL,
        color=INK,
    )
