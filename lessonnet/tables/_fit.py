"""The schema of a table, measured on its training rows alone."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.tables._kinds import Kind
from lessonnet.tables._schema import CategoryColumn, Column, Missing, NumberColumn


def fit_columns(
    frame: pl.DataFrame, kinds: Mapping[str, Kind], train: NDArray[np.int64], missing: Missing, most: int
) -> tuple[Column, ...]:
    """Measure what each column's missing values are filled with, and which categories it has.

    Args:
        frame: all rows; numbers as Float64 or Float32, words as text, null where missing.
        kinds: of the columns to use.
        train: numbers of the training rows; no other row is looked at.
        missing: what is done about missing values.
        most: categories of a column that get a feature of their own, at most; the rarer ones share `unknown`.

    Returns:
        the columns, in order.
    """
    return tuple(_fitted(frame[name].gather(train), kind, missing, most) for name, kind in kinds.items())


def _fitted(rows: pl.Series, kind: Kind, missing: Missing, most: int) -> Column:
    indicator = missing == "impute" and rows.null_count() > 0
    if kind == "category":
        return CategoryColumn(rows.name, frequent(rows, most), indicator)
    if missing != "impute":
        return NumberColumn(rows.name)
    mean = rows.cast(pl.Float64).mean() if rows.null_count() else rows.to_numpy().mean(dtype=np.float64)
    return NumberColumn(rows.name, 0.0 if mean is None else float(mean), indicator)  # type: ignore[arg-type]


def frequent(words: pl.Series, most: int) -> tuple[str, ...]:
    """Return the most frequent words, the first by name of equally frequent ones, in the order of their names."""
    counts = words.drop_nulls().value_counts(name="rows").sort(["rows", words.name], descending=[True, False])
    return tuple(sorted(counts[words.name].head(most).to_list()))
