"""What a part's options may be: types, ranges, and the one line that refuses a wrong value.

A configurable part declares its options as annotated constructor parameters; the same annotations check a config file,
a command line and a direct call from Python. Nothing here imports anything heavy.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import math
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints


class OptionError(ValueError):
    """Refuse something the user chose; ``str(error)`` is the one line to show."""


@dataclass(frozen=True)
class Range:
    """Bound a number from below (``above`` is exclusive, ``at_least`` inclusive) and from above."""

    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None

    def holds(self, number: float) -> bool:
        """Tell whether `number` lies inside; a NaN never does."""
        return (
            (self.above is None or number > self.above)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.at_most is None or number <= self.at_most)
        )

    def __str__(self) -> str:
        low = f"> {self.above}" if self.above is not None else f"≥ {self.at_least}"
        high = f"< {self.below}" if self.below is not None else f"≤ {self.at_most}"
        has_low = self.above is not None or self.at_least is not None
        has_high = self.below is not None or self.at_most is not None
        if has_low and has_high:
            opening = f"({self.above}" if self.above is not None else f"[{self.at_least}"
            closing = f"{self.below})" if self.below is not None else f"{self.at_most}]"
            return f"in {opening}, {closing}"
        return low if has_low else high if has_high else "any number"


PositiveFloat = Annotated[float, Range(above=0)]
NonNegativeFloat = Annotated[float, Range(at_least=0)]
Fraction = Annotated[float, Range(at_least=0, below=1)]
PositiveInt = Annotated[int, Range(at_least=1)]
NonNegativeInt = Annotated[int, Range(at_least=0)]


@dataclass(frozen=True)
class Option:
    """Describe one constructor parameter: its name, annotation and default."""

    name: str
    annotation: Any
    default: Any
    required: bool


@cache
def options_of(target: Callable[..., Any]) -> dict[str, Option]:
    """Read the options of a class or function off its signature; treat the result as read-only."""
    hints = _annotations(target)
    named = (
        p for p in inspect.signature(target).parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    )
    return {p.name: Option(p.name, hints.get(p.name, Any), p.default, p.default is p.empty) for p in named}


def _annotations(target: Callable[..., Any]) -> dict[str, Any]:
    if dataclasses.is_dataclass(target):
        # Read off the class, not its generated __init__: each inherited field then resolves in its own module.
        return get_type_hints(target, include_extras=True)
    return get_type_hints(target.__init__ if isinstance(target, type) else target, include_extras=True)


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that `name` most likely stands for, or None when nothing is close."""
    matches = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return matches[0] if matches else None


def check_options(
    prefix: str, target: Callable[..., Any], given: Mapping[str, Any], ignore: Collection[str] = ()
) -> None:
    """Check a part's config node against the constructor that it is meant for.

    Args:
        prefix: the node's key, such as ``optimizer``; errors name ``optimizer.lr``.
        target: the class or function whose parameters are the allowed keys.
        given: the node's keys and plain values.
        ignore: keys that belong to the node and not to the constructor, such as ``_target_``.

    Raises:
        OptionError: if a key is unknown or missing, or a value has the wrong type or lies out of range.
    """
    options = options_of(target)
    for name, value in given.items():
        if name in ignore:
            continue
        if name not in options:
            raise unknown_key(prefix, name, options)
        check_value(_dotted(prefix, name), value, options[name].annotation)
    for name, option in options.items():
        if option.required and name not in given and name not in ignore:
            raise OptionError(f"`{_dotted(prefix, name)}` must be given: {describe(option.annotation)}.")


def _dotted(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def unknown_key(prefix: str, name: str, allowed: Collection[str]) -> OptionError:
    """Build the error for a key that nothing reads, with the allowed keys and the nearest of them."""
    close = nearest(name, allowed)
    hint = f" Did you mean `{_dotted(prefix, close)}`?" if close else ""
    listed = ", ".join(sorted(allowed)) or f"none (`{prefix}` has no options)"
    return OptionError(f"unknown key `{_dotted(prefix, name)}`; allowed: {listed}.{hint}")


def check_value(key: str, value: Any, annotation: Any) -> Any:
    """Return `value` as its annotation wants it (an int becomes a float where a float is meant, a list a tuple).

    Args:
        key: how the error names the option, such as ``optimizer.lr``.
        value: a plain value: number, string, bool, None or a sequence of such.
        annotation: a type, ``Annotated[type, Range]``, ``Literal``, union, ``list[...]`` or ``tuple[...]``.

    Raises:
        OptionError: if the value has the wrong type or lies out of range.
    """
    origin = get_origin(annotation)
    if annotation is Any:
        return value
    if origin is Annotated:
        return _check_annotated(key, value, annotation)
    if origin in (Union, types.UnionType):
        return _check_union(key, value, annotation)
    if origin is Literal:
        return _check_literal(key, value, annotation)
    if annotation in (list, tuple) or origin in (list, tuple):
        return _check_sequence(key, value, annotation)
    return _check_plain(key, value, annotation)


def _check_annotated(key: str, value: Any, annotation: Any) -> Any:
    base, *marks = get_args(annotation)
    if not _has_kind(value, base):
        raise _refused(key, describe(annotation), value)
    checked = check_value(key, value, base)
    for mark in marks:
        if isinstance(mark, Range) and not mark.holds(checked):
            raise _refused(key, str(mark), value)
    return checked


def _check_union(key: str, value: Any, annotation: Any) -> Any:
    members = get_args(annotation)
    for member in members:
        try:
            return check_value(key, value, member)
        except OptionError:
            continue
    fitting = [member for member in members if _is_sequence(value) and describe(member).startswith("a list")]
    if fitting:
        return check_value(key, value, fitting[0])  # raises, naming the item that is wrong
    raise _refused(key, describe(annotation), value, _words(annotation))


def _check_literal(key: str, value: Any, annotation: Any) -> Any:
    for word in get_args(annotation):
        if type(value) is type(word) and value == word:
            return value
    raise _refused(key, describe(annotation), value, _words(annotation))


def _check_sequence(key: str, value: Any, annotation: Any) -> Any:
    if not _is_sequence(value):
        raise _refused(key, describe(annotation), value)
    kind, items = get_origin(annotation) or annotation, get_args(annotation)
    if not items:
        return kind(value)
    fixed_length = kind is tuple and Ellipsis not in items
    if fixed_length and len(items) != len(value):
        raise _refused(key, describe(annotation), value)
    wanted = items if fixed_length else [items[0]] * len(value)
    return kind(
        check_value(f"{key}[{i}]", item, want) for i, (item, want) in enumerate(zip(value, wanted, strict=True))
    )


def _check_plain(key: str, value: Any, annotation: Any) -> Any:
    if not _has_kind(value, annotation):
        raise _refused(key, describe(annotation), value)
    return float(value) if annotation is float else value


def _has_kind(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is None:
        return value is None
    return isinstance(value, kind) if isinstance(kind, type) else True


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


_PLAIN_NAMES = {float: "a number", int: "a whole number", bool: "true or false", str: "a text", types.NoneType: "null"}


def describe(annotation: Any) -> str:
    """Say in words what an annotation allows: "a whole number ≥ 1 or 'full'"."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        bounds = [str(mark) for mark in args[1:] if isinstance(mark, Range)]
        return " ".join([describe(args[0]), *bounds])
    if origin in (Union, types.UnionType):
        return " or ".join(describe(member) for member in args)
    if origin is Literal:
        return ", ".join(shown(word) for word in args[:-1]) + (" or " if args[1:] else "") + shown(args[-1])
    if origin is tuple and Ellipsis not in args:
        return f"a list of {len(args)} values ({', '.join(describe(item) for item in args)})"
    if annotation in (list, tuple) or origin in (list, tuple):
        return "a list" + (f", each {describe(args[0])}" if args else "")
    return _PLAIN_NAMES.get(annotation) or getattr(annotation, "__name__", str(annotation))


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [word for word in get_args(annotation) if isinstance(word, str)]
    return [word for member in get_args(annotation) for word in _words(member)]


def shown(value: Any) -> str:
    """Write a value as YAML would: ``null``, ``true``, ``'text'``."""
    return (
        {None: "null", True: "true", False: "false"}[value]
        if value is None or value is True or value is False
        else repr(value)
    )


def _refused(key: str, rule: str, value: Any, words: Sequence[str] = ()) -> OptionError:
    close = nearest(value, words) if isinstance(value, str) else None
    hint = f" Did you mean {close!r}?" if close else ""
    return OptionError(f"`{key}` must be {rule}, got {shown(value)}.{hint}")


class Options:
    """Check and normalise the fields of a frozen dataclass when it is built.

    Mix it in before ``@dataclass(frozen=True)``: ``SGD(lr=-1)`` then raises an OptionError that names ``SGD.lr``.
    """

    def __post_init__(self) -> None:
        for name, option in options_of(type(self)).items():
            checked = check_value(f"{type(self).__name__}.{name}", getattr(self, name), option.annotation)
            object.__setattr__(self, name, checked)
