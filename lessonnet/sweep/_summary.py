"""The table that a run ends with."""

import io
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any

from rich.console import Console
from rich.table import Table

from lessonnet.data import DataSet
from lessonnet.ledger import Ledger
from lessonnet.models import Classifier, line_equation, original_units, score_equation, title_of
from lessonnet.nn import DenseNetwork
from lessonnet.sweep._descent_summary import descent_table
from lessonnet.sweep._diagnosis import lines_of
from lessonnet.sweep._job import Job
from lessonnet.sweep._ledger import ledger_lines
from lessonnet.sweep._truth_table import truth_table
from lessonnet.sweep._verdict import verdict_lines

PARTS = {"train": "training", "val": "validation", "test": "test"}


def summary_of(job: Job, results: Mapping[str, Any], directory: Path, ledger: Ledger | None = None) -> str:
    """Return what a run prints at its end: errors and accuracies, how it went, the boundary, where things are.

    Args:
        job: what was trained, its model holding the best weights.
        results: the content of `results.json`.
        directory: of the run.
        ledger: of a perceptron, where one was asked for and the run has trained.
    """
    if "climbers" in results:
        return "\n".join(
            [descent_table(results), _course(job, results), *_places(directory), *_next(results, directory)]
        )
    parts = {name: results[name] for name in PARTS}
    lines = [
        table_of(job.data, job.model, parts),
        _course(job, results),
        *_restarts(results),
        *_boundary(job),
        *truth_table(job.data, job.model.network),
        *verdict_lines(results, ledger),
        *ledger_lines(job, ledger),
        *lines_of(results.get("diagnosis") or []),
    ]
    return "\n".join([*lines, *_places(directory), *_next(results, directory)])


def table_of(data: DataSet, model: Classifier, parts: Mapping[str, Mapping[str, float] | None]) -> str:
    """Return error and accuracy on each part that exists, as a table.

    Args:
        data: set up.
        model: what was measured.
        parts: `train`, `val` and `test` to what `measure` returned, or None.
    """
    title = f"{data.title}: {title_of(model)}"
    table = Table()
    table.add_column("part")
    for column in ("points", "error", "accuracy"):
        table.add_column(column, justify="right")
    for key, measured in parts.items():
        if measured is not None:
            points = getattr(data, key).points
            table.add_row(PARTS[key], str(points), _shown(measured["error"]), _shown(measured["accuracy"]))
    out = io.StringIO()
    # A fixed width keeps the table the same on a terminal, in a file and in the README.
    Console(file=out, force_jupyter=False, width=100, highlight=False, color_system=None).print(table)
    return "\n".join([title, *(line.rstrip() for line in out.getvalue().rstrip().splitlines())])


def folds_summary(title: str, results: Mapping[str, Any], directory: Path) -> str:
    """Return what a cross-validation prints at its end.

    Args:
        title: of the data.
        results: the content of `results.json`.
        directory: of the run.
    """
    table = Table()
    table.add_column("part")
    for column in ("error", "accuracy"):
        table.add_column(f"{column}, mean ± sd", justify="right")
    for key, name in PARTS.items():
        if results[key] is not None:
            cells = (f"{_shown(results[key][m])} ± {_shown(results[key][f'{m}_sd'])}" for m in ("error", "accuracy"))
            table.add_row(name, *cells)
    out = io.StringIO()
    Console(file=out, force_jupyter=False, width=100, highlight=False, color_system=None).print(table)
    folds, kept = len(results["folds"]), results["model_fold"]
    course = f"{results['status']} after {results['steps']} steps, {results['seconds']:.1f} s"
    return "\n".join(
        [
            f"{title}: {folds} folds",
            *(line.rstrip() for line in out.getvalue().rstrip().splitlines()),
            f"{course}; the model is that of fold {kept}, with the lowest validation error",
            *_places(directory),
        ]
    )


def _course(job: Job, results: Mapping[str, Any]) -> str:
    by = "validation error" if results["selected_by"] == "val" else "training error"
    if results["selected_by"] == "train" and job.tree["regularizer"] is not None:
        by += " plus penalty"
    if "climbers" in results:
        by = "height"
    epochs, asked = results["epochs"], job.tree["trainer"]["max_epochs"]
    course = f"{epochs} of {asked}" if epochs < asked else epochs
    return (
        f"{results['status']} after {course} epochs, {results['steps']} steps, {results['seconds']:.1f} s; "
        f"best epoch {results['best_epoch']} by {by}"
    )


def _restarts(results: Mapping[str, Any]) -> list[str]:
    errors = results["restart_errors"]
    return [f"restarts: errors {', '.join(_shown(error) for error in errors)}"] if len(errors) > 1 else []


def _boundary(job: Job) -> list[str]:
    """Write what is linear in at most two features: each score, and the line where the only one is zero."""
    network, names = job.model.network, job.data.feature_names
    if not isinstance(network, DenseNetwork) or network.hidden or len(names) > 2:
        return []
    scores = _scores(job, network)
    if len(scores) > 1:
        classes = job.data.class_names
        return [f"score {c}  {score_equation(*score, names)}" for c, score in zip(classes, scores, strict=True)]
    line = line_equation(*scores[0], names) if len(names) == 2 else None
    return [f"score     {score_equation(*scores[0], names)}", *([f"boundary  {line}"] if line else [])]


def _scores(job: Job, network: DenseNetwork) -> list[tuple[list[float], float]]:
    """Return weights and bias of each score of a network without hidden layers, the scaling undone."""
    (layer,) = network.dense
    columns = zip(layer.weight.T.tolist(), layer.bias.tolist(), strict=True)
    return [original_units(weights, bias, job.data.scaling) for weights, bias in columns]


def _places(directory: Path) -> list[str]:
    shown = relative(directory)
    lines = [f"run       {quote(str(shown))}"]
    if (directory / "model").is_dir():  # of an error surface there is none
        lines.append(f"model     {quote(str(shown / 'model'))}")
    if (directory / "figures").is_dir():
        lines.append(f"figures   {quote(str(shown / 'figures'))}")
    if (directory / "tensorboard").is_dir():
        lines.append(f"curves    tensorboard --logdir {quote(str(shown / 'tensorboard'))}")
    return lines


def _next(results: Mapping[str, Any], directory: Path) -> list[str]:
    """Say how to go on with a run that was stopped."""
    if results["status"] != "interrupted":
        return []
    return [f"go on     python -m lessonnet.train {quote(f'resume={relative(directory)}')}"]


def relative(path: Path) -> Path:
    """Return a path as a user may write it: from the working directory, where it lies below that."""
    here = Path.cwd()  # with hydra.job.chdir the directory itself, and then only the whole path is of use
    return path.relative_to(here) if path != here and path.is_relative_to(here) else path


def _shown(value: float | None) -> str:
    return "not finite" if value is None else f"{value:.4f}"
