"""Values that a stranger's file may hold, taken for what they are or not at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

_MOST_CHARACTERS = 200
"""Of one name or value."""


def number(value: Any) -> float | None:
    """Return a finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def whole(value: Any) -> int | None:
    """Return a whole number, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any, most: int = _MOST_CHARACTERS) -> str:
    """Return a text of bounded length; empty for anything else."""
    return cut(value, most) if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:
    """Return the texts of a list, each of bounded length."""
    return [text(item) for item in items(value) if isinstance(item, str)]


def cut(line: str, most: int = _MOST_CHARACTERS) -> str:
    """Shorten a text to so many characters."""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def listed(names: list[str], most: int) -> str:
    """Write names one after the other, of a long list the first ones."""
    left_out = len(names) - most
    return ", ".join(names[:most]) + (f" and {left_out} more" if left_out > 0 else "")
