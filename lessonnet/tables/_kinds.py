"""What each column of a table is: numbers, categories, or nothing to learn from; read off its first rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from lessonnet.tables._cells import as_text
from lessonnet.tables._numerals import has_leading_zeros, is_number_type, numerals, share_of_numbers

Kind = Literal["number", "category"]

_MOSTLY = 0.9
"""Share of numbers from which on a text among them is a mistake in a column of numbers, and not a word among words."""
_FEW = 5
"""Rows below which columns whose values all differ say nothing yet."""
_LONG_NUMBER = 100_000
"""Whole numbers from here on, nearly all different and of one first digit, were given out, not measured."""


@dataclass(frozen=True)
class Kinds:
    """What is learned from, and what is left out.

    Attributes:
        used: kinds by column, in the table's order.
        ignored: reasons by column.
    """

    used: dict[str, Kind] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)


def kinds_of(sample: pl.DataFrame, decided: Mapping[str, Kind], ignored: Mapping[str, str], most: int) -> Kinds:
    """Find the kind of each column.

    Args:
        sample: the first rows, text as it was written, missing values null.
        decided: kinds that the user chose.
        ignored: columns to leave out, each with the reason.
        most: `max_categories`; words that differ more often than that in most rows are names.

    Returns:
        the kinds. A column of more than nine tenths numbers is one of numbers: a text in it is the reader's to refuse.
    """
    found = Kinds(ignored=dict(ignored))
    for column in sample.get_columns():
        if column.name in ignored:
            continue
        kind = decided.get(column.name) or _kind(column, most)
        if kind in ("number", "category"):
            found.used[column.name] = kind  # type: ignore[assignment]  # mypy does not narrow by `in`
        else:
            found.ignored[column.name] = kind
    return found


def constant_columns(frame: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the columns that have one value in all rows, none of them missing."""
    return [name for name in names if _is_constant(frame[name])]


def _is_constant(column: pl.Series) -> bool:
    # Most columns show two values at once; only the others are read to their end.
    if column.head(1000).n_unique() > 1:
        return False
    return column.n_unique() <= 1


def _kind(column: pl.Series, most: int) -> str:
    """Return a column's kind, or the reason to leave it out."""
    values = column.drop_nulls()
    if not len(values):
        return f"all missing in the first {len(column)} rows"
    if is_number_type(values.dtype):
        return _numbered(values.cast(pl.Float64), column.name) or "number"
    words = values.to_frame().select(as_text(pl.all(), values.dtype)).to_series()
    if share_of_numbers(words) >= _MOSTLY and not has_leading_zeros(words):
        return _numbered(numerals(words).drop_nulls(), column.name) or "number"
    distinct = words.n_unique()
    all_differ = distinct == len(words) >= _FEW
    return "identifier-like: its words differ in most rows" if all_differ or _are_names(words, most) else "category"


def _are_names(words: pl.Series, most: int) -> bool:
    return words.n_unique() > max(most, len(words) / 2)


def _numbered(values: pl.Series, name: str) -> str | None:
    """Return why whole numbers number the rows rather than measure something, or None."""
    if len(values) < _FEW or not (values == values.floor()).all() or values.n_unique() < _MOSTLY * len(values):
        return None
    if values[0] in (0, 1) and (values.diff().drop_nulls() == 1).all():
        return "identifier-like: it counts the rows"
    if _says_identifier(name):
        return "identifier-like: by its name, and its numbers differ in most rows"
    least: float = values.min()  # type: ignore[assignment]
    first_digits = values.cast(pl.Int64, strict=False).cast(pl.String).str.slice(0, 1)
    if len(values) >= 10 * _FEW and least >= _LONG_NUMBER and first_digits.n_unique() == 1:
        return "identifier-like: long numbers that begin alike and differ in most rows"
    return None


def _says_identifier(name: str) -> bool:
    words = name.lower().replace("-", "_").replace(" ", "_").split("_")
    return bool({"id", "index", "key", "uuid", "identifier", "nr", "no"} & set(words))
