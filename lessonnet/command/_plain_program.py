"""Programs whose whole command line is the parameters of one function: ``key=value`` words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from errno import ENAMETOOLONG
from typing import Any

import yaml

from lessonnet import __version__
from lessonnet.command._output import forgiving_output
from lessonnet.options import OptionError, check_options, options_of


def run_plain_program(program: Callable[..., str], help_text: str, argv: Sequence[str] | None = None) -> int:
    """Print what a function returns for the ``key=value`` words of a command line.

    Args:
        program: its parameters are the allowed keys.
        help_text: printed for ``--help``.
        argv: the arguments, those of this process by default.

    Returns:
        the exit code: 0 done, 2 the user's input is wrong, said in one line on stderr.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    with forgiving_output():
        return _answer(program, help_text, words)


def _answer(program: Callable[..., str], help_text: str, words: list[str]) -> int:
    if "--help" in words or "-h" in words:
        print(help_text)
        return 0
    if "--version" in words:
        print(f"lessonnet {__version__}")
        return 0
    if words == ["-sc", "install=bash"]:
        print(_completion(program))
        return 0
    try:
        given = _given(words, program)
        check_options("", program, given)
        print(program(**given))
    except OSError as error:
        if error.errno != ENAMETOOLONG:
            raise
        print(f"{str(error.filename)[:60]}…: {error.strerror}.", file=sys.stderr)
        return 2
    except OptionError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def _completion(program: Callable[..., str]) -> str:
    """Return what lets bash complete the program's keys, and names of files after them."""
    keys = " ".join(f"{key}=" for key in options_of(program))
    return f"complete -o default -o nospace -W '{keys}' lessonnet-{program.__name__}"


def _given(words: list[str], program: Callable[..., str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for key, value in (_pair(word, program) for word in words):
        if key in given:
            raise OptionError(f"`{key}` is given twice.")
        given[key] = value
    return given


def _pair(word: str, program: Callable[..., str]) -> tuple[str, Any]:
    key, equals, value = word.partition("=")
    if not equals:
        raise OptionError(f"`{word}` must be written key=value; see --help.")
    option = options_of(program).get(key)
    if option is not None and option.annotation is str:
        if not value:
            raise OptionError(f"`{key}` must be given: {key}=<{key}>; see --help.")
        return key, value  # a directory called 123 is no number
    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise OptionError(f"`{key}` has a value that cannot be read: {value!r}.") from error
