"""What columns of numbers are like on the training rows."""

import math
from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.tables._side_by_side import of_each


class Measured(NamedTuple):
    """A column of numbers once missing ones are filled with the mean of the others.

    Attributes:
        mean: 0 where all are missing.
        scale: standard deviation; 1 where all are equal.
        missing: whether any was missing.
    """

    mean: float
    scale: float
    missing: bool


_CLOSE = 1e-6
"""Deviation over mean below which numbers may all be equal: that of a constant like 0.1 can come out as 1e-17."""


def measure(frame: pl.DataFrame, names: Sequence[str], rows: NDArray[np.int64]) -> dict[str, Measured]:
    """Measure columns of numbers on some rows.

    Args:
        frame: has the columns; null where a number is missing.
        names: of the columns.
        rows: to look at; their order does not matter.
    """
    mask = np.zeros(frame.height, dtype=bool)
    mask[rows] = True
    chosen = None if len(rows) == frame.height else pl.Series(mask)
    return of_each(frame, names, lambda column: _measured(column, chosen))


def _measured(column: pl.Series, chosen: pl.Series | None) -> Measured:
    # A query would sum in an order that its threads decide, and single precision as such. A Series, in one piece, is
    # summed in order and in double precision, so that the same file is always measured alike.
    column = (column if chosen is None else column.filter(chosen)).rechunk()
    mean, deviation = cast("float | None", column.mean()), cast("float | None", column.std(ddof=0))
    missing = column.null_count()
    if mean is None or deviation is None:
        return Measured(0.0, 1.0, missing=missing > 0)
    varies = _CLOSE * abs(mean) < deviation < math.inf
    if not varies and (least := cast("float", column.min())) == column.max():
        # Of equal numbers the mean is that number, which a sum divided by their count may miss.
        return Measured(float(least), 1.0, missing=missing > 0)
    # Those that are filled in add nothing to the sum of squares.
    return Measured(mean, deviation * (1 - missing / len(column)) ** 0.5, missing=missing > 0)
