"""Training and validation error against the size of the model: the model complexity graph (row L16).

Suffixes name the axes: S sizes, N trainings of one size.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._mark import mark_place
from lessonnet.figures._scales import error_axis
from lessonnet.figures._style import FAINT, INK, head, name_axes, new_figure

_MOST_TICKS = 10


def complexity_graph(
    sizes: Sequence[float],
    train_errors: ArrayLike,
    val_errors: ArrayLike,
    *,
    marked: float | None = None,
    size_name: str = "hidden nodes",
    title: str = "",
) -> Figure:
    """Draw the errors of models of growing size, and mark the size that serves best.

    Left of the mark models underfit, right of it they overfit: the training error still falls, the validation error
    rises.

    Args:
        sizes: ascending, ≥ 0 [S]; they stand on an axis where each doubling is a step of one length, and so is the
            one from 0 to the first positive size.
        train_errors: of each size [S], or of several trainings of it, as with other seeds [S, N]: the line then joins
            the means, and each training is a dot. A training whose error is not finite is left out.
        val_errors: likewise.
        marked: one of the sizes; None for that of the lowest mean validation error.
        size_name: below the horizontal axis.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there are no sizes, one is negative, or the errors are not as many.

    Source:
        Row L16 of the lesson.

    Example:
        >>> figure = complexity_graph([1, 2, 4], [0.5, 0.3, 0.1], [0.6, 0.4, 0.7])
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['training', 'validation', 'best: 2']
    """
    at = np.asarray(sizes, dtype=np.float64)
    train, val = (_by_size(errors, at) for errors in (train_errors, val_errors))
    figure, (axes,) = new_figure(5.4, 3.4)
    _size_axis(axes, at)
    keys = [
        _curve(axes, at, train, color=FAINT, label="training"),
        _curve(axes, at, val, color=INK, label="validation"),
    ]
    error_axis(axes, [train, val])
    _mark(axes, at, _means(val), marked)
    name_axes(axes, size_name, "error")
    head(axes, title, keys)
    return figure


def _by_size(errors: ArrayLike, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return errors [S, N] with NaN for what is not finite."""
    values = np.asarray(errors, dtype=np.float64)
    if not len(at) or (at < 0).any() or values.shape[:1] != at.shape or values.ndim > 2:
        raise ValueError(f"A complexity graph needs sizes ≥ 0 and errors for each, got {len(at)} and {values.shape}.")
    values = values.reshape(len(at), -1)
    return np.where(np.isfinite(values), values, np.nan)


def _means(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the trainings of each size [S], NaN where none is finite."""
    counts = np.isfinite(errors).sum(axis=1)
    return np.where(counts > 0, np.nansum(errors, axis=1) / np.maximum(counts, 1), np.nan)


def _curve(axes: Axes, at: NDArray[np.float64], errors: NDArray[np.float64], *, color: str, label: str) -> Line2D:
    if errors.shape[1] > 1:
        axes.scatter(np.repeat(at, errors.shape[1]), errors, s=10, color=color, alpha=0.45, linewidths=0, zorder=2)
    (line,) = axes.plot(at, _means(errors), color=color, linewidth=1.6, marker="o", markersize=4, label=label)
    return line


def _size_axis(axes: Axes, at: NDArray[np.float64]) -> None:
    positive = at[at > 0]
    smallest = float(positive[0]) if len(positive) else 1.0
    if at[0] > 0:
        axes.set_xscale("log", base=2)
    else:
        # Linear up to the first positive size, which then lies as far from 0 as from its double: base 2 makes
        # the linear part one doubling divided by 1 − 1/2.
        axes.set_xscale("symlog", base=2, linthresh=smallest, linscale=0.5)
    ticks = at[:: -(-len(at) // _MOST_TICKS)]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    left = at[0] / 2**0.3 if at[0] > 0 else -0.3 * smallest
    axes.set_xlim(left, max(float(at[-1]), smallest) * 2**0.3)


def _mark(axes: Axes, at: NDArray[np.float64], means: NDArray[np.float64], marked: float | None) -> None:
    """Mark a size, or that of the lowest mean; none where no training is finite."""
    if marked is None:
        if not np.isfinite(means).any():
            return
        marked = float(at[np.nanargmin(means)])
    place = float(np.interp(marked, at, np.arange(len(at))))
    mark_place(axes, marked, f"best: {marked:g}", late=2 * place > len(at) - 1)
