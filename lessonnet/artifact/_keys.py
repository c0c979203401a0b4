"""Objects with exactly the keys that they must have, and lists that are not too long."""

from __future__ import annotations

from typing import Any

from lessonnet.artifact._texts import short
from lessonnet.options import OptionError, check_value, dotted, unknown_key


def check_keys(prefix: str, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Check an object's keys, and their values as far as an annotation can say.

    Args:
        prefix: the object's own key; empty at the top.
        found: the object.
        wanted: every key that it must have, with an annotation for `check_value`.

    Raises:
        OptionError: if a key is unknown or missing, or a value is of another kind or out of range.
    """
    for key in found:
        if key not in wanted:
            raise unknown_key(prefix, key if key.isidentifier() else short(key), wanted)
    for key, annotation in wanted.items():
        dotted_key = dotted(prefix, key)
        if key not in found:
            raise OptionError(f"`{dotted_key}` is missing.")
        check_value(dotted_key, found[key], annotation)


def check_list(key: str, found: Any, *, least: int = 0, most: int) -> None:
    """Check that something is a list of so many items, before anybody goes through them.

    Raises:
        OptionError: if it is no list, too short or too long.
    """
    if not isinstance(found, list):
        raise OptionError(f"`{key}` must be a list, got {short(found)}.")
    if not least <= len(found) <= most:
        raise OptionError(f"`{key}` must have {least} to {most} items, got {len(found)}.")
