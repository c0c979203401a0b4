"""The schema of a table, measured on its training rows alone."""

import math
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._choices import OPTIONS
from lessonnet.tables._kinds import Kind
from lessonnet.tables._measure import measure
from lessonnet.tables._plan import Plan
from lessonnet.tables._schema import CategoryColumn, Column, Missing, NumberColumn


class Fitted(NamedTuple):
    """Columns, and what their numbers are like once missing ones are filled in.

    Attributes:
        columns: in order.
        means: of each feature [D]; 0 of one that is no number.
        scales: standard deviation of each feature [D]; 1 of one that is no number, or that is constant.
    """

    columns: tuple[Column, ...]
    means: list[float]
    scales: list[float]

    def checked(self, where: object) -> "Fitted":
        """Return this if it can be computed with.

        Args:
            where: the file, for the error.

        Raises:
            OptionError: if mean or deviation of a column is beyond what floating-point numbers hold.
        """
        first = 0
        for column in self.columns:
            mean, scale = self.means[first], self.scales[first]
            if not (math.isfinite(mean) and sys.float_info.min <= scale < math.inf):
                raise OptionError(
                    f"{where}: column `{column.name}`: its numbers are too large, or too near to one another, to be "
                    f"computed with (mean {mean:g}, deviation {scale:g}); write them in other units, or data.ignore it."
                )
            first += len(column.feature_names)
        return self


def fit_columns(
    frame: pl.DataFrame, kinds: Mapping[str, Kind], train: NDArray[np.int64], missing: Missing, most: int
) -> Fitted:
    """Measure what each column's missing values are filled with, which categories it has, and how numbers spread.

    Args:
        frame: all rows; numbers as Float64 or Float32, words as text, null where missing.
        kinds: of the columns to use.
        train: numbers of the training rows; no other row is looked at.
        missing: what is done about missing values.
        most: categories of a column that get a feature of their own, at most; the rarer ones share `unknown`.
    """
    measured = measure(frame, [name for name, kind in kinds.items() if kind == "number"], train)

    def fit(name: str) -> tuple[Column, float, float]:
        if kinds[name] == "number":
            mean, scale, has_gaps = measured[name]
            return NumberColumn(name, mean if missing == "impute" else None, has_gaps), mean, scale
        words = frame[name].gather(train)
        indicator = missing == "impute" and words.null_count() > 0
        return CategoryColumn(name, frequent(words, most), indicator), 0.0, 1.0

    return fitted_of([fit(name) for name in kinds])


def refuse_empty(plan: Plan, empty: Collection[str]) -> None:
    """Refuse a column that the user insists on, and whose training rows say nothing.

    Args:
        plan: what is read.
        empty: columns without a value in any training row.

    Raises:
        OptionError: names the first such column.
    """
    for name, kind in plan.kinds.used.items():
        if name in empty and name in plan.decided:
            raise OptionError(
                f"{plan.source.path}: column `{name}`: every cell is missing in the training rows, so nothing can be "
                f"learned from it; take it out of `data.{OPTIONS[kind]}`, or see `data.missing_words`."
            )


def fitted_of(found: Sequence[tuple[Column, float, float]]) -> Fitted:
    """Put columns together, each with mean and deviation of its first feature; all further features are 0 or 1."""
    means, scales = [], []
    for column, mean, scale in found:
        more = len(column.feature_names) - 1
        means += [mean] + [0.0] * more
        scales += [scale] + [1.0] * more
    return Fitted(tuple(column for column, _, _ in found), means, scales)


def frequent(words: pl.Series, most: int) -> tuple[str, ...]:
    """Return the most frequent words, the first by name of equally frequent ones, in the order of their names."""
    counts = words.drop_nulls().value_counts(name="rows").sort(["rows", words.name], descending=[True, False])
    return tuple(sorted(counts[words.name].head(most).to_list()))
