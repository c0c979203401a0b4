"""One run: from a checked config to a finished directory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from lightning.pytorch import Callback, Trainer
from omegaconf import DictConfig

from lessonnet.artifact import save_model
from lessonnet.callbacks import (
    Checkpoint,
    CheckpointOnRequest,
    DurableCheckpointIO,
    Interrupt,
    MetricsCSV,
    TensorBoard,
    latest_checkpoint,
)
from lessonnet.config import plain, takes_directory
from lessonnet.inference import onnx_package
from lessonnet.ledger import Ledger as Rows
from lessonnet.options import OptionError
from lessonnet.stack import Outcome, Stack
from lessonnet.sweep._cross_validation import cross_validate, refuse_to_resume
from lessonnet.sweep._description import description_of
from lessonnet.sweep._export import write_export
from lessonnet.sweep._fit import AskedEpochs, DataFingerprint, fit
from lessonnet.sweep._guarded import Guarded
from lessonnet.sweep._heard import heard
from lessonnet.sweep._hyperparameters import final_metrics, hyperparameters
from lessonnet.sweep._job import Job, build
from lessonnet.sweep._ledger import course_of, write_ledger
from lessonnet.sweep._processes import RankError, is_shared, other_ranks, world_size
from lessonnet.sweep._quiet import quiet
from lessonnet.sweep._rate_finding import with_found_rate
from lessonnet.sweep._results import failed, failed_results, results_like, results_of, write_results
from lessonnet.sweep._shown import diagnosed, draw, is_unshown, left_out, with_snapshots
from lessonnet.sweep._start_over import has_checkpoint, refuse_to_start_over
from lessonnet.sweep._summary import summary_of
from lessonnet.sweep._threads import threads_for


@dataclass(frozen=True)
class Result:
    """How a run ended.

    Attributes:
        exit_code: 0 done, 1 diverged, 130 and 143 stopped by a signal.
        summary: what to print.
        results: the content of `results.json`.
    """

    exit_code: int
    summary: str
    results: dict[str, Any]


def run(config: DictConfig, directory: Path, *, resume: bool = False) -> Result:
    """Train what a config says and write its directory.

    Args:
        config: checked; see `lessonnet.config.check`.
        directory: of the run.
        resume: whether to go on from the directory's newest checkpoint.

    Raises:
        OptionError: if the data or the weights do not fit, or nothing can be resumed, before anything is trained.
        OSError: if the disk refuses.
        RankError: if another process of the run failed.
    """
    tree = plain(config)
    if tree["cv"] is not None:
        if resume:
            refuse_to_resume(directory)
        return Result(*cross_validate(tree, directory))
    if resume:
        refuse_to_start_over(directory)
    if not is_shared(tree):
        return train(tree, directory, resume)
    # A mistake is then answered once, before there are processes that would each complain.
    with _memory_named():
        Job.of(tree, goes_on=resume and has_checkpoint(directory))
    try:
        with other_ranks(train, tree, directory, resume):
            result = train(tree, directory, resume)
    except RankError as error:  # this process has written its results by then
        write_results(directory, failed(result.results, error))
        raise
    return result


def train(tree: Mapping[str, Any], directory: Path, resume: bool) -> Result:
    """Train in this process, one of `world_size`; the first writes what the others leave to it.

    Args:
        tree: the config as plain dicts.
        directory: of the run.
        resume: whether to go on from the directory's newest checkpoint.
    """
    prepared = prepare(tree, directory, resume)
    with _failure_written(prepared, directory):
        return _train(prepared, directory, resume)


@contextmanager
def _failure_written(prepared: "Prepared", directory: Path) -> Iterator[None]:
    """Say in `results.json` what broke a training off, if the disk allows; a user's mistake changes nothing."""
    try:
        yield
    except OptionError:
        raise
    except Exception as error:
        if prepared.trainer.is_global_zero:
            with suppress(OSError):  # what brought us here is the one to report
                write_results(directory, failed_results(prepared.job, prepared.stack.outcome(), error))
        raise


def _train(prepared: "Prepared", directory: Path, resume: bool) -> Result:
    job, stack, trainer, interrupt, callbacks = prepared
    if job.data.shown and trainer.is_global_zero:
        print(job.data.shown, flush=True)
    with quiet():
        checkpoint = latest_checkpoint(directory / "checkpoints") if resume else None
        has_trained = fit(trainer, stack, checkpoint, job.tree["trainer"]["max_steps"])
    is_stopped = interrupt.signal_number is not None
    outcome, guarded = stack.outcome(), Guarded()
    diagnosis = None if is_stopped else diagnosed(callbacks, job, outcome, guarded)
    results = results_of(job, outcome, diagnosis, interrupted=is_stopped)
    written = None if has_trained else results_like(directory, results)
    ledger = None
    if trainer.is_global_zero and written is None:
        _write(prepared, outcome, directory, results, guarded)
    results = written or results
    if trainer.is_global_zero and (written is None or is_unshown(callbacks, directory)):
        ledger = _show(prepared, outcome, directory, results, guarded)
    summary = "\n".join([summary_of(job, results, directory, ledger), *left_out(callbacks)])
    is_shown = guarded.tell()
    return Result(_exit_code(results, interrupt) or int(not is_shown), summary, results)


def _write(prepared: "Prepared", outcome: Outcome, directory: Path, results: dict[str, Any], guarded: Guarded) -> None:
    """Write the model, what it is exported as, the end of the metrics, and last `results.json`."""
    job, stack, _, _, callbacks = prepared
    if job.predicts:
        tensors = outcome.best_tensors
        description = description_of(job.model, job.data, job.tree["trainer"]["precision"], job.tree)
        save_model(directory / "model", tensors, description)
        if job.tree["export"] is not None:
            what = f"model.{job.tree['export']}"
            guarded.do(what, lambda: write_export(directory, job.tree, description, tensors))
    for callback in callbacks:
        if isinstance(callback, MetricsCSV):
            callback.finish(stack)
    write_results(directory, results)


def _show(
    prepared: "Prepared", outcome: Outcome, directory: Path, results: Mapping[str, Any], guarded: Guarded
) -> Rows | None:
    """Draw what is to be seen of a run, and end what TensorBoard has of it; return the ledger, if there is one."""
    job, stack, _, _, callbacks = prepared
    is_done = results["status"] != "interrupted"
    drawn = draw(callbacks, job, stack, directory, guarded) if is_done else {}
    course = course_of(callbacks, outcome)
    ledger = guarded.do("ledger", lambda: write_ledger(job, outcome, directory, course)) if is_done else None
    for callback in callbacks:
        if isinstance(callback, TensorBoard):
            finish = partial(callback.finish, stack, hyperparameters(job.tree), final_metrics(results), drawn)
            guarded.do("curves", finish)
    return ledger


class Prepared(NamedTuple):
    """Everything that a training needs, built and not yet begun."""

    job: Job
    stack: Stack
    trainer: Trainer
    interrupt: Interrupt
    callbacks: list[Callback]


def prepare(tree: Mapping[str, Any], directory: Path, resume: bool = False) -> Prepared:
    """Build a config's job, its stack and its Trainer with all callbacks; write nothing but a rate that is found.

    Args:
        tree: the config as plain dicts.
        directory: of the run, where callbacks will write.
        resume: whether to go on from the directory's newest checkpoint.

    Raises:
        OptionError: if the data or the weights do not fit, be it into memory.
    """
    if tree["export"] == "onnx":
        onnx_package()  # a package that is missing is missed before the training
    with _memory_named():
        goes_on = resume and has_checkpoint(directory)
        job = with_found_rate(Job.of(tree, goes_on=goes_on), directory, goes_on=goes_on)
        stack = job.stack()
    if tree["trainer"]["num_threads"] == 0:
        torch.set_num_threads(threads_for(job, world_size(tree)))
    interrupt = Interrupt()
    shown = with_snapshots(_callbacks(tree, directory), job)
    callbacks = [interrupt, AskedEpochs(), DataFingerprint(job.data), *shown]
    with quiet():
        trainer = build("trainer", tree["trainer"], callbacks=heard(callbacks), plugins=[DurableCheckpointIO()])
    return Prepared(job, stack, trainer, interrupt, callbacks)


@contextmanager
def _memory_named() -> Iterator[None]:
    """Turn the lack of memory into a user's mistake: what was asked for is too large."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "allocate" not in str(error):  # torch has no error of its own for it
            raise
        raise OptionError("the memory is too small for this data and network; choose fewer points or units.") from error


def _callbacks(tree: Mapping[str, Any], directory: Path) -> list[Callback]:
    """Build the configured callbacks, each told where it writes."""
    nodes = (tree["callbacks"] or {}).items()
    built: list[Callback] = [_callback(name, node, directory) for name, node in nodes if node is not None]
    if not any(isinstance(callback, Checkpoint) for callback in built):
        # Ctrl-C and SIGTERM must be able to save.
        built.append(CheckpointOnRequest())
    if tree["logger"] is not None:
        built.append(build("logger", tree["logger"]))
        if isinstance(built[-1], TensorBoard):
            built.append(MetricsCSV())
    for callback in built:
        if isinstance(callback, Checkpoint):
            callback.directory = directory / "checkpoints"
        elif isinstance(callback, TensorBoard) and callback.max_event_dirs > 0:
            callback.directory = directory / "tensorboard"
        elif isinstance(callback, MetricsCSV):
            callback.directory = directory
    return built


def _callback(name: str, node: Mapping[str, Any], directory: Path) -> Callback:
    """Build a callback; one of the user's own that takes the run's directory is given it."""
    given = {"directory": directory} if takes_directory(node["_target_"]) else {}
    callback: Callback = build(f"callbacks.{name}", node, **given)
    return callback


def _exit_code(results: Mapping[str, Any], interrupt: Interrupt) -> int:
    if interrupt.signal_number is not None:
        return 128 + interrupt.signal_number
    return 1 if results["status"] == "diverged" else 0
