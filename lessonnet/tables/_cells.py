"""What a cell's text stands for: a missing value, a word, a number."""

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import polars as pl

NUMBERS = (pl.Float64, pl.Float32)
TEXTS = (pl.String, pl.Categorical, pl.Enum)


class Wrong(NamedTuple):
    """A cell that is not what its column holds.

    Attributes:
        row: of the frame, from 0.
        name: of the column.
        cell: what stands there.
    """

    row: int
    name: str
    cell: object


def words(column: pl.Expr, missing: Sequence[str]) -> pl.Expr:
    """Return texts without the blanks around them, null where nothing is left or a missing word."""
    text = column.str.strip_chars()
    return pl.when(~text.is_in(["", *missing])).then(text)


def numbers(text: pl.Expr, decimal: str, dtype: pl.DataType) -> pl.Expr:
    """Return `words` as numbers, null where one is none; a NaN is a number here."""
    if decimal == ",":
        # A point would be a sign between thousands: 1.234 is not 1,234.
        text = pl.when(~text.str.contains(".", literal=True)).then(text.str.replace(",", ".", literal=True))
    return text.cast(dtype, strict=False)


def as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return values of a type as a person would write them: a whole number without decimals, a date by ISO 8601."""
    if dtype == pl.Duration:
        return column.dt.to_string("iso")
    if dtype.is_float():
        whole = pl.when(column == column.round()).then(column).cast(pl.Int64, strict=False).cast(pl.String)
        return whole.fill_null(column.fill_nan(None).cast(pl.String))
    return column.cast(pl.String)


def numbers_among(texts: Sequence[str]) -> list[float]:
    """Return what polars would read as numbers other than NaN."""
    read = pl.Series(texts, dtype=pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return read.fill_nan(None).drop_nulls().to_list()


def first_wrong(before: pl.DataFrame, after: pl.DataFrame) -> Wrong | None:
    """Return the first cell, row by row, that was lost on the way from words to numbers."""
    lost = [
        Wrong(row, column.name, before[column.name][row])
        for column in after.get_columns()
        if column.null_count() > before[column.name].null_count()
        and (row := (column.is_null() & before[column.name].is_not_null()).arg_max()) is not None
    ]
    return min(lost, key=lambda wrong: wrong.row, default=None)


def first_infinite(frame: pl.DataFrame) -> Wrong | None:
    """Return the first infinite number, row by row."""
    found = []
    for column in frame.get_columns():
        infinite = column.is_infinite()
        if infinite.any():
            row = infinite.arg_max() or 0
            found.append(Wrong(row, column.name, column[row]))
    return min(found, key=lambda wrong: wrong.row, default=None)


def unfinite(frame: pl.DataFrame) -> list[str]:
    """Return the columns of floating-point numbers in which a NaN or an infinity may stand."""
    # One pass over the numbers: a sum stays finite unless one of them is not, or all together are huge.
    floats = [column for column in frame.get_columns() if column.dtype.is_float()]
    return [column.name for column in floats if not math.isfinite(column.sum())]


def is_clean(text: str | None, missing: Collection[str]) -> bool:
    """Tell whether `words` would surely leave a text as it is, and nobody take offence at it."""
    # Python takes away all blanks that polars does, and a few more.
    return text is None or (text == text.strip() and text != "" and text not in missing and "\0" not in text)
