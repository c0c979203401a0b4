"""Numbers that are written as text."""

import polars as pl

_NUMERAL = r"^[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?$"
_LEADING_ZERO = r"^0\d"


def is_number_type(dtype: pl.DataType) -> bool:
    """Tell whether polars holds numbers in a column of this type."""
    return dtype.is_numeric()


def share_of_numbers(words: pl.Series) -> float:
    """Return which share of texts, none of them null, are numbers; a decimal comma counts as a point."""
    return float(words.str.strip_chars().str.contains(_NUMERAL).mean() or 0)  # type: ignore[arg-type]


def has_leading_zeros(words: pl.Series) -> bool:
    """Tell whether a text such as 007 is among them: a code, whose zeros a number would lose."""
    return bool(words.str.strip_chars().str.contains(_LEADING_ZERO).any())


def numerals(words: pl.Series) -> pl.Series:
    """Return texts as Float64, null where one is no number."""
    return words.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
