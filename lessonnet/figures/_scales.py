"""Axes for numbers that span decades, and for errors, which sometimes do."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._style import few_ticks

_FOLD = 30.0
"""Errors of which the largest is so many times the smallest lie on a logarithmic axis."""
_RUNAWAY = 10.0
"""An error so many times that at the start has run away; the axis ends there, and the curve leaves it."""
_SMALLEST, _LARGEST = 1e-250, 1e250
"""Beyond them a logarithmic axis has no room left for its margins."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(value: float) -> str:
    """Write a number beside an axis that may span decades: 0.001, 20, and beyond that powers of ten.

    Example:
        >>> written(0.01), written(1e-8), written(2.4e5)
        ('0.01', '10⁻⁸', '2.4·10⁵')
    """
    if value < 0:
        return f"−{written(-value)}"
    if value == 0 or 0.999e-3 <= value <= 1.001e4:
        return f"{value:g}"
    mantissa, exponent = f"{value:.1e}".replace(".0", "").split("e")
    power = "10" + str(int(exponent)).translate(_SUPERSCRIPTS)
    return power if mantissa == "1" else f"{mantissa}·{power}"


def log_axis(axes: Axes, which: Literal["x", "y"], low: float, high: float) -> None:
    """Make an axis logarithmic between two positive numbers, with about five ticks; what is not positive is left out.

    Args:
        axes: the panel.
        which: of its two axes.
        low: smallest number that is drawn, > 0.
        high: largest, ≥ low.
    """
    low, high = (min(max(end, _SMALLEST), _LARGEST) for end in (low, high))
    decades = float(np.log10(high) - np.log10(low))
    room = 10 ** max(0.03 * decades, 0.05)
    axes.set(**{f"{which}lim": (low / room, high * room)})
    axes.set(**{f"{which}scale": "log"})  # after the limits, which it would look for itself
    axis = axes.xaxis if which == "x" else axes.yaxis
    steps = (1.0, 2.0, 5.0) if decades < 1.5 else (1.0, 3.0) if decades < 3 else (1.0,)
    axis.set_major_locator(LogLocator(subs=steps, numticks=7))
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
    axis.set_minor_locator(NullLocator())  # dozens of them would take longer to draw than all else together


def error_axis(axes: Axes, curves: Sequence[ArrayLike]) -> None:
    """Choose the vertical axis for errors: logarithmic where the largest is 30 times the smallest, else from zero.

    What is not finite counts for nothing. A training that has run away does not press all others to the ground: the
    axis ends at ten times the error that the curves begin with, by the middle one of these.

    Args:
        axes: the panel.
        curves: errors ≥ 0, of any lengths.
    """
    finite = [values for values in map(_finite, curves) if len(values)]
    values = np.concatenate([*finite, np.empty(0)])
    starts = sorted(float(curve[0]) for curve in finite)
    limit = _RUNAWAY * starts[(len(starts) - 1) // 2] if starts else 0.0
    top = min(float(values.max()), limit or np.inf) if starts else 1.0
    positive = values[(values > 0) & (values <= top)]
    if len(positive) and positive.max() >= _FOLD * positive.min():
        log_axis(axes, "y", float(positive.min()), float(positive.max()))
    else:
        axes.set_ylim(0, 1.05 * top or 1.0)
        few_ticks(axes.yaxis)


def _finite(curve: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(curve, dtype=np.float64).ravel()
    return values[np.isfinite(values)]
