"""How large weights are, from the largest to the smallest: what L1 and L2 make of them (row L19)."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, PercentFormatter
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._class_names import drawable
from lessonnet.figures._curve_key import key_beside, size_of
from lessonnet.figures._lines import color_of_case, stroke_of_case
from lessonnet.figures._scales import log_axis, written
from lessonnet.figures._style import FAINT, few_ticks, head, name_axes, new_figure

_FLOOR = 1e-6
"""Smaller weights, zeros among them, are drawn here."""


def weight_sizes(cases: Mapping[str, ArrayLike], *, nearly_zero: float = 1e-3, title: str = "") -> Figure:
    """Draw |w| of all weights, sorted from the largest to the smallest, one line for each case.

    L1 lets a line drop to the floor, since it makes many weights zero; L2 lowers the whole line.

    Args:
        cases: names to weights of any shape, without biases; the number of weights may differ, for the horizontal
            axis is the share of all. What is not finite counts as no weight.
        nearly_zero: a size below which a weight counts as none, > 0; a dotted line.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`. Its key says which share of each case's weights is
        nearly zero.

    Raises:
        ValueError: if there is no case.

    Source:
        Row L19 of the lesson.

    Example:
        >>> figure = weight_sizes({"L1": [0.0, 0.5, 0.0, -2.0]})
        >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        ['L1: 50 % below 0.001']
    """
    if not cases:
        raise ValueError("Sizes of weights need at least one case.")
    names = drawable(list(cases))
    sizes = [_sorted_sizes(weights) for weights in cases.values()]
    lines = [_line(index, size, f"{names[index]}: {_share(size, nearly_zero)}") for index, size in enumerate(sizes)]
    width, _ = size_of([str(line.get_label()) for line in lines])
    figure, (axes,) = new_figure(4.4 + width, 3.4)
    for line in lines:
        axes.add_line(line)
    drawn = np.concatenate([*(np.asarray(line.get_ydata()) for line in lines), [nearly_zero]])
    log_axis(axes, "y", float(drawn.min()), float(drawn.max()))
    axes.yaxis.set_major_formatter(FuncFormatter(_tick))
    axes.axhline(nearly_zero, color=FAINT, linewidth=1.0, linestyle=":", zorder=1)
    axes.set_xlim(0, 1)
    few_ticks(axes.xaxis)
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    name_axes(axes, "weights, largest first", "size of the weight, |w|")
    key_beside(axes, lines, [], names)
    head(axes, title, [])
    return figure


def _sorted_sizes(weights: ArrayLike) -> NDArray[np.float64]:
    sizes = np.abs(np.asarray(weights, dtype=np.float64)).ravel()
    return np.sort(sizes[np.isfinite(sizes)])[::-1]


def _share(sizes: NDArray[np.float64], nearly_zero: float) -> str:
    if not len(sizes):
        return "no weights"
    return f"{100 * np.mean(sizes < nearly_zero):.0f} % below {written(nearly_zero)}"


def _line(index: int, sizes: NDArray[np.float64], label: str) -> Line2D:
    """Draw each weight as a step of equal width, so that one weight is a line too."""
    edges = np.linspace(0, 1, len(sizes) + 1)
    heights = np.maximum(np.append(sizes[:1], sizes), _FLOOR)
    return Line2D(
        edges if len(sizes) else [],
        heights,
        color=color_of_case(index),
        linestyle=stroke_of_case(index),
        drawstyle="steps-pre",
        linewidth=1.6,
        label=label,
    )


def _tick(value: float, _: float) -> str:
    return f"≤ {written(value)}" if np.isclose(value, _FLOOR, rtol=0.01) else written(value)
