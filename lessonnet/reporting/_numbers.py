"""Numbers as the page shows them."""

from __future__ import annotations

from typing import Any

from lessonnet.reporting._values import number, whole

NOTHING = "–"
"""Where nothing was measured."""


def shown(value: Any) -> str:
    """Write an error or an accuracy with four digits after the point."""
    found = number(value)
    if found is None:
        return NOTHING
    return f"{found:.4f}" if abs(found) < 1e4 else f"{found:.4g}"


def with_deviation(mean: Any, deviation: Any) -> str:
    """Write a mean, and ± its sample standard deviation where there is one."""
    return shown(mean) if number(deviation) is None else f"{shown(mean)} ± {shown(deviation)}"


def counted(value: Any) -> str:
    """Write a whole number with its thousands apart."""
    found = whole(value)
    return NOTHING if found is None else f"{found:,}"


def seconds(value: Any) -> str:
    """Write how long something took."""
    found = number(value)
    return NOTHING if found is None else f"{found:.2f} s" if found < 10 else f"{found:.0f} s"


def several(count: int, noun: str) -> str:
    """Write how many there are of something, such as `1 job` and `2 jobs`.

    Example:
        >>> several(1, "epoch"), several(12000, "step")
        ('1 epoch', '12,000 steps')
    """
    return f"{counted(count)} {noun}{'s' * (count != 1)}"
