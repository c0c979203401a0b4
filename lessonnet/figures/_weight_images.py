"""The first layer's weights as pictures: what each unit looks for.

Suffixes name the axes: D inputs, H units.
"""

from collections.abc import Sequence
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._class_names import LETTER, ClassNames, drawable
from lessonnet.figures._signs import SIGNED, largest_size
from lessonnet.figures._style import FAINT, INK, SMALL, head_figure, name_axes, new_figure

MOST_UNITS = 40
_MOST_FEATURES = 60
"""Rows of a heat map that are named one by one."""
_IN_A_ROW = 10
_SIDE = 0.8
"""Of a picture, in inches."""
_BAR = 2.2
"""Height of the colour bar at most, in inches."""
_GAP, _NAME_ROOM = 0.12, 0.3
"""Between pictures, and for a name above one, as shares of its side."""


def weight_images(
    weight_DH: ArrayLike,
    *,
    shape: tuple[int, int] | None = None,
    names: Sequence[str] | None = None,
    input_names: Sequence[str] | None = None,
    title: str = "",
) -> Figure:
    """Draw weights as one picture for each unit where the inputs are pixels, else as a heat map.

    Orange is above zero, blue below, white zero, and all have one scale.

    Args:
        weight_DH: of the first layer [D, H]; column h is unit h. What is not finite is grey.
        shape: rows and columns of an input image, whose product is D; None for inputs that are no image.
        names: of the units, such as class names; None numbers them from 1.
        input_names: of the inputs, for the heat map; None numbers them likewise.
        title: above the pictures.

    Returns:
        A figure that belongs to no window; save it by `savefig`. Of more than 40 units the first 40 are drawn, and it
        says so.

    Raises:
        ValueError: if the weights are no matrix, or do not fit the shape.

    Example:
        >>> figure = weight_images([[1.0, 0.0], [0.0, 1.0], [0.5, 0.0], [0.0, -1.0]], shape=(2, 2))
        >>> len(figure.axes[0].images)
        2
    """
    weight = np.asarray(weight_DH, dtype=np.float64)
    if weight.ndim != 2 or not weight.size or (shape is not None and shape[0] * shape[1] != len(weight)):
        raise ValueError(f"Weights [D, H] of images {shape} cannot have the shape {weight.shape}.")
    shown = weight[:, :MOST_UNITS]
    units = drawable(list(names or ()) or [str(h + 1) for h in range(weight.shape[1])])
    largest = largest_size(shown)
    scale = Normalize(-largest, largest)
    figure, axes = _pictures(shown, shape, units, scale) if shape else _heat_map(shown, units, input_names, scale)
    left_out = weight.shape[1] - shown.shape[1]
    if left_out:
        figure.supxlabel(f"{left_out} more units are not shown", fontsize=SMALL, color=INK)
    _add_scale(figure, axes, scale, largest)
    head_figure(figure, title, weight="normal")
    return figure


def _add_scale(figure: Figure, axes: Axes, scale: Normalize, largest: float) -> None:
    """Draw a colour bar beside the panel, no higher than it needs to be."""
    shrink = min(1.0, _BAR / figure.get_figheight())
    bar = figure.colorbar(
        ScalarMappable(scale, SIGNED), ax=axes, ticks=[-largest, 0, largest], pad=0.03, shrink=shrink, aspect=16
    )
    bar.ax.set_yticklabels([f"−{largest:.2g}", "0", f"{largest:.2g}"], fontsize=SMALL, color=INK)
    bar.outline.set_visible(False)
    bar.ax.tick_params(color=FAINT, length=3)


def _pictures(
    weight: NDArray[np.float64], shape: tuple[int, int], names: ClassNames, scale: Normalize
) -> tuple[Figure, Axes]:
    """Draw the pictures in rows of ten, in one panel."""
    count = weight.shape[1]
    columns, ratio = min(count, _IN_A_ROW), shape[0] / shape[1]
    rows = ceil(count / columns)
    across, down = 1 + _GAP, ratio + _GAP + _NAME_ROOM
    figure, (axes,) = new_figure(max(3.0, _SIDE * across * columns + 0.8), _SIDE * down * rows + 0.5)
    corners = [(across * (unit % columns), -down * (unit // columns)) for unit in range(count)]
    for unit, (x, y) in enumerate(corners):
        picture = weight[:, unit].reshape(shape)
        axes.imshow(picture, cmap=SIGNED, norm=scale, extent=(x, x + 1, y - ratio, y), interpolation="nearest")
    _frames(axes, corners, ratio)
    longest = int((1 + _GAP) * _SIDE / LETTER)
    texts = [
        axes.text(x, y + 0.06, names[unit][:longest], fontsize=SMALL, color=INK) for unit, (x, y) in enumerate(corners)
    ]
    names.write(texts)
    axes.set_axis_off()
    axes.set_xlim(-0.03, across * columns - _GAP + 0.03)
    axes.set_ylim(-down * rows + _GAP + _NAME_ROOM - 0.03, _NAME_ROOM)
    return figure, axes


def _frames(axes: Axes, corners: Sequence[tuple[float, float]], ratio: float) -> None:
    """Draw a thin line around each picture, whose edges are often white."""
    boxes = [[(x, y), (x + 1, y), (x + 1, y - ratio), (x, y - ratio), (x, y)] for x, y in corners]
    axes.add_collection(LineCollection(boxes, colors=FAINT, linewidths=0.4))


def _heat_map(
    weight: NDArray[np.float64], units: ClassNames, input_names: Sequence[str] | None, scale: Normalize
) -> tuple[Figure, Axes]:
    """Draw a row for each input and a column for each unit."""
    inputs, count = weight.shape
    features = drawable(list(input_names or ()) or [str(d + 1) for d in range(inputs)])
    longest = max(map(len, features.labels))
    name = LETTER * max(map(len, units.labels[:count])) + 0.15
    width, height = max(0.5, min(6.0, max(0.42, name) * count), 0.2 * count), max(1.2, min(10.0, 0.2 * inputs))
    figure, (axes,) = new_figure(width + LETTER * longest + 1.4, height + 0.9)
    axes.imshow(weight, cmap=SIGNED, norm=scale, aspect="auto", interpolation="nearest")
    axes.spines[:].set_visible(False)
    every = ceil(inputs / _MOST_FEATURES)
    axes.set_yticks(range(0, inputs, every), features.labels[::every])
    axes.set_xticks(range(count), units.labels[:count], rotation=0 if name <= width / count else 90)
    features.write(axes.get_yticklabels())
    units.write(axes.get_xticklabels())
    name_axes(axes, "", "")
    return figure, axes
