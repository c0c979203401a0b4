"""The error after a few steps against the learning rate: where to begin, and where descent diverges (row L25)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lessonnet.figures._mark import mark_place
from lessonnet.figures._scales import error_axis, log_axis, written
from lessonnet.figures._style import FAINT, INK, SMALL, head, name_axes, new_figure


def rate_finder(
    rates: Sequence[float], errors: Sequence[float | None], suggestion: float | None = None, *, title: str = ""
) -> Figure:
    """Draw the error that each learning rate leads to, the rate to take, and the rates that are too high.

    A rate is too high from where, beyond the rate of the lowest error, the error is no number or stays above that of
    the lowest rate: no training would have been better. There the panel is hatched.

    Args:
        rates: ascending, > 0 [N].
        errors: after the same number of steps with each [N]; None, or what is not finite, has diverged.
        suggestion: the rate to take; None where there is none.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there are no rates, one is not positive, or the errors are not as many.

    Source:
        Row L25 of the lesson; the test of a range of rates is from Smith, "Cyclical learning rates", 2017.

    Example:
        >>> figure = rate_finder([0.01, 0.1, 1.0], [0.7, 0.3, float("nan")], 0.1)
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['too high', 'suggested: 0.1']
    """
    at, found = np.asarray(rates, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if not len(at) or (at <= 0).any() or at.shape != found.shape:
        raise ValueError(
            f"A search for a rate needs rates > 0 and an error for each, got {at.shape} and {found.shape}."
        )
    figure, (axes,) = new_figure(5.4, 3.4)
    shown = np.where(np.isfinite(found), found, np.nan)
    axes.plot(at, shown, color=INK, linewidth=1.6, marker="o" if len(at) == 1 else "")
    log_axis(axes, "x", float(at[0]), float(at[-1]))
    first = first_too_high(found)
    below = shown[:first]
    error_axis(axes, [below[~(below > below[0])] if len(below) else shown, shown[:1] * 1.3])
    if first < len(at):
        _hatch(axes, float(np.sqrt(at[first] * at[max(first - 1, 0)])))
    if suggestion is not None:
        _mark(axes, at, shown, suggestion)
    name_axes(axes, "learning rate", "error")
    head(axes, title, [])
    return figure


def first_too_high(errors: NDArray[np.float64]) -> int:
    """Return the number of the first rate from which all are too high; that of all rates if none is."""
    worse = ~(errors <= errors[0])  # a NaN is worse than anything
    worse[0] = not np.isfinite(errors[0])
    fine = np.flatnonzero(~worse)
    return int(fine[-1]) + 1 if len(fine) else 0


def _hatch(axes: Axes, start: float) -> None:
    left, right = axes.get_xlim()
    start = max(start, left)
    axes.axvspan(start, right, facecolor="none", edgecolor=FAINT, alpha=0.35, hatch="//", linewidth=0, zorder=0)
    axes.annotate(
        "too high",
        xy=(np.sqrt(start * right), 0.5),
        xycoords=("data", "axes fraction"),
        rotation=90,
        ha="center",
        va="center",
        fontsize=SMALL,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
    axes.set_xlim(left, right)


def _mark(axes: Axes, at: NDArray[np.float64], errors: NDArray[np.float64], suggestion: float) -> None:
    """Mark the suggestion, with a dot on the curve."""
    known = np.isfinite(errors)
    mark_place(
        axes, suggestion, f"suggested: {written(float(f'{suggestion:.3g}'))}", late=suggestion**2 > at[0] * at[-1]
    )
    if known.any():
        height = float(np.interp(np.log(suggestion), np.log(at[known]), errors[known]))
        axes.scatter([suggestion], [height], s=30, color=INK, zorder=3)
