"""One value against one annotation: type, range, and the words for both."""

import sys
import types
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from lessonnet.options._errors import BadValueError, OptionError, refused, shown
from lessonnet.options._range import Range

_SEQUENCES = (list, tuple, Sequence)


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
    if annotation in _SEQUENCES or origin in _SEQUENCES:
        return _check_sequence(key, value, annotation)
    return _check_plain(key, value, annotation)


def _check_annotated(key: str, value: Any, annotation: Any) -> Any:
    base, *marks = get_args(annotation)
    if not _has_kind(value, base):
        raise refused(key, describe(annotation), value)
    checked = check_value(key, value, base)
    for mark in marks:
        if isinstance(mark, Range) and not mark.holds(checked):
            raise BadValueError(str(refused(key, str(mark), value)))
    return checked


def _check_union(key: str, value: Any, annotation: Any) -> Any:
    members = get_args(annotation)
    is_out_of_range = False
    for member in members:
        try:
            return check_value(key, value, member)
        except OptionError as error:
            is_out_of_range = is_out_of_range or isinstance(error, BadValueError)
    fitting = [member for member in members if _is_sequence(value) and describe(member).startswith("a list")]
    if fitting:
        return check_value(key, value, fitting[0])  # raises, naming the item that is wrong
    refusal = refused(key, describe(annotation), value, _words(annotation))
    raise BadValueError(str(refusal)) if is_out_of_range else refusal


def _check_literal(key: str, value: Any, annotation: Any) -> Any:
    for word in get_args(annotation):
        if type(value) is type(word) and value == word:
            return value
    raise refused(key, describe(annotation), value, _words(annotation))


def _check_sequence(key: str, value: Any, annotation: Any) -> Any:
    if not _is_sequence(value):
        raise refused(key, describe(annotation), value)
    items = get_args(annotation)
    kind = tuple if annotation is tuple or get_origin(annotation) is tuple else list
    if not items:
        return kind(value)
    fixed_length = kind is tuple and Ellipsis not in items
    if fixed_length and len(items) != len(value):
        raise refused(key, describe(annotation), value)
    wanted = items if fixed_length else [items[0]] * len(value)
    return kind(
        check_value(f"{key}[{i}]", item, want) for i, (item, want) in enumerate(zip(value, wanted, strict=True))
    )


def _check_plain(key: str, value: Any, annotation: Any) -> Any:
    if annotation is not None and not isinstance(annotation, type):
        raise TypeError(f"`{key}` is annotated with {annotation}, which no option can be checked against.")
    if not _has_kind(value, annotation):
        raise refused(key, describe(annotation), value)
    return float(value) if annotation is float else value


def _has_kind(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is None:
        return value is None
    return not isinstance(kind, type) or isinstance(value, kind)


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
    if annotation in _SEQUENCES or origin in _SEQUENCES:
        return "a list" + (f" ({describe(args[0])} each)" if args and args[0] is not Any else "")
    return _PLAIN_NAMES.get(annotation, str(getattr(annotation, "__name__", annotation)))


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [word for word in get_args(annotation) if isinstance(word, str)]
    return [word for member in get_args(annotation) for word in _words(member)]
