"""The words ``key=value`` of a command line, read by the annotations of a function's parameters."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml

from lessonnet.options import Option, OptionError, check_options, dotted, options_of, unknown_key

Program = Callable[..., str]

_POSITION = re.compile(r"-?(0|[1-9][0-9]*)")


def arguments_of(words: Sequence[str], program: Program) -> dict[str, Any]:
    """Return a function's arguments, checked.

    Args:
        words: such as ``run=here``; a parameter that is a dataclass takes ``parameter.field=value``.
        program: its parameters are the allowed keys.

    Raises:
        OptionError: if a word has no value, a key is unknown, missing or given twice, or a value is refused.
    """
    given: dict[str, Any] = {}
    keys = keys_of(program)
    for key, value in (_pair(word, keys) for word in words):
        if key in given:
            raise OptionError(f"`{key}` is given twice.")
        given[key] = value
    return _built(given, program)


def keys_of(program: Program) -> dict[str, Option]:
    """Return all keys that may be given, those of groups with their prefix."""
    found: dict[str, Option] = {}
    for name, option in options_of(program).items():
        group = _group(option)
        own = {} if group is None else options_of(group)
        found |= {dotted(name, key): field for key, field in own.items()} or {name: option}
    return found


def _group(option: Option) -> Callable[..., Any] | None:
    """Return the dataclass whose fields a parameter's keys are, None for a plain parameter."""
    kinds = [kind for kind in _kinds(option.annotation) if dataclasses.is_dataclass(kind)]
    return kinds[0] if kinds and isinstance(kinds[0], type) else None


def _built(given: dict[str, Any], program: Program) -> dict[str, Any]:
    """Check what was given, and build each group of options that is needed."""
    plain = {key: value for key, value in given.items() if "." not in key}
    built = {}
    for name, option in options_of(program).items():
        group = _group(option)
        own = {key.partition(".")[2]: value for key, value in given.items() if key.startswith(f"{name}.")}
        if group is not None and (own or option.required):
            check_options(name, group, own)
            built[name] = group(**own)
    check_options("", program, {**plain, **built})
    return {**plain, **built}


def _pair(word: str, keys: dict[str, Option]) -> tuple[str, Any]:
    key, equals, text = word.partition("=")
    if not equals:
        raise OptionError(f"`{word}` must be written key=value; see --help.")
    if key not in keys:
        raise unknown_key("", key, keys)
    if not text:
        raise OptionError(f"`{key}` must be given: {key}=<{key}>; see --help.")
    try:
        return key, _value(text, list(_kinds(keys[key].annotation)))
    except (yaml.YAMLError, ValueError) as error:
        raise OptionError(f"`{key}` has a value that cannot be read: {text!r}.") from error


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the members of a union, the words of literals, the types behind ranges."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType, Literal):
        for member in get_args(annotation):
            yield from _kinds(member)
    else:
        yield get_args(annotation)[0] if origin is Annotated else annotation


def _value(text: str, kinds: list[Any]) -> Any:
    """Read a value; what may be a text is not read as anything else: a directory called 123 is no number."""
    if text == "null" and types.NoneType in kinds:
        return None
    if text in kinds:
        return text
    lists = [kind for kind in kinds if get_origin(kind) is list]
    if lists and text.startswith("["):
        return _items(text, list(_kinds(get_args(lists[0])[0])))
    if str in kinds:
        return _name_or_position(text) if int in kinds else _unquoted(text)
    return yaml.safe_load(text)


def _items(text: str, kinds: list[Any]) -> list[Any]:
    """Read a list; where its items may be texts, only quoted ones may be any text: `no` is a name, too."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if str not in kinds or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return list(yaml.safe_load(text))
    return [_name_or_position(item.value) if item.style is None else item.value for item in node.value]


def _name_or_position(text: str) -> str | int:
    if _POSITION.fullmatch(text):
        return int(text)
    return _unquoted(text)


def _unquoted(text: str) -> str:
    """Take off the quotes that Hydra, which reads the other programs' words, would take off."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if is_quoted else text
