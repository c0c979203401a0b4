"""The parts that a saved model names, built from their options."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lessonnet.options import OptionError, check_options

_MOST_OF_A_LINE = 300


def named(key: str, kind: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Build a part of a class that has been found.

    Args:
        key: of the part in `model.json`.
        kind: its class.
        options: checked to be plain.

    Raises:
        OptionError: if it does not take these options.
    """
    check_options(key, kind, options)
    try:
        return kind(**options)
    except OptionError:
        raise
    except Exception as error:  # a class of somebody else's may raise whatever it likes
        why = " ".join(str(error).split())
        raise OptionError(f"`{key}` cannot be built of its options: {type(error).__name__}: {why}") from error


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Let errors name the file that they are about, in a line that a forged value cannot fill."""
    try:
        yield
    except OptionError as error:
        line = str(error)
        raise OptionError(f"{path}: {line[:_MOST_OF_A_LINE]}{'…' if len(line) > _MOST_OF_A_LINE else ''}") from None
