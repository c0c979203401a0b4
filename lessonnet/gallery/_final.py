"""The figures of a finished training, those first that say most."""

from collections.abc import Sequence
from functools import partial

import torch
from matplotlib.figure import Figure

from lessonnet import figures
from lessonnet.gallery._answers import answer_figures
from lessonnet.gallery._boundary import boundary_of
from lessonnet.gallery._drawing import Drawing
from lessonnet.gallery._mountains import mountain_figures
from lessonnet.gallery._passing import passing_figures, time_of
from lessonnet.inference import Scored
from lessonnet.nn import Height
from lessonnet.observation import Frame, Scene, error_plane, layer_history

FIGURES = (
    "contour_paths",
    "surface_3d",
    "learning_curves",
    "boundary",
    "confusion_matrix",
    "network",
    "weights",
    "layer_norms",
    "unit_shares",
    "confidence",
    "error_surface",
    "roc",
    "precision_recall",
    "calibration",
)
"""All that a training may have, in the order in which they are drawn."""

_MOST_TIMES = 40
"""Times at which a network is measured for a curve."""


def figures_of(scene: Scene, scored: Scored | None, features: Sequence[str] | None = None) -> dict[str, Drawing]:
    """Return the figures that there are of a training, in the order of `FIGURES`.

    Args:
        scene: the training at its end.
        scored: its model's answers to the points that it is judged by; None where there are none.
        features: names of the two that the boundary is drawn for; None for those that weigh most.
    """
    best = Frame(scene.best_epoch, 0, scene.best)
    drawings = {**passing_figures(scene, best, features), **(answer_figures(scored) if scored is not None else {})}
    if "boundary" in drawings and not torch.equal(scene.course.rows[-1], scene.best_row.cpu()):
        drawings["boundary"] = partial(_kept_and_last, scene, best, features)
    if scene.climbs and isinstance(scene.model.criterion, Height):
        drawings |= mountain_figures(scene.model.criterion.surface, [climb.rows for climb in scene.climbs])
    if scene.history:
        drawings["learning_curves"] = partial(_learning_curves, scene)
    history = layer_history(scene, _MOST_TIMES) if len(scene.course.epochs) > 1 else None
    if history is not None:
        title = scene.data.title
        if len(history.gradient) > 1:  # of a single layer there is nothing to compare
            norms = partial(figures.layer_norms, history.epochs, history.gradient, layers=history.names, title=title)
            drawings["layer_norms"] = norms
        idle = {
            kind: layers
            for kind, layers in (("dead", history.dead), ("saturated", history.saturated))
            if any(map(any, layers))
        }
        if idle:
            drawings["unit_shares"] = partial(figures.unit_shares, history.epochs, **idle, title=title)
        if len(scene.best_row) > 1:  # a single number has no plane
            drawings["error_surface"] = partial(_error_surface, scene)
    return {name: drawings[name] for name in FIGURES if name in drawings}


def _learning_curves(scene: Scene) -> Figure:
    columns = {name: values.tolist() for name, values in scene.history.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    criterion = scene.model.criterion
    if isinstance(criterion, Height):
        return figures.learning_curves(rows, error_name="height", title=criterion.surface.title)
    return figures.learning_curves(rows, accuracy="train_accuracy" in columns, title=scene.data.title)


def _kept_and_last(scene: Scene, best: Frame, features: Sequence[str] | None) -> Figure:
    """Draw the boundary of the weights that were kept beside that at the end, which may know the points by heart."""
    last = scene.frame(-1)
    kept_plane = boundary_of(scene.data, best.network, features=features, title=f"{time_of(best)}, kept")
    assert kept_plane is not None
    last_plane = boundary_of(
        scene.data, last.network, features=kept_plane.feature_names, title=f"{time_of(last)}, last"
    )
    assert last_plane is not None
    return figures.decision_boundary(kept_plane, last_plane, title=scene.data.title)


def _error_surface(scene: Scene) -> Figure:
    points = scene.points
    assert points is not None
    model = scene.model
    plane = error_plane(model.network, model.criterion, points.features, points.targets, scene.course.rows)
    title = f"{scene.data.title}: the plane that holds {plane.shown:.0%} of the path"
    return figures.error_surface(plane.x, plane.y, plane.heights, plane.path, title=title)
