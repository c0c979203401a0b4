"""Programs whose whole command line is the parameters of one function: ``key=value`` words.

A parameter that is a group of options takes the words ``group.key=value``.
"""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import ENAMETOOLONG
from types import FrameType

from lessonnet import __version__
from lessonnet.command._output import forgiving_output, refusal
from lessonnet.command._plain_words import Program, arguments_of, keys_of
from lessonnet.options import OptionError

_LONGEST = 200


def run_plain_program(program: Callable[..., str], help_text: str, argv: Sequence[str] | None = None) -> int:
    """Print what a function returns for the ``key=value`` words of a command line.

    Args:
        program: its parameters are the allowed keys.
        help_text: printed for ``--help``.
        argv: the arguments, those of this process by default.

    Returns:
        the exit code: 0 done; 1 the disk refuses, 2 the user's input is wrong, either said in one line on stderr; 130
        and 143 stopped by Ctrl-C and SIGTERM.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    with forgiving_output():
        return _answer(program, help_text, words)


def run_words(program: Callable[[Sequence[str]], str], help_text: str, argv: Sequence[str] | None = None) -> int:
    """Print what a function returns for the words of a command line.

    Args:
        program: takes the words.
        help_text: printed for ``--help``.
        argv: the arguments, those of this process by default.

    Returns:
        the exit code, as `run_plain_program` does.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    with forgiving_output():
        if "--help" in words or "-h" in words:
            print(help_text)
            return 0
        if "--version" in words:
            print(f"lessonnet {__version__}")
            return 0
        return _answered(lambda: program(words))


def _answer(program: Program, help_text: str, words: list[str]) -> int:
    if "--help" in words or "-h" in words:
        print(help_text)
    elif "--version" in words:
        print(f"lessonnet {__version__}")
    elif words == ["-sc", "install=bash"]:
        print(_completion(program))
    else:
        return _done(program, words)
    return 0


def _done(program: Program, words: list[str]) -> int:
    return _answered(lambda: program(**arguments_of(words, program)))


def _answered(answer: Callable[[], str]) -> int:
    try:
        with _stopped_by_sigterm(), _warnings_in_a_line():
            print(answer())
    except OSError as error:
        if error.strerror is None:  # none that a disk answers with
            raise
        return _refused(f"{_short(error.filename)}: {error.strerror}.", 2 if error.errno == ENAMETOOLONG else 1)
    except OptionError as error:
        return _refused(str(error), 2)
    except KeyboardInterrupt as stop:
        return 128 + (signal.SIGTERM if isinstance(stop, _Terminated) else signal.SIGINT)
    return 0


@contextmanager
def _warnings_in_a_line() -> Iterator[None]:
    """Show a warning without the place in the program that it came from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
        yield


def _refused(line: str, code: int) -> int:
    print(refusal(line), file=sys.stderr)
    return code


def _short(name: object) -> str:
    text = str(name)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class _Terminated(KeyboardInterrupt):
    """SIGTERM came: everything is left as by Ctrl-C."""


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Let what was begun be cleared away on SIGTERM; without this the process would end where it stands."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated


def _completion(program: Program) -> str:
    """Return what lets bash complete the program's keys, and names of files after them."""
    keys = " ".join(f"{key}=" for key in keys_of(program))
    return f"complete -o default -o nospace -W '{keys}' lessonnet-{program.__name__}"
