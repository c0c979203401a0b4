"""What each column of a table is: numbers, categories, or nothing to learn from; read off its first rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

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


def kinds_of(
    sample: pl.DataFrame,
    decided: Mapping[str, Kind],
    ignored: Mapping[str, str],
    most: int,
    *,
    wanted: Collection[str] = (),
    whole: bool = False,
) -> Kinds:
    """Find the kind of each column.

    Args:
        sample: the first rows, text as it was written, missing values null.
        decided: kinds that the user chose.
        ignored: columns to leave out, each with the reason.
        most: `max_categories`; words that differ more often than that in most rows are names.
        wanted: columns that the user chose to learn from: what looks like an identifier is none there.
        whole: whether the first rows are all that there are.

    Returns:
        the kinds. A column of more than nine tenths numbers is one of numbers: a text in it is the reader's to refuse.
    """
    found = Kinds(ignored=dict(ignored))
    names = [name for name in sample.columns if name not in ignored]
    open_ones = [name for name in names if name not in decided]
    empty = "all missing" if whole else f"all missing in the first {sample.height} rows"
    judged = _judged(sample.select(sample[name] for name in open_ones), most, empty)
    for name in names:
        kind = decided.get(name) or judged[name].kind
        reason = "" if name in decided else judged[name].reason
        if kind is None or (reason and name not in wanted):
            found.ignored[name] = reason
        else:
            found.used[name] = kind
    return found


def constant_columns(frame: pl.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the columns that have one value in all rows, none of them missing."""
    return [name for name in names if _is_constant(frame[name])]


def _is_constant(column: pl.Series) -> bool:
    # Most columns show two values at once; only the others are read to their end.
    if column.head(1000).n_unique() > 1:
        return False
    return column.n_unique() <= 1


class _Judged(NamedTuple):
    """What a column holds, None where nothing; and the reason to leave it out, if there is one."""

    kind: Kind | None
    reason: str = ""


def _judged(sample: pl.DataFrame, most: int, empty: str) -> dict[str, _Judged]:
    """Return each column's kind, and the reason to leave it out; `empty` is that of a column without values."""
    columns = sample.clone()
    columns.columns = [str(i) for i in range(sample.width)]  # polars takes some names for patterns of names
    texts = [name for name, dtype in columns.schema.items() if not is_number_type(dtype)]
    # All columns at once: a question to polars takes as long to ask as to answer.
    columns = columns.with_columns(as_text(pl.col(name), columns.schema[name]) for name in texts)
    mostly = columns.select((share_of_numbers(pl.col(texts)) >= _MOSTLY) & ~has_leading_zeros(pl.col(texts)))
    wordy = {name for name in texts if not mostly[name].item()}
    numbers = columns.select(
        numerals(pl.col(name)) if name in texts else pl.col(name).cast(pl.Float64)
        for name in columns.columns
        if name not in wordy
    )
    return {
        name: _Judged(None, empty)
        if column.null_count() == len(column)
        else _Judged("category", _names_rows(column.drop_nulls(), most))
        if column.name in wordy
        else _Judged("number", _numbers_rows(numbers[column.name].drop_nulls().to_numpy(), name))
        for name, column in zip(sample.columns, columns.get_columns(), strict=True)
    }


def _names_rows(words: pl.Series, most: int) -> str:
    """Tell words that name the rows from categories: return the reason to leave them out, or nothing."""
    distinct = words.n_unique()
    all_differ = distinct == len(words) >= _FEW
    are_names = distinct > max(most, len(words) / 2)
    return "identifier-like: its words differ in most rows" if all_differ or are_names else ""


def _numbers_rows(values: NDArray[np.float64], name: str) -> str:
    """Tell whole numbers that number the rows from those that measure something: return the reason, or nothing."""
    if len(values) < _FEW or (values != np.floor(values)).any() or len(np.unique(values)) < _MOSTLY * len(values):
        return ""
    if values[0] in (0, 1) and (np.diff(values) == 1).all():
        return "identifier-like: it counts the rows"
    if _says_identifier(name):
        return "identifier-like: by its name, and its numbers differ in most rows"
    first_digits = {f"{value:.0f}"[0] for value in values}
    if len(values) >= 10 * _FEW and values.min() >= _LONG_NUMBER and len(first_digits) == 1:
        return "identifier-like: long numbers that begin alike and differ in most rows"
    return ""


def _says_identifier(name: str) -> bool:
    words = name.lower().replace("-", "_").replace(" ", "_").split("_")
    return bool({"id", "index", "key", "uuid", "identifier", "nr", "no"} & set(words))
