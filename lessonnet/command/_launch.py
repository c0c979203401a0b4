"""From a command line to a running job: compose, check, make the directory, hand over to Hydra."""

import functools
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from lessonnet.command._arguments import Arguments, read_arguments
from lessonnet.command._compose import Composed, composer, quoted
from lessonnet.command._conf import MAIN, config_directory
from lessonnet.command._directory import given_directory, stamped_directory
from lessonnet.command._grid import Grid
from lessonnet.command._output import refusal
from lessonnet.command._overrides import parse
from lessonnet.command._resume import directory_to_resume, log_into, resumed_config, saved_config
from lessonnet.config import check
from lessonnet.options import OptionError, UselessChoiceError

REFUSED = 2
"""Exit code of a user's mistake."""

STOPPED = (130, 143)
"""Exit codes of Ctrl-C and SIGTERM, which end a whole multirun."""

_JOB_DIRECTORY = "hydra.sweep.subdir"


class Task(Protocol):
    """What a program does with one job's config."""

    def __call__(self, config: DictConfig, directory: Path, *, resume: bool) -> int:
        """Do the job in its directory and return the exit code."""


def launch(task: Task, argv: Sequence[str]) -> int:
    """Run a program's command line.

    Args:
        task: does one job.
        argv: the arguments without the program's name.

    Returns:
        the exit code: 0 done, 1 a failure inside, 2 the user's input is wrong, 130 and 143 stopped.

    Raises:
        OptionError: if the user's input is wrong; nothing has been written then.
    """
    arguments = read_arguments(argv)
    if arguments.completes:
        return _through_hydra(task, arguments, [], [])
    overrides = parse(arguments.overrides)
    if directory := directory_to_resume(overrides):
        _refuse_flags_beside_resume(arguments, directory)
        return _resume(task, directory, overrides, multirun=arguments.multirun)
    with composer(arguments.config_name, arguments.config_dir) as composing:
        grid = Grid(composing, overrides, multirun=arguments.multirun)
        first = grid.first()
        place = None if arguments.inspects else _checked_place(grid, first, overrides, arguments.multirun)
    if place is None:
        return _through_hydra(task, arguments, [], [])
    return _in_fresh_directory(task, arguments, place)


class _Place(NamedTuple):
    """Where a run or a sweep is to write: in a directory that the user gave, or in a new one under a base."""

    key: str
    base: Path
    given: Path | None


def _checked_place(grid: Grid, first: Composed, overrides: Sequence[Override], multirun: bool) -> _Place:
    grid.refuse_continuous(first.choices["hydra/sweeper"])
    grid.check(check)
    multirun = multirun or first.full.hydra.mode == RunMode.MULTIRUN
    if multirun and any(o.key_or_group == _JOB_DIRECTORY for o in overrides):
        grid.refuse_shared_directories(_JOB_DIRECTORY)
    key, other = ("hydra.sweep.dir", "hydra.run.dir") if multirun else ("hydra.run.dir", "hydra.sweep.dir")
    if any(o.key_or_group == other for o in overrides):
        raise OptionError(f"`{other}` does nothing {'with' if multirun else 'without'} -m; set {key}.")
    given = _given_path(first, key) if any(o.key_or_group == key for o in overrides) else None
    return _Place(key, Path("sweeps" if multirun else "runs") / _name(first, grid.swept), given)


def _given_path(first: Composed, key: str) -> Path:
    try:
        return Path(str(OmegaConf.select(first.full, key)))
    except OmegaConfBaseException as error:
        raise OptionError(f"cannot resolve `{key}`: {str(error).splitlines()[0]}.") from error


def _name(first: Composed, swept: set[str]) -> str:
    """Name a run or a sweep after its data and model, without what a sweep goes through."""
    if swept & {"experiment", "name"}:
        return "sweep"
    if first.config.name is not None:
        return str(first.config.name)
    return "_".join(first.choices[group] for group in ("data", "model") if group not in swept) or "sweep"


def _resume(task: Task, directory: Path, overrides: Sequence[Override], *, multirun: bool) -> int:
    if multirun:
        raise OptionError("`resume` goes on with one run; leave out -m.")
    config = resumed_config(directory, overrides)
    log_into(directory)
    with saved_config(directory, config):
        return task(config, directory, resume=True)


def _refuse_flags_beside_resume(arguments: Arguments, directory: Path) -> None:
    if arguments.inspects:
        raise OptionError(f"a resumed run's config is its own: read {directory / '.hydra' / 'config.yaml'}.")
    if arguments.config_name is not None or arguments.config_dir is not None:
        raise OptionError("`--config-name` and `--config-dir` cannot stand beside resume: a run has its own config.")


def _in_fresh_directory(task: Task, arguments: Arguments, place: _Place) -> int:
    fresh = stamped_directory(place.base, datetime.now()) if place.given is None else given_directory(place.given)
    codes: list[int] = []
    try:
        return _through_hydra(task, arguments, [f"{place.key}={quoted(str(fresh.path))}"], codes)
    finally:
        refused_alone = codes == [REFUSED] and place.key == "hydra.run.dir"
        if refused_alone or not any(fresh.path.iterdir()):
            fresh.remove()


def _through_hydra(task: Task, arguments: Arguments, extra: Sequence[str], codes: list[int]) -> int:
    command_line = [sys.argv[0], *arguments.flags, *arguments.overrides, *extra]
    main = hydra.main(config_path=str(config_directory()), config_name=MAIN, version_base="1.3")
    with _as_arguments(command_line):
        main(_job(task, codes))()
    return next((code for code in codes if code), 0)


def _job(task: Task, codes: list[int]) -> Callable[[DictConfig], None]:
    """Wrap a task as Hydra wants it: it takes the config alone, and a user's mistake is not an exception."""

    @functools.wraps(task)  # Hydra names the job's log after the program that the task is from
    def job(config: DictConfig) -> None:
        settings = HydraConfig.get()
        multirun = settings.mode == RunMode.MULTIRUN
        directory = Path(settings.runtime.output_dir)
        try:
            if multirun:
                check(config, settings.overrides.task)  # of a large grid, not each job was
            codes.append(task(config, directory, resume=False))
        except UselessChoiceError as error:
            print(
                f"job {settings.job.num} is left out ({' '.join(settings.overrides.task)}): {refusal(error)}",
                file=sys.stderr,
            )
            shutil.rmtree(directory)  # Hydra has put the job's config there
            return
        except OptionError as error:
            print(f"job {settings.job.num}: {refusal(error)}" if multirun else refusal(error), file=sys.stderr)
            codes.append(REFUSED)
        if multirun and codes[-1] in STOPPED:
            raise SystemExit(codes[-1])

    return job


@contextmanager
def _as_arguments(command_line: Sequence[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, list(command_line)  # hydra.main reads nothing else
    try:
        yield
    finally:
        sys.argv = before
