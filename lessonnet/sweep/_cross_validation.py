"""A single run of several folds."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonnet.options import OptionError
from lessonnet.sweep._job_files import write_job
from lessonnet.sweep._stack_runs import Finished, StackRuns
from lessonnet.sweep._stop_note import StopNote
from lessonnet.sweep._summary import folds_summary


@dataclass(frozen=True)
class _OnlyJob:
    """The one job of a run."""

    directory: Path
    config: dict[str, Any]
    number: int = 0
    overrides: tuple[str, ...] = ()

    def tree(self) -> dict[str, Any]:
        return self.config

    def texts(self) -> Mapping[str, str]:
        return {}


def cross_validate(tree: dict[str, Any], directory: Path) -> tuple[int, str, dict[str, Any]]:
    """Train the folds that a config asks for, and write the run's directory.

    Args:
        tree: the config as plain dicts.
        directory: of the run.

    Returns:
        the exit code, what to print, and the content of `results.json`, empty where a signal came first.

    Raises:
        OptionError: if the data cannot be split into folds.
    """

    def refuse(_: object, error: Exception) -> None:
        raise error

    stop = StopNote()
    try:
        runs = StackRuns(refuse, stop)
        finished: list[Finished] = [job for jobs in runs.run([_OnlyJob(directory, tree)]) for job in jobs]
    finally:
        stop.close()
    if not finished:
        assert stop.signal_number is not None
        return 128 + stop.signal_number, "stopped before its folds were trained; run it anew.", {}
    results, _ = write_job(directory, finished[0], {}, curves=True)
    data = finished[0].fits[0].job.data
    return int(results["status"] != "completed"), folds_summary(data.title, results, directory), results


def refuse_to_resume(directory: Path) -> None:
    """Refuse to go on with folds, which save no checkpoints."""
    raise OptionError(f"{directory}: cv=kfold saves no checkpoints to go on from; run it anew.")
