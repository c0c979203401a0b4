"""The parts that a saved model names, looked up among those that the program has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lessonnet.options import OptionError, check_options, nearest

_MOST_OF_A_LINE = 300


def named(key: str, known: dict[str, Any], part: dict[str, Any]) -> Any:
    """Build a part by its plain name and its options; nothing is imported or evaluated.

    Args:
        key: of the part in `model.json`.
        known: classes by their plain names.
        part: `name` and `options`, checked to be plain.

    Raises:
        OptionError: if there is no part of that name, or it does not take these options.
    """
    if part["name"] not in known:
        close = nearest(part["name"], known)
        hint = f" Did you mean {close!r}?" if close else ""
        raise OptionError(f"`{key}.name` must be one of {', '.join(known)}, got {part['name']!r}.{hint}")
    kind = known[part["name"]]
    check_options(key, kind, part["options"])
    return kind(**part["options"])


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Let errors name the file that they are about, in a line that a forged value cannot fill."""
    try:
        yield
    except OptionError as error:
        line = str(error)
        raise OptionError(f"{path}: {line[:_MOST_OF_A_LINE]}{'…' if len(line) > _MOST_OF_A_LINE else ''}") from None
