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
        words: how many different ones a column of words holds; None for numbers.
    """

    least: object
    most: object
    missing: int
    words: int | None = None


def extents_of(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Extent]:
    """Return the extents of columns of numbers or words."""
    columns = frame.select(names)
    columns.columns = [str(i) for i in range(len(names))]
    numbers = [name for name, dtype in columns.schema.items() if dtype.is_numeric()]
    # All columns at once: polars takes several threads to it.
    least, most = columns.select(pl.col(numbers).min()), columns.select(pl.col(numbers).max())
    return {
        name: Extent(least[column.name].item(), most[column.name].item(), column.null_count())
        if column.name in numbers
        else Extent(None, None, column.null_count(), column.drop_nulls().n_unique())
        for name, column in zip(names, columns.get_columns(), strict=True)
    }
