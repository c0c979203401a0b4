"""Which classes are taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from rich.cells import cell_len

from lessonnet.figures._class_names import LETTER, ClassNames, drawable
from lessonnet.figures._style import CLASS_COLORS, FAINT, INK, TEXT, head_figure, name_axes, new_figure

RIGHT, WRONG = CLASS_COLORS[0], CLASS_COLORS[5]

_MOST_NUMBERS = 20
"""Classes, beyond which cells are too small for numbers."""
_MOST_NAMES = 40
"""Classes, beyond which not every one is named."""


def confusion_matrix(matrix: ArrayLike, class_names: Sequence[str], *, title: str = "") -> Figure:
    """Draw a confusion matrix: the number of points in each cell, and its share of the true class as the tint.

    Right predictions are blue, wrong ones orange. The row of a class without points stays white. Beyond 20 classes the
    tints stand alone.

    Args:
        matrix: points, or their weights [C, C]; rows are true classes, columns predicted ones.
        class_names: C of them.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if the matrix does not fit the names.

    Example:
        >>> figure = confusion_matrix([[3, 1], [0, 2]], ["no", "yes"])
        >>> [text.get_text() for text in figure.axes[0].texts]
        ['3', '1', '0', '2']
    """
    counts, count = np.asarray(matrix), len(class_names)
    if counts.shape != (count, count):
        raise ValueError(f"A confusion matrix of {count} classes has shape {(count, count)}, got {counts.shape}.")
    side = _side(count)
    names = drawable(class_names)
    margin = LETTER * max(map(cell_len, names.labels))
    below = 0.2 if _lie_flat(names.labels, cell=side / count) else margin
    figure, (axes,) = new_figure(side + 0.6 + margin, side + 1.0 + below)
    shares = counts / np.where(counts.sum(axis=1) > 0, counts.sum(axis=1), 1)[:, None]
    axes.imshow(_tints(shares), interpolation="nearest", zorder=0)
    axes.spines[:].set_visible(False)
    _lines_between(axes, count)
    _name_classes(axes, names, cell=side / count)
    if count <= _MOST_NUMBERS:
        _write_counts(axes, counts, shares, cell=side / count)
    name_axes(axes, "predicted class", "true class")
    head_figure(figure, title, weight="normal")
    return figure


def _side(count: int) -> float:
    """Return the side of the panel in inches: cells are 0.9 wide for two classes and 0.42 from six to twenty."""
    return min(8.4, max(0.42 * count, min(2.5, 0.9 * count)))


def _tints(shares: NDArray[np.floating]) -> NDArray[np.floating]:
    """Mix each cell's colour with white by its share [C, C, 3]."""
    # The root lets a share of a hundredth still be seen.
    strength = np.sqrt(shares)[..., None]
    colors = np.where(np.eye(len(shares), dtype=bool)[..., None], to_rgb(RIGHT), to_rgb(WRONG))
    return 1 - strength * (1 - colors)


def _lines_between(axes: Axes, count: int) -> None:
    axes.set_xticks(np.arange(count + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(count + 1) - 0.5, minor=True)
    axes.tick_params(which="minor", length=0)
    axes.grid(which="minor", color=FAINT, linewidth=0.4, alpha=0.5)


def _name_classes(axes: Axes, names: ClassNames, *, cell: float) -> None:
    every = -(-len(names.labels) // _MOST_NAMES)
    shown = range(0, len(names.labels), every)
    labels = [names[c] for c in shown]
    axes.set_xticks(shown, labels, rotation=0 if _lie_flat(labels, cell=cell) else 90)
    axes.set_yticks(shown, labels)
    names.write([*axes.get_xticklabels(), *axes.get_yticklabels()])


def _lie_flat(labels: Sequence[str], *, cell: float) -> bool:
    """Tell whether each name has room below its own column."""
    return LETTER * (max(map(cell_len, labels)) + 1) <= cell


def _write_counts(axes: Axes, counts: NDArray[np.generic], shares: NDArray[np.floating], *, cell: float) -> None:
    texts = [[_short(float(count)) for count in row] for row in counts]
    longest = max(len(text) for row in texts for text in row)
    # A digit is about 0.6 of its size wide, and 72 points make an inch.
    size = min(TEXT, 0.85 * cell * 72 / (0.6 * longest))
    for (row, column), share in np.ndenumerate(shares):
        color = "white" if share > 0.4 else INK if counts[row, column] else FAINT
        axes.text(column, row, texts[row][column], ha="center", va="center", fontsize=size, color=color)


def _short(count: float) -> str:
    """Write a count in at most five letters: 12345, 123k, 1.2M."""
    if count < 1e5:
        return f"{count:.0f}" if count == int(count) or count >= 1000 else f"{count:.3g}"
    scale, letter = next((s, letter) for s, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")) if count >= s)
    return f"{count / scale:.3g}{letter}"
