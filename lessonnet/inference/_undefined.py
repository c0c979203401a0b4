"""Numbers that may be undefined. None says so, as null does in JSON; NaN is never used for it."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike


def ratio(numerator: float, denominator: float) -> float | None:
    """Divide; None over zero."""
    return float(numerator / denominator) if denominator else None


def ratios(numerators: ArrayLike, denominators: ArrayLike) -> list[float | None]:
    """Divide one by one; None over zero."""
    return [ratio(n, d) for n, d in zip(np.asarray(numerators), np.asarray(denominators), strict=True)]


def mean_of_defined(values: Iterable[float | None]) -> float | None:
    """Return the mean of those that are defined; None if none is."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None
