"""From a command line to a running job: compose, check, make the directory, hand over to Hydra."""

import functools
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from hydra.types import RunMode
from omegaconf import DictConfig

from lessonnet.command._arguments import Arguments, read_arguments
from lessonnet.command._comparison import with_cases
from lessonnet.command._compose import composer, quoted
from lessonnet.command._directory import given_directory, stamped_directory
from lessonnet.command._grid import Grid
from lessonnet.command._multirun import BeginSweep, Multirun
from lessonnet.command._output import refusal
from lessonnet.command._overrides import parse
from lessonnet.command._place import Place, place_of
from lessonnet.command._resume import directory_to_resume, log_into, resumed_config, saved_config, sweep_to_resume
from lessonnet.config import check, check_tree
from lessonnet.extensions import MAIN, config_directory
from lessonnet.options import OptionError, UselessChoiceError

REFUSED = 2
"""Exit code of a user's mistake."""

STOPPED = (130, 143)
"""Exit codes of Ctrl-C and SIGTERM, which end a whole multirun."""


CheckJob = Callable[[Mapping[str, Any], Sequence[str]], None]
"""Refuse a job, given its config and its overrides."""

BeginTrial = Callable[[], CheckJob]
"""Return what refuses a job whose parts cannot be built."""


class Task(Protocol):
    """What a program does with one job's config."""

    def __call__(self, config: DictConfig, directory: Path, *, resume: bool) -> int:
        """Do the job in its directory and return the exit code."""


def launch(
    task: Task, argv: Sequence[str], begin: BeginSweep | None = None, begin_trial: BeginTrial | None = None
) -> int:
    """Run a program's command line.

    Args:
        task: does one job.
        argv: the arguments without the program's name.
        begin: begins what the program does with a multirun; None where it does nothing but its jobs.
        begin_trial: returns what refuses the jobs of a multirun whose parts cannot be built; None for nothing.

    Returns:
        the exit code: 0 done, 1 a failure inside, 2 the user's input is wrong, 130 and 143 stopped.

    Raises:
        OptionError: if the user's input is wrong; nothing has been written then.
    """
    arguments = read_arguments(argv)
    if arguments.completes:
        return _through_hydra(task, arguments, [], [])
    arguments = with_cases(arguments, parse(arguments.overrides))
    overrides = parse(arguments.overrides)
    sweep = sweep_to_resume(overrides) if arguments.multirun and begin is not None else None
    if sweep is not None:
        overrides = [override for override in overrides if override.key_or_group != "resume"]
        arguments = replace(arguments, overrides=tuple(str(override.input_line) for override in overrides))
    elif directory := directory_to_resume(overrides):
        _refuse_flags_beside_resume(arguments, directory)
        return _resume(task, directory, overrides, multirun=arguments.multirun)
    with composer(arguments.config_name, arguments.config_dir) as composing:
        grid = Grid(composing, overrides, multirun=arguments.multirun)
        first = grid.first()
        is_sweep = arguments.multirun or first.full.hydra.mode == RunMode.MULTIRUN
        check_job = check_tree if begin_trial is None or not is_sweep else _with_trial(begin_trial)
        place = None
        if not arguments.inspects:
            grid.refuse_continuous(first.choices["hydra/sweeper"])
            grid.check(check_job)
            place = place_of(grid, first, overrides, multirun=is_sweep)
    if place is None:
        return _through_hydra(task, arguments, [], [])
    if sweep is not None:
        return _resume_sweep(task, arguments, place, sweep, begin)
    return _in_fresh_directory(task, arguments, place, begin)


def _with_trial(begin_trial: BeginTrial) -> CheckJob:
    trial = cache(begin_trial)  # with the first job that is right so far: it imports torch

    def check_job(tree: Mapping[str, Any], overrides: Sequence[str]) -> None:
        check_tree(tree, overrides)
        trial()(tree, overrides)

    return check_job


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


def _in_fresh_directory(task: Task, arguments: Arguments, place: Place, begin: BeginSweep | None) -> int:
    fresh = stamped_directory(place.base, datetime.now()) if place.given is None else given_directory(place.given)
    codes: list[int] = []
    multirun = None
    if place.values is not None and begin is not None:
        multirun = Multirun(begin, fresh.path, place.values, resume=False)
    refused = False
    try:
        code = _through_hydra(task, arguments, [*place.more, f"{place.key}={quoted(str(fresh.path))}"], codes, multirun)
        refused = code == REFUSED and (multirun is not None or place.key == "hydra.run.dir")
        return code
    finally:
        if refused or not any(fresh.path.iterdir()):
            fresh.remove()


def _resume_sweep(task: Task, arguments: Arguments, place: Place, directory: Path, begin: BeginSweep | None) -> int:
    assert begin is not None
    assert place.values is not None
    if place.given is not None:
        raise OptionError("`hydra.sweep.dir` does nothing beside resume, which names the sweep's directory.")
    multirun = Multirun(begin, directory, place.values, resume=True)
    _ = multirun.sweep  # refuses what cannot be resumed, before anything is written
    return _through_hydra(task, arguments, [*place.more, f"{place.key}={quoted(str(directory))}"], [], multirun)


def _through_hydra(
    task: Task, arguments: Arguments, extra: Sequence[str], codes: list[int], multirun: Multirun | None = None
) -> int:
    command_line = [sys.argv[0], *arguments.flags, *arguments.overrides, *extra]
    main = hydra.main(config_path=str(config_directory()), config_name=MAIN, version_base="1.3")
    try:
        with _as_arguments(command_line):
            main(_job(task, codes, multirun))()
        if multirun is None or not multirun.has_begun:
            return next((code for code in codes if code), 0)
        return _finished(multirun, codes)
    except SystemExit as end:
        if multirun is None or not multirun.has_begun or end.code not in STOPPED:
            raise
        return _finished(multirun, [*codes, int(end.code)])
    finally:
        if multirun is not None and multirun.has_begun:
            multirun.sweep.close()


def _finished(multirun: Multirun, codes: Sequence[int]) -> int:
    code = multirun.sweep.finish()
    return next((stop for stop in codes if stop in STOPPED), code)


def _job(task: Task, codes: list[int], multirun: Multirun | None) -> Callable[[DictConfig], float | None]:
    """Wrap a task as Hydra wants it: it takes the config alone, and a user's mistake is not an exception."""

    @functools.wraps(task)  # Hydra names the job's log after the program that the task is from
    def job(config: DictConfig) -> float | None:
        settings = HydraConfig.get()
        directory = Path(settings.runtime.output_dir)
        if settings.mode != RunMode.MULTIRUN:
            codes.append(_refusing(lambda: task(config, directory, resume=False), ""))
            return None
        number = settings.job.num
        if multirun is not None and multirun.sweep.stopped_by is not None:
            raise SystemExit(128 + multirun.sweep.stopped_by)
        if multirun is not None and multirun.sweep.is_done(number):
            return multirun.sweep.objective(number)
        try:
            codes.append(_job_of_many(task, config, directory, multirun))
        except UselessChoiceError as error:
            asked = " ".join(settings.overrides.task)
            print(f"job {number} is left out ({asked}): {refusal(error)}", file=sys.stderr)
            shutil.rmtree(directory)  # Hydra has put the job's config there
            return None
        if codes[-1] in STOPPED:
            raise SystemExit(codes[-1])
        return None if multirun is None else multirun.sweep.objective(number)

    job.multirun = multirun  # type: ignore[attr-defined]  # for the launcher that runs all jobs together
    return job


def _refusing(run: Callable[[], int], prefix: str) -> int:
    """Return a job's exit code; answer a user's mistake in one line."""
    try:
        return run()
    except OptionError as error:
        print(f"{prefix}{refusal(error)}", file=sys.stderr)
        return REFUSED


def _job_of_many(task: Task, config: DictConfig, directory: Path, multirun: Multirun | None) -> int:
    """Do one job of a multirun; whatever happens to it costs no other.

    Raises:
        UselessChoiceError: if a choice would do nothing.
    """
    settings = HydraConfig.get()
    number, overrides = settings.job.num, list(settings.overrides.task)
    mistake: Exception | None = None
    try:
        check(config, overrides)  # of a large grid, not each job was
        if multirun is not None:
            multirun.sweep.clear(directory.absolute())
            multirun.sweep.curb(config, number)
        code = task(config, directory, resume=False)
    except UselessChoiceError:
        raise
    except Exception as error:
        if multirun is None and not isinstance(error, OptionError):
            raise
        print(f"job {number}: {refusal(error) or type(error).__name__}", file=sys.stderr)
        code, mistake = REFUSED if isinstance(error, OptionError) else 1, error
    if multirun is not None and code not in STOPPED:
        multirun.sweep.note(number, directory.absolute(), overrides, mistake)
    return code


@contextmanager
def _as_arguments(command_line: Sequence[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, list(command_line)  # hydra.main reads nothing else
    try:
        yield
    finally:
        sys.argv = before
