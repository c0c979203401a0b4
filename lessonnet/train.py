"""Train a model: ``python -m lessonnet.train``; ``--help`` says what can be chosen."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from lessonnet.command import run_program
from lessonnet.options import OptionError, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from omegaconf import DictConfig

    from lessonnet.sweep import Sweep, Trial


def train(config: DictConfig, directory: Path, *, resume: bool) -> int:
    """Train what a config says, print how it went and return the exit code.

    Args:
        config: a checked config.
        directory: the run's own directory.
        resume: whether to go on from the directory's checkpoint.
    """
    from lessonnet.sweep import run  # --help and --cfg need no torch

    try:
        result = run(config, directory, resume=resume)
    except OSError as error:
        if error.strerror is None:  # none that a disk answers with
            raise
        print(f"cannot write {error.filename or directory}: {error.strerror}.", file=sys.stderr)
        return 1
    print(result.summary)
    # A run that was stopped is not over; a config of before there were reports asks for none.
    if config.get("report", False) and result.exit_code <= 1 and not print_report(directory):
        return 1
    return result.exit_code


def begin_sweep(directory: Path, values: Mapping[str, Sequence[str]], resume: bool) -> Sweep:
    """Begin or resume the sweep of a multirun in its own directory."""
    from lessonnet.sweep import Sweep

    return Sweep(directory, values, resume=resume, print_report=print_report)


def begin_trial() -> Trial:
    """Return what refuses the jobs of a multirun whose parts cannot be built."""
    from lessonnet.sweep import Trial

    return Trial()


def print_report(directory: Path) -> bool:
    """Write the page about a run or a sweep, and say where it is, or why it could not be written.

    Args:
        directory: of the run or the sweep, finished: its results stay whatever becomes of the page.

    Returns:
        whether it was written.
    """
    from lessonnet.reporting import write_report
    from lessonnet.sweep import relative

    try:
        path, left_out = write_report(relative(directory))
    except (OSError, OptionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        print(printable(f"left out  report: {' '.join(reason.split())}"), file=sys.stderr)
        return False
    print("\n".join([f"report    {quote(str(path))}", *(f"left out  {line}" for line in left_out)]))
    return True


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_program(train, begin=begin_sweep, begin_trial=begin_trial)


if __name__ == "__main__":
    sys.exit(main())
