"""The look of every figure: colours that colour-blind people can tell apart, sizes, and little ink."""

from collections.abc import Sequence
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from rich.cells import cell_len

from lessonnet.figures._class_names import LETTER, shortened

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
_BESIDE = 0.65
"""Room for what stands left of a panel, in inches, about."""
_KEY = 0.35
"""Width of an entry of a key without its letters, in inches."""
_KEY_LINE, _KEY_ROOM = 13, 11
"""Height of a line of a key and of the rest between a title and the panel, in points."""
_LONGEST_AXIS = 36
"""Letters of what an axis stands for: a column of a table may have a name of any length."""
_TITLE_LETTER = 0.082
"""Width of an average letter of a title, in inches."""


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
    """Write what the two axes stand for, long names without their middle."""
    x, y = shortened(x, _LONGEST_AXIS), shortened(y, _LONGEST_AXIS)
    axes.set_xlabel(x, fontsize=TEXT, color=INK, parse_math=False)  # a column may be called `$`
    axes.set_ylabel(y, fontsize=TEXT, color=INK, parse_math=False)


def few_ticks(axis: Axis, *, whole: bool = False) -> None:
    """Leave an axis about five ticks at round numbers.

    Args:
        axis: one of a panel's two.
        whole: whether only whole numbers have a meaning there.
    """
    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=whole))


def head(axes: Axes, title: str, keys: Sequence[Line2D]) -> Text:
    """Write a title above a panel, and between them the key, where it hides no point.

    Both are broken into lines where the panel is too narrow for one.

    Returns:
        the title, whose words may change later, as in a film; its place above the key stays.
    """
    columns = columns_of_key([str(key.get_label()) for key in keys], _width(axes))
    pad = _KEY_ROOM + _KEY_LINE * -(-len(keys) // columns) if keys else 8
    words = in_lines(title, _width(axes))
    above = axes.set_title(words, loc="left", fontsize=TITLE, color=INK, pad=pad, parse_math=False)
    if keys:
        legend = axes.legend(
            handles=keys,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=columns,
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
    return above


def _width(axes: Axes) -> float:
    """Return about how wide a panel is inside, in inches."""
    figure, place = axes.get_figure(root=True), axes.get_subplotspec()
    assert figure is not None
    return float(figure.get_figwidth()) / (place.get_gridspec().ncols if place is not None else 1) - _BESIDE


def columns_of_key(labels: Sequence[str], width: float) -> int:
    """Return into how many columns a key goes that is no wider than so many inches; at least one.

    Entries go down the columns, as matplotlib orders them.
    """
    sizes = [LETTER * cell_len(label) + _KEY for label in labels]
    for columns in range(len(sizes), 1, -1):
        rows = -(-len(sizes) // columns)
        if sum(max(sizes[first : first + rows]) for first in range(0, len(sizes), rows)) <= width:
            return columns
    return 1


def in_lines(title: str, width: float) -> str:
    """Break the lines of a title that are wider than so many inches, between words where it can be."""
    letters = max(12, int(width / _TITLE_LETTER))
    return "\n".join(part for line in title.split("\n") for part in wrap(line, letters) or [line])


def head_figure(figure: Figure, title: str, *, weight: str = "bold") -> None:
    """Write a title above all panels, from the figure's left edge; none takes no room."""
    if title:
        words = in_lines(title, figure.get_figwidth() - 0.1)
        figure.suptitle(words, x=0.01, ha="left", fontsize=TITLE, fontweight=weight, color=INK, parse_math=False)


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
