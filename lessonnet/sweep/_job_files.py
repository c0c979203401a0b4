"""The files of a job that was trained in a stack, none of which waits for the disk: a sweep's journal vouches."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessonnet.artifact import model_files
from lessonnet.callbacks import Diagnosis, Layers, MeasuredLayers, TensorBoard, metrics_table
from lessonnet.durable import sha256_of
from lessonnet.observation import LayerHistory, layer_history
from lessonnet.surfaces import PATHS
from lessonnet.sweep._description import description_of
from lessonnet.sweep._diagnosis import as_json, diagnosis_of
from lessonnet.sweep._export import write_export
from lessonnet.sweep._folds import best_fold, results_of_folds
from lessonnet.sweep._hyperparameters import final_metrics, hyperparameters
from lessonnet.sweep._job import build
from lessonnet.sweep._ledger import write_ledger
from lessonnet.sweep._paths import paths_table
from lessonnet.sweep._rate_finding import draw_rate_finder
from lessonnet.sweep._results import results_of, results_text
from lessonnet.sweep._shown import asks_for, callback_of
from lessonnet.sweep._stack_runs import Finished, Fit


def write_job(
    directory: Path, finished: Finished, texts: Mapping[str, str], *, curves: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Write a job's directory.

    A job of several folds has the model and the metrics of each in `folds/<number>`, and those of the best besides.

    Args:
        directory: of the job; made if missing.
        finished: the job.
        texts: further files by name.
        curves: whether TensorBoard is to have files of it.

    Returns:
        the content of `results.json`, and the SHA-256 of the files that hold what was learned.

    Raises:
        OSError: if the disk refuses.
    """
    fits = finished.fits
    each = [results_of(fit.job, fit.outcome, _diagnosis(fit), interrupted=False) for fit in fits]
    results, best = (each[0], 0) if fits[0].job.data.fold is None else (results_of_folds(each), best_fold(each))
    layers = [_layers(fit) for fit in fits]
    learned = _learned(directory, fits[best], layers[best])
    for number, fit in enumerate(fits if len(fits) > 1 else []):
        learned |= {f"folds/{number}/{name}": data for name, data in _learned(directory, fit, layers[number]).items()}
    learned["results.json"] = results_text(results).encode()
    write_files(directory, {**{name: text.encode() for name, text in texts.items()}, **learned})
    sums = {name: sha256_of(data) for name, data in learned.items()}
    if fits[best].job.tree["export"] is not None:
        tensors = fits[best].outcome.best_tensors
        exported = write_export(directory, fits[best].job.tree, _description(fits[best]), tensors)
        sums[exported.name] = sha256_of(exported.read_bytes())
    found = fits[best].job.found
    if found is not None and curves:
        draw_rate_finder(fits[best].job.data.title, found, directory / "figures")
    scene = fits[best].scene
    course = None if scene is None else scene.course
    write_ledger(fits[best].job, fits[best].outcome, directory, course, film=False)  # a film takes seconds
    for number, fit in enumerate(fits if curves else []):
        folder = directory / "tensorboard" if len(fits) == 1 else directory / "tensorboard" / f"fold_{number}"
        _write_curves(folder, fit, layers[number], each[number])
    return results, sums


def write_files(directory: Path, contents: Mapping[str, bytes]) -> None:
    """Write files below a directory."""
    for folder in sorted({(directory / name).parent for name in contents}):  # the outer ones first
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        (directory / name).write_bytes(data)


def sums_of(directory: Path) -> dict[str, str]:
    """Return the SHA-256 of the files of a job that hold what was learned, by name."""
    names = ("results.json", "metrics.csv", "layers.csv", PATHS, "model/*", "folds/*/*.csv", "folds/*/model/*")
    paths = (path for name in names for path in sorted(directory.glob(name)))
    return {str(path.relative_to(directory)): sha256_of(path.read_bytes()) for path in paths}


def _layers(fit: Fit) -> LayerHistory | None:
    """Measure what the layers of a training went through, where its config asks for that and its weights were kept."""
    return layer_history(fit.scene) if fit.scene is not None and asks_for(fit.job.tree, Layers) else None


def _learned(directory: Path, fit: Fit, layers: LayerHistory | None) -> dict[str, bytes]:
    """Return a training's model and metrics: names to contents."""
    model = model_files(directory / "model", fit.outcome.best_tensors, _description(fit)) if fit.job.predicts else {}
    metrics = {} if fit.job.tree["logger"] is None else {"metrics.csv": metrics_table(fit.outcome).encode()}
    measured = {} if layers is None else {"layers.csv": layers.table.encode()}
    if fit.scene is not None and (paths := paths_table(fit.scene)) is not None:
        measured[PATHS] = paths.encode()
    return {**{f"model/{name}": data for name, data in model.items()}, **metrics, **measured}


def _diagnosis(fit: Fit) -> list[dict[str, Any]] | None:
    if fit.scene is None or not fit.job.predicts or not asks_for(fit.job.tree, Diagnosis):
        return None
    return as_json(diagnosis_of(fit.job, fit.outcome, fit.scene.course.rows))


def _description(fit: Fit) -> dict[str, Any]:
    return description_of(fit.job.model, fit.job.data, fit.job.tree["trainer"]["precision"], fit.job.tree)


def _write_curves(directory: Path, fit: Fit, layers: LayerHistory | None, results: Mapping[str, Any]) -> None:
    tree = fit.job.tree
    logger = None if tree["logger"] is None else build("logger", tree["logger"])
    if isinstance(logger, TensorBoard) and logger.max_event_dirs > 0:
        logger.directory = directory
        logger.load_state_dict({"ended_at": fit.ended_at})
        scene, asked = fit.scene, callback_of(tree, Layers)
        if scene is not None and layers is not None and asked is not None:
            logger.dashboards, logger.scene_of = MeasuredLayers(layers, asked.most), lambda _: scene
        logger.finish(fit.outcome, hyperparameters(tree), final_metrics(results))
