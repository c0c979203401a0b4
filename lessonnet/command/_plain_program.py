"""Programs whose whole command line is the parameters of one function: ``key=value`` words.

A parameter that is a group of options takes the words ``group.key=value``.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from errno import ENAMETOOLONG
from typing import Any, get_args

import yaml

from lessonnet import __version__
from lessonnet.command._output import forgiving_output
from lessonnet.options import Option, OptionError, check_options, dotted, options_of, unknown_key


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
        print(program(**_built(_given(words, program), program)))
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
    keys = " ".join(f"{key}=" for key in _keys(program))
    return f"complete -o default -o nospace -W '{keys}' lessonnet-{program.__name__}"


def _keys(program: Callable[..., str]) -> dict[str, Option]:
    """Return all keys that may be given, those of groups with their prefix."""
    found: dict[str, Option] = {}
    for name, option in options_of(program).items():
        group = _group(option)
        own = {} if group is None else options_of(group)
        found |= {dotted(name, key): field for key, field in own.items()} or {name: option}
    return found


def _group(option: Option) -> Callable[..., Any] | None:
    """Return the dataclass whose fields a parameter's keys are, None for a plain parameter."""
    kinds = [kind for kind in (option.annotation, *get_args(option.annotation)) if dataclasses.is_dataclass(kind)]
    return kinds[0] if kinds and isinstance(kinds[0], type) else None


def _built(given: dict[str, Any], program: Callable[..., str]) -> dict[str, Any]:
    """Check what was given, and build each group of options that is needed."""
    plain = {key: value for key, value in given.items() if "." not in key}
    groups = {name: _group(option) for name, option in options_of(program).items()}
    built = {}
    for name, group in groups.items():
        own = {key.partition(".")[2]: value for key, value in given.items() if key.startswith(f"{name}.")}
        if group is not None and (own or options_of(program)[name].required):
            check_options(name, group, own)
            built[name] = group(**own)
    check_options("", program, {**plain, **built})
    return {**plain, **built}


def _given(words: list[str], program: Callable[..., str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    keys = _keys(program)
    for key, value in (_pair(word, keys) for word in words):
        if key in given:
            raise OptionError(f"`{key}` is given twice.")
        given[key] = value
    return given


def _pair(word: str, keys: dict[str, Option]) -> tuple[str, Any]:
    key, equals, value = word.partition("=")
    if not equals:
        raise OptionError(f"`{word}` must be written key=value; see --help.")
    if key not in keys:
        raise unknown_key("", key, keys)
    if str in (keys[key].annotation, *get_args(keys[key].annotation)) and not value.startswith(("[", "null")):
        if not value:
            raise OptionError(f"`{key}` must be given: {key}=<{key}>; see --help.")
        return key, value  # a directory called 123 is no number
    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise OptionError(f"`{key}` has a value that cannot be read: {value!r}.") from error
