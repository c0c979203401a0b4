"""What a run shows of itself: dashboards while it trains, figures and a film at its end."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lightning.pytorch import Callback

from lessonnet.callbacks import (
    Dashboard,
    Dashboards,
    Diagnosis,
    Figures,
    Film,
    Layers,
    Ledger,
    Snapshots,
    TensorBoard,
    curves_of,
)
from lessonnet.config import target_of
from lessonnet.data import DataSet, Part
from lessonnet.durable import write_durably
from lessonnet.inference import Model, Scored, load, scored_part
from lessonnet.models import ErrorSurface
from lessonnet.observation import Scene, layer_history
from lessonnet.options import OptionError, nearest
from lessonnet.stack import Frames, Outcome, Stack
from lessonnet.surfaces import PATHS
from lessonnet.sweep._diagnosis import as_json, diagnosis_of
from lessonnet.sweep._guarded import Guarded
from lessonnet.sweep._job import Job, build
from lessonnet.sweep._own_classes import classes_of
from lessonnet.sweep._paths import paths_table

_Kind = TypeVar("_Kind", bound=Callback)
_PARTS = {"test": "test points", "val": "validation points", "train": "training points"}
"""Parts that figures of answers are drawn of, the first that exists."""


def with_snapshots(callbacks: Sequence[Callback], job: Job) -> list[Callback]:
    """Return callbacks, before them what keeps the weights that they show, and TensorBoard told of its dashboards.

    Args:
        callbacks: of a run.
        job: that is trained.

    Raises:
        OptionError: if a boundary is to be drawn for features that the data does not have.
    """
    if job.predicts and not any(isinstance(one, Dashboard | Figures | Film | Diagnosis | Ledger) for one in callbacks):
        return list(callbacks)
    for callback in callbacks:
        _refuse_unknown_features(callback, job.data)
    snapshots = Snapshots()
    for callback in callbacks:
        if isinstance(callback, TensorBoard):
            callback.dashboards = Dashboards(one for one in callbacks if isinstance(one, Dashboard))
            callback.scene_of = partial(scene_of, job, snapshots.frames)
    return [snapshots, *callbacks]


def _refuse_unknown_features(callback: Callback, data: DataSet) -> None:
    asked = getattr(callback, "features", None)
    if asked is None:
        return
    key = f"callbacks.{type(callback).__name__.lower()}.features"
    if asked[0] == asked[1]:
        raise OptionError(f"`{key}` must name two different features, got {asked[0]!r} twice.")
    for name in asked:
        if name not in data.feature_names:
            close = nearest(name, data.feature_names)
            hint = f" Did you mean {close!r}?" if close else ""
            raise OptionError(f"`{key}` must name two of the data's features, got {name!r}.{hint}")


def asks_to_be_watched(tree: Mapping[str, Any]) -> bool:
    """Tell whether a job is to be looked at on its way: for its layers, diagnosis or ledger, or a climber's path."""
    is_surface = target_of("model", tree["model"]["_target_"]) is ErrorSurface
    return is_surface or asks_for(tree, Layers) or asks_for(tree, Diagnosis) or asks_for(tree, Ledger)


def asks_for(tree: Mapping[str, Any], kind: type[Callback]) -> bool:
    """Tell whether a config has a callback of a kind."""
    nodes = (tree["callbacks"] or {}).values()
    return any(node is not None and target_of("callbacks", node["_target_"]) is kind for node in nodes)


def callback_of(tree: Mapping[str, Any], kind: type[_Kind]) -> _Kind | None:
    """Return a config's callback of a kind, built with its own options; None without one."""
    for name, node in (tree["callbacks"] or {}).items():
        if node is not None and target_of("callbacks", node["_target_"]) is kind:
            built: _Kind = build(f"callbacks.{name}", node)
            return built
    return None


def scene_of(job: Job, frames: Frames, stack: Stack | Outcome, first: int = 0) -> Scene:
    """Return the training of a job's member that leads.

    Args:
        job: that is trained.
        frames: of the stack that it is trained in.
        stack: the job's members.
        first: number of the first of them in that stack.
    """
    record = stack.record
    leader = record.leader
    return Scene(
        data=job.data,
        model=job.model,
        course=frames.of(first + leader, int(record.epochs[leader])),
        history=curves_of(stack, leader),
        best_row=record.best_rows[leader],
        best_epoch=int(record.best_epoch[leader]),
        climbs=() if job.predicts else [frames.of(first + m, e) for m, e in enumerate(record.epochs.tolist())],
    )


def draw(callbacks: Sequence[Callback], job: Job, stack: Stack, directory: Path, guarded: Guarded) -> dict[str, bytes]:
    """Write what its layers went through, draw its figures and its film, each where it is asked for.

    Args:
        callbacks: of the run.
        job: that was trained.
        stack: after the training.
        directory: of the run, its model written.
        guarded: does each of these.

    Returns:
        the figures as PNGs, by name.
    """
    snapshots = next((callback for callback in callbacks if isinstance(callback, Snapshots)), None)
    if snapshots is None:
        return {}
    snapshots.begin(stack)  # of a run without a single epoch the start is all there is
    scene = scene_of(job, snapshots.frames, stack)
    drawn: dict[str, bytes] = {}
    if not job.predicts:
        guarded.do(PATHS, lambda: write_durably(directory / PATHS, (paths_table(scene) or "").encode()))
    for callback in callbacks:
        if isinstance(callback, Layers):
            guarded.do("layers.csv", lambda: _write_layers(scene, directory))
        elif isinstance(callback, Figures):
            guarded.do("figures", partial(_draw_figures, callback, scene, directory, job.tree))
            for name in callback.extra:
                guarded.do(f"figure {name}", partial(callback.draw_extra, name, scene, directory / "figures"))
            drawn |= callback.drawn
        elif isinstance(callback, Film):
            guarded.do("film", partial(callback.draw, scene, directory / "figures"))
    return drawn


def _write_layers(scene: Scene, directory: Path) -> None:
    layers = layer_history(scene)
    if layers is not None:
        write_durably(directory / "layers.csv", layers.table.encode())


def _draw_figures(callback: Figures, scene: Scene, directory: Path, tree: Mapping[str, Any]) -> None:
    has_answers = scene.model.criterion.has_classes
    scored = scored_of(scene.data, load(directory / "model", classes_of(tree))) if has_answers else None
    callback.draw(scene, scored, directory / "figures")


def is_unshown(callbacks: Sequence[Callback], directory: Path) -> bool:
    """Tell whether a run ended, by a kill, between its results and its figures."""
    return any(isinstance(one, Figures) for one in callbacks) and not (directory / "figures").is_dir()


def diagnosed(
    callbacks: Sequence[Callback], job: Job, outcome: Outcome, guarded: Guarded
) -> list[dict[str, Any]] | None:
    """Return what a run suffers from, as `results.json` holds it; None where nobody asked, or it could not be told."""
    if not job.predicts or not any(isinstance(callback, Diagnosis) for callback in callbacks):
        return None
    snapshots = next(callback for callback in callbacks if isinstance(callback, Snapshots))
    rows = scene_of(job, snapshots.frames, outcome).course.rows
    return guarded.do("diagnosis", lambda: as_json(diagnosis_of(job, outcome, rows)))


def left_out(callbacks: Sequence[Callback]) -> list[str]:
    """Return a line for each thing that could not be drawn for lack of time, or of a plane."""
    lines = []
    for callback in callbacks:
        if isinstance(callback, Figures) and callback.left_out:
            over = f"callbacks.figures.seconds={callback.seconds:g} were over"
            lines.append(f"left out  {', '.join(callback.left_out)}: {over}")
        if isinstance(callback, Figures) and callback.empty:
            lines.append(f"left out  {', '.join(callback.empty)}: nothing to draw")
        elif isinstance(callback, Film) and (reason := getattr(callback, "left_out", None)):
            lines.append(f"left out  {reason}")
    return lines


def scored_of(data: DataSet, model: Model) -> Scored | None:
    """Return a model's answers to the test points, or where there are none to those that exist."""
    for name, words in _PARTS.items():
        part = getattr(data, name)
        if isinstance(part, Part):
            return scored_part(model, part, f"{data.title}, {words}")
    return None
