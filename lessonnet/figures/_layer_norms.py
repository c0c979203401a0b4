"""The norm of each layer's gradient, or weights, over the epochs: where a gradient vanishes (row L23).

Suffixes name the axes: L layers, E epochs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lessonnet.figures._class_names import LETTER, drawable
from lessonnet.figures._end_labels import label_ends
from lessonnet.figures._lines import colors_of_layers
from lessonnet.figures._scales import log_axis, written
from lessonnet.figures._style import few_ticks, head, head_figure, name_axes, new_figure, share_vertical_axis

_WIDTH, _HEIGHT = 3.9, 3.4
"""Of a panel with the names of its layers, in inches."""
_INSIDE = 2.5
"""Height inside the axes, in inches, about."""
_LOWEST = 1e-16
"""A smaller gradient, or none, leaves a gap: down to it the axis would have to span a dozen decades of nothing."""


def layer_norms(
    epochs: Sequence[float],
    norms: Sequence[ArrayLike] | Mapping[str, Sequence[ArrayLike]],
    *,
    what: str = "gradient",
    layers: Sequence[str] | Mapping[str, Sequence[str]] | None = None,
    title: str = "",
) -> Figure:
    """Draw one norm for each layer over the epochs, on a logarithmic axis, each curve named at its end.

    Args:
        epochs: ascending [E]; 0 is the start.
        norms: the norms ≥ 0 of each layer over the epochs [L, E], from the inputs to the scores; or several such by
            the names of their trainings, which then stand side by side on one scale. One that ended early is shorter.
        what: has the norm: `gradient` or `weights`.
        layers: names of the layers, of each training where there are several; None for their numbers.
        title: above the panel, or above all of several.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there is nothing to draw, or more norms than epochs.

    Source:
        Row L23 of the lesson: each sigmoid layer multiplies the gradient by σ' ≤ ¼, and the curves of the first layers
        lie far below those of the last.

    Example:
        >>> figure = layer_norms([0, 1], [[0.1, 0.2], [1.0, 2.0]])
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['layer 1', 'layer 2']
    """
    cases = norms if isinstance(norms, Mapping) else {title: norms}
    curves = {name: [np.asarray(norm, dtype=np.float64) for norm in own] for name, own in cases.items()}
    _refuse_unfit(epochs, curves)
    names = {
        case: [_name(name, epochs, norm) for name, norm in zip(_names(layers, case, len(own)), own, strict=True)]
        for case, own in curves.items()
    }
    room = LETTER * (max(len(name) for own in names.values() for name in own) - len("layer 1"))
    figure, panels = new_figure((_WIDTH + room) * len(curves), _HEIGHT, len(curves))
    low, high = _limits([norm for own in curves.values() for norm in own])
    for axes, (name, own) in zip(panels, curves.items(), strict=True):
        _draw(axes, epochs, dict(zip(names[name], own, strict=True)), low, high)
        name_axes(axes, "epoch", f"norm of the {what}")
        head(axes, name, [])
    share_vertical_axis(panels)
    head_figure(figure, title if isinstance(norms, Mapping) else "")
    return figure


def _refuse_unfit(epochs: Sequence[float], curves: Mapping[str, Sequence[NDArray[np.float64]]]) -> None:
    if not curves or not all(curves.values()) or not len(epochs):
        raise ValueError("Norms of layers need at least one training, one layer and one epoch.")
    longest = max(layer.size for layers in curves.values() for layer in layers)
    if longest > len(epochs):
        raise ValueError(f"A layer has {longest} norms for {len(epochs)} epochs; at most one for each.")


def _limits(layers: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the smallest and the largest number to draw."""
    values = np.concatenate(layers)
    positive = values[np.isfinite(values) & (values > _LOWEST)]
    return (float(positive.min()), float(positive.max())) if len(positive) else (_LOWEST, 1.0)


def _names(layers: Sequence[str] | Mapping[str, Sequence[str]] | None, case: str, count: int) -> Sequence[str]:
    """Return the names of a training's layers, in a script that can be drawn."""
    own = layers[case] if isinstance(layers, Mapping) else layers
    return [str(number) for number in range(1, count + 1)] if own is None else drawable(own).labels


def _draw(
    axes: Axes, epochs: Sequence[float], layers: Mapping[str, NDArray[np.float64]], low: float, high: float
) -> None:
    lines = []
    for (name, layer), color in zip(layers.items(), colors_of_layers(len(layers)), strict=True):
        at, values = np.asarray(epochs[: len(layer)], dtype=np.float64), np.where(layer > _LOWEST, layer, np.nan)
        look: dict[str, Any] = {"color": color, "linewidth": 1.6, "marker": "o" if len(layer) == 1 else ""}
        lines += axes.plot(at, values, label=name, **look)
    axes.set_xlim(epochs[0], max(epochs[-1], epochs[0] + 1))
    few_ticks(axes.xaxis, whole=True)
    log_axis(axes, "y", low, high)
    label_ends(axes, lines, _INSIDE)


def _name(layer_name: str, epochs: Sequence[float], layer: NDArray[np.float64]) -> str:
    """Name a layer, and say since when its norm has been nothing, up to the end, if it has."""
    something = np.flatnonzero(~(layer <= _LOWEST))
    first = int(something[-1]) + 1 if len(something) else 0
    if first == len(layer):
        return f"layer {layer_name}"
    words = "0" if not layer[first:].any() else f"below {written(_LOWEST)}"
    return f"layer {layer_name}: {words} from epoch {epochs[first]:g}"
