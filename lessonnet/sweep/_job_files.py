"""The files of a finished job of a sweep, none of which waits for the disk: the sweep's journal vouches."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessonnet.artifact import model_files
from lessonnet.callbacks import TensorBoard, metrics_table
from lessonnet.durable import sha256_of
from lessonnet.inference import save_onnx
from lessonnet.stack import Outcome
from lessonnet.sweep._description import description_of
from lessonnet.sweep._hyperparameters import final_metrics, hyperparameters
from lessonnet.sweep._job import Job, build
from lessonnet.sweep._results import results_text


def write_job(
    directory: Path,
    job: Job,
    outcome: Outcome,
    results: Mapping[str, Any],
    texts: Mapping[str, str],
    ended_at: list[float] | None,
) -> dict[str, str]:
    """Write a job's directory.

    Args:
        directory: of the job; made if missing.
        job: what was trained.
        outcome: of its training.
        results: the content of `results.json`.
        texts: further files by name.
        ended_at: when each epoch ended, in seconds since 1970, for TensorBoard's files; None for none of them.

    Returns:
        names of the files, those of TensorBoard excepted, to their SHA-256.

    Raises:
        OSError: if the disk refuses.
    """
    tensors = outcome.best_tensors
    description = description_of(job.model, job.data, job.tree["trainer"]["precision"])
    contents = {name: text.encode() for name, text in texts.items()}
    contents |= {f"model/{name}": data for name, data in model_files(directory / "model", tensors, description).items()}
    if job.tree["logger"] is not None:
        contents["metrics.csv"] = metrics_table(outcome).encode()
    contents["results.json"] = results_text(results).encode()
    sums = write_files(directory, contents)
    if job.tree["export"] == "onnx":
        save_onnx(directory / "model.onnx", description, tensors)
        sums["model.onnx"] = sha256_of((directory / "model.onnx").read_bytes())
    if ended_at is not None:
        _write_curves(directory, job, outcome, results, ended_at)
    return sums


def write_files(directory: Path, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Write files below a directory; return their SHA-256."""
    for folder in {(directory / name).parent for name in contents}:
        folder.mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        (directory / name).write_bytes(data)
    return {name: sha256_of(data) for name, data in contents.items()}


def _write_curves(
    directory: Path, job: Job, outcome: Outcome, results: Mapping[str, Any], ended_at: list[float]
) -> None:
    curves = build("logger", job.tree["logger"])
    if isinstance(curves, TensorBoard):
        curves.directory = directory / "tensorboard"
        curves.load_state_dict({"ended_at": ended_at})
        curves.finish(outcome, hyperparameters(job.tree), final_metrics(results))
