"""Training from Python: the command line's own way from overrides to a directory, without a process of its own.

Overrides are composed, checked and trained by the very functions behind `python -m lessonnet.train`, in the same
directories and with the same files. Two things differ: a mistake is an exception, and nothing is printed.
"""

import io
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from hydra.types import RunMode
from omegaconf import DictConfig

from lessonnet.command._compose import composer, quoted
from lessonnet.command._launch import REFUSED, Task, launch
from lessonnet.command._overrides import parse
from lessonnet.interactive._run import Run
from lessonnet.interactive._runs import Runs
from lessonnet.options import OptionError, shown
from lessonnet.sweep import Sweep, Trial
from lessonnet.sweep import run as train_one

_PROGRAM = "lessonnet.train"

_MAY_COMPARE = ("experiment", "hparams_search", "hydra.mode")
"""What can make several runs of a command line without commas."""

Place = str | os.PathLike[str]


def run(*overrides: str, directory: Place | None = None) -> Run:
    """Train one model, as `python -m lessonnet.train` with the same overrides would.

    Args:
        overrides: such as ``"experiment=xor"`` and ``"optimizer.lr=0.5"``; none trains the first example.
        directory: of the run, new or empty; None for ``runs/<name>/<date_time>`` below the present directory.

    Returns:
        The finished run; one that was interrupted or that diverged says so in its `results`.

    Raises:
        OptionError: if an override is wrong, or stands for several runs; nothing has been written then.

    Example:
        trained = lessonnet.run("experiment=xor", "optimizer.lr=0.5")
        trained.results["train"]["accuracy"]
    """
    _refuse_other_words(overrides)
    _refuse_several(overrides)
    task, told = _KeepingTask(), io.StringIO()
    with _logging_left_alone(), redirect_stdout(told):
        launch(task.as_task(), [*overrides, *_in_directory("hydra.run.dir", directory)])
    return Run(task.finished(), told.getvalue(), is_own=True)


def run_many(*overrides: str, directory: Place | None = None) -> Runs:
    """Train one model for each combination of values, as `python -m lessonnet.train -m` would.

    Args:
        overrides: of which some have several values, such as ``"seed=0,1,2"``; or one experiment that compares.
        directory: of the sweep, new or empty; None for ``sweeps/<name>/<date_time>`` below the present directory.

    Returns:
        The runs that left results, in the order of the sweep; of a job that failed there is a line on standard error.

    Raises:
        OptionError: if an override is wrong; nothing has been written then.

    Example:
        runs = lessonnet.run_many("data=moons", "model=mlp", "activation=sigmoid,tanh,relu")
        [one.results["val"]["error"] for one in runs]
    """
    _refuse_other_words(overrides)
    task, places = _KeepingTask(), list[Path]()

    def begin(place: Path, values: Mapping[str, Sequence[str]], resume: bool) -> Sweep:
        places.append(place)
        return Sweep(place, values, resume=resume)

    told, complaints = io.StringIO(), io.StringIO()
    with _logging_left_alone(), redirect_stdout(told), redirect_stderr(complaints):
        code = launch(task.as_task(), ["-m", *overrides, *_in_directory("hydra.sweep.dir", directory)], begin, Trial)
    if code == REFUSED or not places:
        raise OptionError(complaints.getvalue().strip())
    sys.stderr.write(complaints.getvalue())
    return Runs.read(places[0], is_own=True)


class _KeepingTask:
    """Does one job, and keeps where it was done or what it raised: Hydra would print that and exit."""

    def __init__(self) -> None:
        self._directory: Path | None = None
        self._error: Exception | None = None

    def as_task(self) -> Task:
        """Return the job as a function, which Hydra takes for one of the program: it names the job's log after it."""

        def task(config: DictConfig, directory: Path, *, resume: bool) -> int:
            try:
                code = train_one(config, directory, resume=resume).exit_code
            except Exception as error:
                self._error = error
                return REFUSED if isinstance(error, OptionError) else 1
            self._directory = directory.absolute()
            return code

        task.__module__ = _PROGRAM
        return task

    def finished(self) -> Path:
        """Return the directory of the job that was done.

        Raises:
            Exception: whatever ended it.
        """
        if self._error is not None:
            raise self._error
        assert self._directory is not None
        return self._directory


def _refuse_other_words(overrides: Sequence[object]) -> None:
    for word in overrides:
        if not isinstance(word, str) or word.startswith("-"):
            remedy = "; several runs are `run_many`" if word in ("-m", "--multirun") else ""
            raise OptionError(f'an override must be a text such as "optimizer.lr=0.1", got {shown(word)}{remedy}.')


def _refuse_several(overrides: Sequence[str]) -> None:
    """Refuse values for several runs, and an experiment that compares some."""
    read = parse(overrides)
    for override in read:
        if override.is_sweep_override():
            raise OptionError(f"`{override.input_line}` names several values; train with each by `run_many`.")
    if not any(override.key_or_group in _MAY_COMPARE for override in read):
        return
    with composer(None, None) as composing:
        composing.refuse_unknown_choices(read)
        if composing.compose(overrides).full.hydra.mode == RunMode.MULTIRUN:
            raise OptionError(f"`{' '.join(overrides)}` compares several runs; train them by `run_many`.")


def _in_directory(key: str, directory: Place | None) -> list[str]:
    return [] if directory is None else [f"{key}={quoted(os.fspath(directory))}"]


@contextmanager
def _logging_left_alone() -> Iterator[None]:
    """Take away the handlers that Hydra gives to the log of a whole process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        for handler in root.handlers:
            if handler not in handlers:
                handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)
