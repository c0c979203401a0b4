"""Whether models are as sure as they are right (row L18)."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lessonnet.figures._style import (
    CLASS_COLORS,
    FAINT,
    PANEL,
    few_ticks,
    head,
    name_axes,
    new_figure,
)
from lessonnet.inference import Reliability

SURE, RIGHT = CLASS_COLORS[5], CLASS_COLORS[0]
"""Colours of confidence and of accuracy."""
TINT = "#DDDDDD"
_SMALLEST, _LARGEST = 12.0, 240.0
"""Areas of the dots of an empty bin and of one that holds all points, in square points."""


def calibration_curve(*models: Reliability, titles: Sequence[str] = ()) -> Figure:
    """Draw accuracy against confidence, bin by bin: the reliability diagram.

    A dot's area is the share of points in its bin; a line leads from it to the diagonal, where a model would be right
    as often as it is sure. The expected calibration error, written in the panel, is the mean length of these lines,
    weighed by the areas. Below the diagonal a model is too certain.

    Args:
        models: at least one; several stand side by side.
        titles: one above each panel, or none.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there are no models, or titles and not one for each.

    Example:
        >>> model = Reliability(share=np.array([1.0]), confidence=np.array([0.9]), accuracy=np.array([0.5]))
        >>> calibration_curve(model).axes[0].get_legend().get_texts()[0].get_text()
        'expected calibration error 0.400'
    """
    figure, panels = _panels(models, titles)
    for axes, model, title in zip(panels, models, titles or [""] * len(models), strict=True):
        _draw_calibration(axes, model, title)
    return figure


def confidence_histogram(*models: Reliability, titles: Sequence[str] = ()) -> Figure:
    """Draw how sure models are: the share of points by the probability of the predicted class.

    Mean confidence and accuracy are marked. A model whose confidence lies right of its accuracy is too certain, however
    low its error.

    Args:
        models: at least one; several stand side by side.
        titles: one above each panel, or none.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Raises:
        ValueError: if there are no models, or titles and not one for each.
    """
    figure, panels = _panels(models, titles)
    top = 1.05 * max(float(model.share.max()) for model in models)
    for axes, model, title in zip(panels, models, titles or [""] * len(models), strict=True):
        _draw_histogram(axes, model, title, top)
    return figure


def _panels(models: Sequence[Reliability], titles: Sequence[str]) -> tuple[Figure, list[Axes]]:
    if not models or len(titles) not in (0, len(models)):
        raise ValueError(
            f"{len(models)} models have {len(titles)} titles; at least one model, and a title each or none."
        )
    figure, panels = new_figure((PANEL + 0.4) * len(models), PANEL + 0.75, len(models))
    for axes in panels:
        axes.set_box_aspect(1)
        axes.set_xlim(0, 1)
        few_ticks(axes.xaxis)
    return figure, panels


def _draw_calibration(axes: Axes, model: Reliability, title: str) -> None:
    full = model.share > 0
    confidence, accuracy, share = model.confidence[full], model.accuracy[full], model.share[full]
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1.0, linestyle=":", zorder=1)
    axes.vlines(confidence, confidence, accuracy, color=SURE, linewidth=1.6, clip_on=False, zorder=2)
    axes.scatter(
        confidence,
        accuracy,
        s=_SMALLEST + (_LARGEST - _SMALLEST) * share,
        color=RIGHT,
        edgecolors="white",
        linewidths=0.6,
        clip_on=False,
        zorder=3,
    )
    axes.set_ylim(0, 1)
    few_ticks(axes.yaxis)
    name_axes(axes, "confidence", "accuracy")
    head(axes, title, [_gap(model)])


def _draw_histogram(axes: Axes, model: Reliability, title: str, top: float) -> None:
    edges = np.linspace(0, 1, len(model.share) + 1)
    axes.stairs(model.share, edges, fill=True, color=TINT, zorder=1)
    axes.stairs(model.share, edges, color=FAINT, linewidth=0.8, zorder=1)
    marks = [("accuracy", model.overall_accuracy, RIGHT, "-"), ("mean confidence", model.mean_confidence, SURE, "--")]
    keys = [
        axes.axvline(
            value, color=color, linestyle=style, linewidth=1.6, clip_on=False, label=f"{name} {value:.3f}", zorder=2
        )
        for name, value, color, style in marks
    ]
    axes.set_ylim(0, top)
    few_ticks(axes.yaxis)
    name_axes(axes, "confidence", "share of points")
    head(axes, title, keys)


def _gap(model: Reliability) -> Line2D:
    label = f"expected calibration error {model.expected_calibration_error:.3f}"
    return Line2D([], [], color=SURE, linewidth=1.6, label=label)
