"""The share of dead and of saturated units in each hidden layer, over the epochs (rows L9, L23).

Suffixes name the axes: L hidden layers, E epochs.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from lessonnet.figures._end_labels import label_ends
from lessonnet.figures._lines import colors_of_layers
from lessonnet.figures._style import few_ticks, head, name_axes, new_figure

_WIDTH, _HEIGHT = 3.9, 3.4
"""Of a panel with the names of its layers, in inches."""
_INSIDE = 2.5
"""Height inside the axes, in inches, about."""


def unit_shares(
    epochs: Sequence[float], dead: Sequence[ArrayLike] = (), saturated: Sequence[ArrayLike] = (), *, title: str = ""
) -> Figure:
    """Draw which share of each hidden layer's units is dead, and which is saturated; a panel for each that is given.

    Args:
        epochs: ascending [E]; 0 is the start.
        dead: shares in [0, 1] of each hidden layer [L, E]: units that pass nothing on, whatever the point. Without
            any, as for units that cannot die, there is no such panel.
        saturated: shares likewise, of activations so near their limits that no gradient comes through.
        title: above the first panel.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there are neither dead nor saturated units to draw, or no epochs.

    Example:
        >>> figure = unit_shares([0, 1], dead=[[0.0, 0.5]])
        >>> [axes.get_ylabel() for axes in figure.axes]
        ['dead units']
    """
    kinds = {"dead units": dead, "saturated units": saturated}
    shown = {name: layers for name, layers in kinds.items() if len(layers)}
    if not shown or not len(epochs):
        raise ValueError("Shares of units need at least one hidden layer and one epoch.")
    figure, panels = new_figure(_WIDTH * len(shown), _HEIGHT, len(shown))
    for axes, (name, layers) in zip(panels, shown.items(), strict=True):
        _draw(axes, epochs, layers)
        name_axes(axes, "epoch", name)
        head(axes, title if axes is panels[0] else "", [])
    return figure


def _draw(axes: Axes, epochs: Sequence[float], layers: Sequence[ArrayLike]) -> None:
    lines = []
    for number, (layer, color) in enumerate(zip(layers, colors_of_layers(len(layers)), strict=True), start=1):
        values = np.asarray(layer, dtype=np.float64)
        look: dict[str, Any] = {"color": color, "linewidth": 1.6, "marker": "o" if len(values) == 1 else ""}
        lines += axes.plot(epochs[: len(values)], values, clip_on=False, label=f"layer {number}", **look)
    axes.set_xlim(epochs[0], max(epochs[-1], epochs[0] + 1))
    axes.set_ylim(0, 1)
    few_ticks(axes.xaxis, whole=True)
    few_ticks(axes.yaxis)
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    label_ends(axes, lines, _INSIDE)
