"""A place on the horizontal axis that a figure is about: a dotted line, and its name beside it."""

from matplotlib.axes import Axes

from lessonnet.figures._style import FAINT, INK, SMALL


def mark_place(axes: Axes, x: float, label: str, *, late: bool, low: bool = False) -> None:
    """Draw a vertical line and write its label.

    Args:
        axes: the panel.
        x: where, as data.
        label: of the line.
        late: whether there is more room to the left of it.
        low: whether the label stands at the bottom, where curves are above.
    """
    axes.axvline(x, color=FAINT, linewidth=1.0, linestyle=":", zorder=1, label=label)
    axes.annotate(
        label,
        xy=(x, 0 if low else 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if late else 4, 4 if low else -4),
        textcoords="offset points",
        ha="right" if late else "left",
        va="bottom" if low else "top",
        fontsize=SMALL,
        color=INK,
    )
