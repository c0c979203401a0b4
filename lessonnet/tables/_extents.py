"""What a column holds, for a user to see."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from lessonnet.tables._side_by_side import of_each


class Extent(NamedTuple):
    """The ends of a column's values, and how many are missing.

    Attributes:
        least: smallest number or first word, None where all are missing.
        most: largest number or last word.
        missing: number of missing values.
        words: how many different ones a column of words holds; None for numbers.
    """

    least: object
    most: object
    missing: int
    words: int | None = None


def extents_of(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Extent]:
    """Return the extents of columns of numbers or words."""
    return of_each(frame, names, _extent)


def _extent(column: pl.Series) -> Extent:
    if column.dtype.is_numeric():
        return Extent(column.min(), column.max(), column.null_count())
    return Extent(None, None, column.null_count(), column.drop_nulls().n_unique())
