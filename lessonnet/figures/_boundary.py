"""What a network makes of a plane of two features: a region for each class, and the points over them (rows L1, L13)."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from torch import Tensor

from lessonnet.figures._class_names import drawable
from lessonnet.figures._film import Frame, frame_of
from lessonnet.figures._plane import Plane
from lessonnet.figures._region_names import has_many_classes, name_regions
from lessonnet.figures._style import (
    FAINT,
    INK,
    PANEL,
    SMALL,
    color_of,
    few_ticks,
    head,
    head_figure,
    marker_of,
    name_axes,
    new_figure,
    thin,
    tint_of,
)
from lessonnet.nn import predict

_SIDE = 401
"""Points of the grid along each side."""


def decision_boundary(*planes: Plane, title: str = "") -> Figure:
    """Draw each plane as a panel: tinted regions where a class is predicted, the boundary, the points.

    Classes that are too many for a key of three lines have their names in their regions instead.

    Args:
        planes: at least one; several stand side by side.
        title: above all of several.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Example:
        >>> plane = Plane(lambda x: x[:, :1] - x[:, 1:], torch.tensor([[0.0, 1.0], [1.0, 0.0]]), torch.tensor([0, 1]))
        >>> len(decision_boundary(plane).axes)
        1
    """
    figure, panels = new_figure(PANEL * len(planes), _height(planes) + 0.3 * bool(title), len(planes))
    for axes, plane in zip(panels, planes, strict=True):
        _draw(axes, plane)
    _write_note(figure, planes)
    head_figure(figure, title)
    return figure


def boundary_frames(planes: Sequence[Plane]) -> list[Frame]:
    """Draw planes one after the other, as the frames of a film.

    Args:
        planes: at least one, all of the same points.
    """
    figure, (axes,) = new_figure(PANEL, _height(planes))
    frames: list[Frame] = []
    for plane in planes:
        axes.clear()
        thin(axes)
        _draw(axes, plane)
        if not frames:
            _write_note(figure, planes)
        frames.append(frame_of(figure))
    return frames


def _height(planes: Sequence[Plane]) -> float:
    """Return how high a figure is whose panels are square, in inches: with the lines of the key, and of the note."""
    entries = max(len(_keys(plane)) for plane in planes)
    return PANEL + 0.35 + 0.25 * any(plane.note for plane in planes) + 0.18 * (entries > 3)


def _write_note(figure: Figure, planes: Sequence[Plane]) -> None:
    notes = dict.fromkeys(plane.note for plane in planes if plane.note)
    if notes:
        figure.supxlabel("; ".join(notes), fontsize=SMALL, color=INK, parse_math=False)


@torch.no_grad()
def _draw(axes: Axes, plane: Plane) -> None:
    x, y = (_ticks(column, plane.margin) for column in plane.points.T)
    grid = torch.cartesian_prod(y, x).flip(-1)
    scores = plane.scores(grid)
    predicted = predict(scores)
    _shade(axes, x, y, predicted)
    if plane.hidden_scores is not None:
        for node in plane.hidden_scores(grid).T:
            _zero_line(axes, x, y, node, color=FAINT, width=1.0, style="--")
    for margin in _margins(scores).T:
        _zero_line(axes, x, y, margin, color=INK, width=1.4, style="-")
    _scatter(axes, plane)
    if has_many_classes(plane.class_names):
        name_regions(axes, x, y, predicted.reshape(_SIDE, _SIDE), plane.class_names)
    axes.set_box_aspect(1)
    few_ticks(axes.xaxis)
    few_ticks(axes.yaxis)
    name_axes(axes, *plane.feature_names)
    head(axes, plane.title, _keys(plane))


def _ticks(column: Tensor, margin: float) -> Tensor:
    low, high = column.min(), column.max()
    room = margin * (high - low) if high > low else torch.ones(())
    return torch.linspace(float(low - room), float(high + room), _SIDE, dtype=column.dtype)


def _shade(axes: Axes, x: Tensor, y: Tensor, predicted: Tensor) -> None:
    """Tint every grid point by its predicted class, each pixel centred on its grid point."""
    tints = torch.tensor([tint_of(c) for c in range(int(predicted.max()) + 1)])
    half_x, half_y = float(x[1] - x[0]) / 2, float(y[1] - y[0]) / 2
    axes.imshow(
        tints[predicted].reshape(_SIDE, _SIDE, 3).numpy(),
        origin="lower",
        aspect="auto",
        extent=(float(x[0]) - half_x, float(x[-1]) + half_x, float(y[0]) - half_y, float(y[-1]) + half_y),
        zorder=0,
    )


def _margins(scores: Tensor) -> Tensor:
    """Return columns that change their sign on a boundary: the one score, or each class's lead over the best other.

    Args:
        scores: [N, C].
    """
    if scores.shape[1] == 1:
        return scores
    first, second = scores.topk(2, dim=1).values.T
    best_other = torch.where(scores == first[:, None], second[:, None], first[:, None])
    return scores - best_other


def _zero_line(axes: Axes, x: Tensor, y: Tensor, values: Tensor, *, color: str, width: float, style: str) -> None:
    """Draw where values over the grid are 0; a function of one sign has no such place."""
    if values.min() < 0 < values.max():
        surface = values.reshape(_SIDE, _SIDE).numpy()
        axes.contour(
            x.numpy(), y.numpy(), surface, levels=[0.0], colors=color, linewidths=width, linestyles=style, zorder=1
        )


def _scatter(axes: Axes, plane: Plane) -> None:
    # Crowds need smaller points; 20 and 60 square points are the sizes that stay legible.
    area = max(14.0, min(60.0, 4000.0 / len(plane.points)))
    for c in plane.classes.unique().tolist():
        own = plane.points[plane.classes == c]
        axes.scatter(
            own[:, 0].numpy(),
            own[:, 1].numpy(),
            s=area,
            color=color_of(c),
            marker=marker_of(c),
            edgecolors="white",
            linewidths=0.6,
            zorder=2,
        )


def _keys(plane: Plane) -> list[Line2D]:
    names = () if has_many_classes(plane.class_names) else plane.class_names
    keys = [
        Line2D([], [], color=color_of(c), marker=marker_of(c), linestyle="none", markersize=6, label=name)
        for c, name in enumerate(drawable(names).labels)
    ]
    if plane.hidden_scores is not None:
        keys.append(Line2D([], [], color=FAINT, linewidth=1.0, linestyle="--", label="hidden nodes"))
    return keys
