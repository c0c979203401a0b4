"""A network as a drawing: nodes in columns, and its weights as lines between them (row L13).

Suffixes name the axes: D nodes of a layer, H nodes of the next.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._class_names import LETTER, ClassNames, drawable
from lessonnet.figures._columns import Column, columns_of
from lessonnet.figures._signs import NEGATIVE, POSITIVE, color_of_sign, largest_size
from lessonnet.figures._style import INK, SMALL, color_of, head, new_figure

_WIDEST_LINE, _WIDEST_OF_MANY, _MANY = 4.5, 3.0, 100
"""Width of the largest weight's line, in points: of few lines, of many, and how many are many."""
_NODE, _LARGEST_BIAS = 190.0, 110.0
"""Areas of a node and of the mark of the largest bias in it, in square points."""
_NARROWEST = 4.8
"""Of the figure, in inches: what its key takes."""
_STEP, _NARROWEST_STEP, _ROW = 1.6, 0.55, 0.34
"""From column to column and from node to node, in inches."""
_WIDEST = 12.0
"""Of a figure, in inches, before its columns move together."""


def network_diagram(
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike] = (),
    input_names: Sequence[str] = (),
    class_names: Sequence[str] = (),
    *,
    title: str = "",
) -> Figure:
    """Draw a dense network: lines as wide as the size of their weights, orange above zero and blue below.

    A layer has a column of at most 12 nodes: of a larger one those with the largest weights, in their order, and how
    many more there are. The mark in a node is its bias, in the same two colours.

    Args:
        weights: of each layer [D, H], from the inputs to the scores; at least one.
        biases: of each layer [H]; none draws no marks.
        input_names: of the inputs; none leaves them without.
        class_names: one for each score, or two for a single score, which is then the second's.
        title: above the panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`. What is not finite is drawn as a dotted grey line.

    Raises:
        ValueError: if there are no layers, or one does not fit the next.

    Example:
        >>> figure = network_diagram([[[1.0], [1.0]]], [[-1.5]], ["x1", "x2"], ["0", "AND"])
        >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
        ['x1', 'x2', 'AND', '2 inputs', '1 score']
    """
    layers = [np.asarray(layer, dtype=np.float64) for layer in weights]
    _refuse_unfit(layers)
    columns = columns_of(layers)
    names = drawable([*input_names, *(class_names[1:] if layers[-1].shape[1] == 1 else class_names)])
    inputs, outputs = names.labels[: len(input_names)], names.labels[len(input_names) :]
    margins = [LETTER * max(map(len, labels), default=0) + 0.25 for labels in (inputs, outputs)]
    step = max(_NARROWEST_STEP, min(_STEP, (_WIDEST - sum(margins)) / len(layers)))
    rows = max(column.rows for column in columns)
    figure, (axes,) = new_figure(max(_NARROWEST, sum(margins) + step * len(layers) + 0.5), max(2.2, _ROW * rows + 1.1))
    largest = largest_size(*layers)
    _draw_weights(axes, layers, columns, largest)
    _draw_nodes(axes, columns, len(class_names))
    _draw_biases(axes, [np.asarray(bias, dtype=np.float64) for bias in biases], columns[1:])
    _write_names(axes, columns, inputs, outputs, names)
    _write_widths(axes, columns, narrow=step < 0.9)
    _frame(axes, columns, rows, [margin / step for margin in margins])
    head(axes, title, _keys(largest, has_biases=bool(biases)))
    return figure


def _refuse_unfit(layers: Sequence[NDArray[np.float64]]) -> None:
    shapes = [layer.shape for layer in layers]
    matrices = bool(shapes) and all(len(shape) == 2 and min(shape) > 0 for shape in shapes)
    if not matrices or any(one[1] != other[0] for one, other in pairwise(shapes)):
        raise ValueError(
            f"A network needs weights [D, H] of each layer, each as wide as the next is high, got {shapes}."
        )


def _draw_weights(axes: Axes, layers: Sequence[NDArray[np.float64]], columns: Sequence[Column], largest: float) -> None:
    """Draw all lines at once, the widest last, so that they lie on top."""
    ends, values = [], []
    for x, (weight_DH, (left, right)) in enumerate(zip(layers, pairwise(columns), strict=True)):
        y_left, y_right = np.meshgrid(left.heights, right.heights, indexing="ij")
        xs = np.broadcast_to([x, x + 1], (*y_left.shape, 2))
        ends.append(np.stack([xs, np.stack([y_left, y_right], axis=-1)], axis=-1).reshape(-1, 2, 2))
        values.append(weight_DH[np.ix_(left.shown, right.shown)].ravel())
    segments, shown = np.concatenate(ends), np.concatenate(values)
    finite = np.isfinite(shown)
    sizes = np.where(finite, np.abs(shown), 0.0)
    colors = color_of_sign(shown)
    order = np.argsort(sizes, kind="stable")
    widths = np.where(finite, (_WIDEST_LINE if len(sizes) <= _MANY else _WIDEST_OF_MANY) * sizes / largest, 0.8)
    # Faint where small: hundreds of thin lines at full strength would hide the few that matter.
    strengths = np.where(finite, 0.3 + 0.6 * np.sqrt(sizes / largest), 0.9)
    lines = axes.add_collection(
        LineCollection(
            list(segments[order]),
            linewidths=widths[order],
            colors=[to_rgba(str(color), alpha) for color, alpha in zip(colors[order], strengths[order], strict=True)],
            linestyles=["-" if known else ":" for known in finite[order]],
            zorder=1,
        )
    )
    lines.set_in_layout(False)  # they lie between the nodes, and hundreds of them take time to measure


def _draw_nodes(axes: Axes, columns: Sequence[Column], classes: int) -> None:
    """Draw nodes as circles; those of classes have the colour of their class as their edge."""
    for x, column in enumerate(columns):
        edges: list[str] = [INK] * len(column.shown)
        if x == len(columns) - 1 and classes:
            first = 1 if column.count == 1 else 0
            edges = [color_of(first + int(c)) for c in column.shown]
        width = 2.0 if x == len(columns) - 1 and classes else 1.0
        at = np.full(len(column.shown), x)
        axes.scatter(at, column.heights, s=_NODE, facecolors="white", edgecolors=edges, linewidths=width, zorder=2)


def _draw_biases(axes: Axes, biases: Sequence[NDArray[np.float64]], columns: Sequence[Column]) -> None:
    """Draw a disc in each node, as large as |b|."""
    if not biases:
        return
    largest = largest_size(*biases)
    for x, (bias_H, column) in enumerate(zip(biases, columns, strict=True), start=1):
        shown = bias_H[column.shown]
        areas = _LARGEST_BIAS * np.where(np.isfinite(shown), np.abs(shown), 0.0) / largest
        axes.scatter(
            np.full(len(shown), x), column.heights, s=areas, color=list(color_of_sign(shown)), linewidths=0, zorder=3
        )


def _write_names(
    axes: Axes, columns: Sequence[Column], inputs: Sequence[str], outputs: Sequence[str], names: ClassNames
) -> None:
    sides = ((0, columns[0], inputs, "right", -12), (len(columns) - 1, columns[-1], outputs, "left", 12))
    for x, column, labels, side, offset in sides:
        for number, height in zip(column.shown, column.heights, strict=True):
            if number < len(labels):
                text = axes.annotate(
                    labels[number],
                    (x, height),
                    xytext=(offset, 0),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    fontsize=SMALL,
                    color=INK,
                )
                names.write([text])


def _write_widths(axes: Axes, columns: Sequence[Column], *, narrow: bool) -> None:
    """Write below each column what it is, and how many of its nodes are not shown."""
    bottom = min(column.heights.min() for column in columns) - 0.75
    last = len(columns) - 1
    for x, column in enumerate(columns):
        kind = "input" if x == 0 else "score" if x == last else "hidden"
        plural = "s" if kind != "hidden" and column.count != 1 else ""
        words = str(column.count) if narrow and 0 < x < last else f"{column.count} {kind}{plural}"
        if column.left_out:
            words += f"\n({column.left_out} not shown)" if not narrow else f"\n(−{column.left_out})"
        axes.text(x, bottom, words, ha="center", va="top", fontsize=SMALL, color=INK)


def _frame(axes: Axes, columns: Sequence[Column], rows: int, margins: Sequence[float]) -> None:
    axes.set_axis_off()
    left, right = margins
    axes.set_xlim(-max(left, 0.3), len(columns) - 1 + max(right, 0.3))
    axes.set_ylim(-rows / 2 - 1.6, rows / 2)


def _keys(largest: float, *, has_biases: bool) -> list[Line2D]:
    words = f"widest |w| = {largest:.3g}" + ("; in the nodes: b" if has_biases else "")
    return [
        Line2D([], [], color=POSITIVE, linewidth=2.5, label="w > 0"),
        Line2D([], [], color=NEGATIVE, linewidth=2.5, label="w < 0"),
        Line2D([], [], linestyle="none", label=words),
    ]
