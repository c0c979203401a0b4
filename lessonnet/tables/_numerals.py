"""Numbers that are written as text."""

from typing import TypeVar

import polars as pl

_NUMERAL = r"^[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?$"
_LEADING_ZERO = r"^0\d"

Words = TypeVar("Words", pl.Series, pl.Expr)


def is_number_type(dtype: pl.DataType) -> bool:
    """Tell whether polars holds numbers in a column of this type."""
    return dtype.is_numeric()


def share_of_numbers(words: pl.Expr) -> pl.Expr:
    """Return which share of texts are numbers, without those that are null; a decimal comma counts as a point."""
    return words.str.strip_chars().str.contains(_NUMERAL).mean()


def has_leading_zeros(words: pl.Expr) -> pl.Expr:
    """Tell whether a text such as 007 is among them: a code, whose zeros a number would lose."""
    return words.str.strip_chars().str.contains(_LEADING_ZERO).any()


def numerals(words: Words) -> Words:
    """Return texts as Float64, null where one is no number."""
    return words.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
