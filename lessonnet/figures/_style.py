"""The look of every figure: colours that colour-blind people can tell apart, sizes, and little ink."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

CLASS_COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
"""Okabe and Ito, "Color universal design" (2008), without black, which is for lines and text."""

CLASS_MARKERS = ("o", "s", "^", "D", "v", "P")
"""Six markers beside seven colours: 42 classes differ in one or the other, and neighbours in both."""

INK = "#222222"
FAINT = "#8C8C8C"
TITLE, TEXT, SMALL = 11.0, 9.5, 8.5
PANEL = 3.6
"""Sides of a square panel, in inches."""

_TINT = 0.24
"""Share of a class's colour in the region behind its points; the rest is white."""

_GAP = 0.16
"""Between two panels, in inches."""


def color_of(class_index: int) -> str:
    """Return the colour of a class, the same in every figure."""
    return CLASS_COLORS[class_index % len(CLASS_COLORS)]


def marker_of(class_index: int) -> str:
    """Return the marker of a class, the same in every figure."""
    return CLASS_MARKERS[class_index % len(CLASS_MARKERS)]


def tint_of(class_index: int) -> tuple[float, float, float]:
    """Return the colour of a class's region as red, green and blue in [0, 1]."""
    red, green, blue = (1 - _TINT + _TINT * channel for channel in to_rgb(color_of(class_index)))
    return red, green, blue


def new_figure(width: float, height: float, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """Return a figure that belongs to no window, and its panels side by side.

    Args:
        width: in inches.
        height: in inches.
        panels: ≥ 1.
    """
    figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=_GAP / 2))
    axes = list(figure.subplots(1, panels, squeeze=False)[0])
    for one in axes:
        thin(one)
    return figure, axes


def name_axes(axes: Axes, x: str, y: str) -> None:
    """Write what the two axes stand for."""
    axes.set_xlabel(x, fontsize=TEXT, color=INK, parse_math=False)  # a column may be called `$`
    axes.set_ylabel(y, fontsize=TEXT, color=INK, parse_math=False)


def few_ticks(axis: Axis, *, whole: bool = False) -> None:
    """Leave an axis about five ticks at round numbers.

    Args:
        axis: one of a panel's two.
        whole: whether only whole numbers have a meaning there.
    """
    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=whole))


def head(axes: Axes, title: str, keys: Sequence[Line2D]) -> None:
    """Write a title above a panel, and between them the key in one row, where it hides no point."""
    axes.set_title(title, loc="left", fontsize=TITLE, color=INK, pad=24 if keys else 8, parse_math=False)
    if keys:
        legend = axes.legend(
            handles=keys,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=len(keys),
            borderaxespad=0.2,
            borderpad=0.2,
            columnspacing=1.2,
            handlelength=1.4,
            handletextpad=0.4,
            frameon=False,
            fontsize=SMALL,
            labelcolor=INK,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)


def head_figure(figure: Figure, title: str) -> None:
    """Write a title above several panels; none takes no room."""
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=TITLE, fontweight="bold", color=INK, parse_math=False)


def share_vertical_axis(panels: Sequence[Axes]) -> None:
    """Leave the numbers of the vertical axis to the first of several panels, whose scale all have."""
    for axes in panels[1:]:
        axes.tick_params(labelleft=False)
        axes.yaxis.label.set_visible(False)


def thin(axes: Axes) -> None:
    """Leave a panel no more ink than it needs."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.tick_params(color=FAINT, labelcolor=INK, labelsize=SMALL, length=3)
