"""Read JSON that a stranger wrote: strict, so that it means the same to every reader."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from lessonnet.options import OptionError


def parse_json(data: bytes, path: Path) -> Any:
    """Return the plain value in `data`; refuse NaN, infinities, repeated keys and bottomless nesting.

    Args:
        data: UTF-8 text; the caller has bounded its length.
        path: the file's name for errors.

    Raises:
        OptionError: if it is not strict JSON.
    """
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_moderate,
        )
    except RecursionError:
        raise OptionError(f"{path}: is nested too deeply.") from None
    except ValueError as error:  # among them UnicodeDecodeError and JSONDecodeError
        reason = " ".join(str(error).split())
        raise OptionError(f"{path}: is not strict JSON ({reason[:120]}).") from None


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
