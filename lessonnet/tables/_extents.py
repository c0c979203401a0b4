"""What a column holds, for a user to see."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl


class Extent(NamedTuple):
    """The ends of a column's values, and how many are missing.

    Attributes:
        least: smallest number or first word, None where all are missing.
        most: largest number or last word.
        missing: number of missing values.
    """

    least: object
    most: object
    missing: int


def extents_of(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Extent]:
    """Return the extents of columns of numbers or words."""
    columns = {name: frame[name] for name in names}
    return {
        name: Extent(column.min(), column.max(), column.null_count())
        if column.dtype.is_numeric()
        else Extent(None, None, column.null_count())
        for name, column in columns.items()
    }
