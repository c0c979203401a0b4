"""Read JSON that a stranger wrote: strict, so that it means the same to every reader."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from lessonnet.options import OptionError

_MOST_LEVELS = 16
_MOST_VALUES = 2 * 10**6


def parse_json(data: bytes, path: Path) -> Any:
    """Return the plain value in `data`; refuse NaN, infinities, repeated keys, bottomless nesting and countless values.

    Args:
        data: UTF-8 text; the caller has bounded its length.
        path: the file's name for errors.

    Raises:
        OptionError: if it is not strict JSON.
    """
    # Each value begins after one of these. Counted beforehand, since three bytes of text may become a list of eighty.
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > _MOST_VALUES:
        raise OptionError(f"{path}: holds more than {_MOST_VALUES} values.")
    try:
        found = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_moderate,
        )
    except RecursionError:
        raise _too_deep(path) from None
    except ValueError as error:  # among them UnicodeDecodeError and JSONDecodeError
        reason = " ".join(str(error).split())
        raise OptionError(f"{path}: is not strict JSON ({reason[:120]}).") from None
    # Whoever goes through the values, or only writes them into an error, goes as deep as they do.
    if _depth_exceeds(found, _MOST_LEVELS):
        raise _too_deep(path)
    return found


def _too_deep(path: Path) -> OptionError:
    return OptionError(f"{path}: is nested too deeply.")


def _depth_exceeds(found: Any, levels: int) -> bool:
    containers = [found] if isinstance(found, dict | list) else []
    for _ in range(levels):
        items = (item for part in containers for item in (part.values() if isinstance(part, dict) else part))
        containers = [item for item in items if isinstance(item, dict | list)]
    return bool(containers)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _moderate(digits: str) -> int:
    if len(digits) > 19:  # beyond 64 bits nothing here has a meaning, and floats overflow on the way
        raise ValueError("a number is too large")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number
