"""What a file of somebody else's may choose of the options of classes that only their package knows."""

from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from lessonnet.options import OptionError, options_of


def refuse_texts(part: str, kind: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Refuse a text of a stranger's choice: the class might take it for the name of a file or an address.

    Args:
        part: its key in `model.json`.
        kind: its class.
        options: its options there. Words that an annotation lists, and defaults, are nobody's choice.

    Raises:
        OptionError: names the option.
    """
    for name, value, annotation in _chosen(kind, options):
        if _admits_free_text(annotation) and any(isinstance(item, str) for item in _items(value)):
            instead = "give rows by `data.path`, or " if part == "data" else ""
            raise OptionError(
                f"`{part}.options.{name}` is a text that might name a file, and a model's file must not make anybody "
                f"open one; {instead}hand the class over: classes=[{kind.__name__}]."
            )


def refuse_large_numbers(part: str, kind: Callable[..., Any], options: Mapping[str, Any], most: int) -> None:
    """Refuse a whole number of a stranger's choice that might be a number of things to make.

    Args:
        part: its key in `model.json`.
        kind: its class.
        options: its options there, without those that are known to count nothing.
        most: the largest number.

    Raises:
        OptionError: names the option.
    """
    for name, value, _ in _chosen(kind, options):
        if any(isinstance(item, int) and abs(item) > most for item in _items(value)):
            raise OptionError(
                f"`{part}.options.{name}` may ask for more than a saved model may have made: it must be at most "
                f"{most}; or hand the class over: classes=[{kind.__name__}]."
            )


def _chosen(kind: Callable[..., Any], options: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, value and annotation of options that are not their defaults; the unknown are refused elsewhere."""
    known = options_of(kind)
    for name, value in options.items():
        if name in known and not _is_same(value, known[name].default):
            yield name, value, known[name].annotation


def _is_same(value: Any, default: Any) -> bool:
    """Compare as JSON does, which knows no tuples; a default may be anything."""
    return value == list(default) if isinstance(default, tuple) else bool(value == default)


def _items(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    else:
        yield value


def _admits_free_text(annotation: Any) -> bool:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _admits_free_text(args[0])
    if origin in (Union, UnionType) or (args and origin is not Literal):  # a list's items, or one of several
        return any(_admits_free_text(item) for item in args if item is not Ellipsis)
    return origin is not Literal and annotation not in (bool, int, float, NoneType)
