"""What every training program does with its arguments: help, or a job; and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lessonnet import __version__
from lessonnet.command._help import describe_group, overview
from lessonnet.command._output import forgiving_output, refusal
from lessonnet.options import OptionError

if TYPE_CHECKING:
    from lessonnet.command._launch import BeginTrial, Task
    from lessonnet.command._multirun import BeginSweep


def run_program(
    task: Task,
    argv: Sequence[str] | None = None,
    begin: BeginSweep | None = None,
    begin_trial: BeginTrial | None = None,
) -> int:
    """Answer ``--help``, or do what the overrides say; a user's mistake is answered in one line on stderr.

    Args:
        task: does one job: takes its config, its directory and whether it is resumed; returns the exit code.
        argv: the arguments, those of this process by default.
        begin: begins what the program does with a multirun besides its jobs; None for nothing.
        begin_trial: returns what refuses the jobs of a multirun whose parts cannot be built; None for nothing.

    Returns:
        the exit code: 0 done, 1 a failure inside, 2 the user's input is wrong, 130 and 143 stopped.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    with forgiving_output():
        return _answer(task, words, begin, begin_trial)


def _answer(task: Task, words: list[str], begin: BeginSweep | None, begin_trial: BeginTrial | None) -> int:
    try:
        if "--help" in words or "-h" in words:
            groups = [word for word in words if not word.startswith("-")]
            print("\n\n".join(describe_group(group) for group in groups) or overview())
            return 0
        if "--version" in words:
            print(f"lessonnet {__version__}")
            return 0
        from lessonnet.command._launch import launch  # Hydra takes longer to import than help to print

        return launch(task, words, begin, begin_trial)
    except OptionError as error:
        print(refusal(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
