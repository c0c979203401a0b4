"""Other values of an option, found from its type and its default: right ones and wrong ones."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin

from lessonnet.options import Option, OptionError, check_value, describe

_WRONG: tuple[Any, ...] = ("no_such_word", 3.25, {"a": 1}, -1, None)
"""Values of every kind, of which an option takes at most some; a word first, which few take."""


_NEAR = ((1.5, 0.0), (0.5, 0.0), (1.0, 0.1), (1.0, -0.1), (0.01, 0.0), (100.0, 0.0))
"""Factors and shifts that make another number of one, those that change it little first."""


class Change(NamedTuple):
    """Another value of an option, for a suite that cannot think of one that shows.

    Args:
        name: of the option.
        value: as on the command line.
        beside: overrides that the trainings with both values share.

    Example:
        changes = (Change("min_lr", "0.05", beside=("scheduler.patience=0",)),)
    """

    name: str
    value: str
    beside: tuple[str, ...] = ()


def other_values(option: Option) -> Iterator[Any]:
    """Yield values that an option takes and that are not its default, near ones first; none where a name is meant."""
    for value in _candidates(option.default, option.annotation):
        if value != option.default and _takes(option, value):
            yield value


def wrong_value(option: Option) -> Any:
    """Return a value that the option refuses.

    Raises:
        LookupError: if it takes everything: then nothing says what it should be.
    """
    for value in _WRONG:
        if not _takes(option, value):
            return value
    raise LookupError(option.name)


def text_of(value: Any) -> str:
    """Write a value as on the command line."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple):
        return f"[{','.join(text_of(item) for item in value)}]"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{name}:{text_of(item)}' for name, item in value.items())}}}"
    return repr(value) if isinstance(value, float) else str(value)


def meaning(option: Option) -> str:
    """Say what an option takes."""
    return describe(option.annotation)


def _takes(option: Option, value: Any) -> bool:
    try:
        check_value(option.name, value, option.annotation)
    except OptionError:
        return False
    return True


def _candidates(default: Any, annotation: Any) -> Iterator[Any]:
    yield from _words(annotation)
    if isinstance(default, bool):
        yield not default
    elif isinstance(default, int):
        yield from (default + 1, default * 2, default - 1, default // 4)
    elif isinstance(default, float):
        yield from (default * factor + shift for factor, shift in _NEAR)
    elif isinstance(default, list | tuple):
        yield from (type(default)(_moved(item, *near) for item in default) for near in _NEAR)
    elif not isinstance(default, str):
        yield from (0.01, 1)  # of a limit that is off, or of an option that must be given


def _words(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _words(part)


def _moved(item: Any, factor: float, shift: float) -> Any:
    if isinstance(item, float):
        return item * factor + shift
    return item + 1 if isinstance(item, int) and not isinstance(item, bool) else item
