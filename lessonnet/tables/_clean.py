"""Rows that can be learned from: with a target, with a weight, and with no more missing values than are allowed."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._encode import missing_value
from lessonnet.tables._plan import Plan
from lessonnet.tables._source import Source
from lessonnet.tables._spelling import spelled
from lessonnet.tables._target import indices_of, refuse_unknown_classes


@dataclass(frozen=True)
class CleanRows:
    """Rows of one file that can be learned from.

    Attributes:
        source: the file.
        target: name of the target's column.
        weight: name of the column of weights, or None.
        frame: the columns that become features, the target and the weights: numbers as floating-point numbers, words
            as text, null where missing.
        numbers: which row of the file each is, int64 [N], or None where all are there from the first on.
        unlabelled: rows that were left out because their target is missing.
        dropped: rows that were left out because another value is missing.
    """

    source: Source
    target: str
    weight: str | None
    frame: pl.DataFrame
    numbers: NDArray[np.int64] | None = None
    unlabelled: int = 0
    dropped: int = 0

    def place(self, row: int | None) -> str:
        """Name a row for an error; None stands for the file."""
        if row is None:
            return str(self.source.path)
        return self.source.place(row if self.numbers is None else int(self.numbers[row]))

    def place_of(self, column: str, word: str) -> str:
        """Name the first row in which a column holds a word, for an error; the file where none does."""
        found = self.frame[column] == word
        return self.place(found.arg_max() if found.any() else None)

    def classes(self, names: list[str]) -> NDArray[np.int64]:
        """Return the index of each row's class, int64 [N].

        Raises:
            OptionError: if one is not among the names.
        """
        words = spelled(self.frame[self.target], self.source.types[self.target], names)
        indices = indices_of(words, names)
        if indices.null_count():
            refuse_unknown_classes(words, names, self.place)
        return indices.to_numpy(writable=True)

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """How much each row counts, float64 [N], or None where all count the same."""
        return None if self.weight is None else self.frame[self.weight].to_numpy()

    def take(self, rows: NDArray[np.int64]) -> "CleanRows":
        """Return these rows alone."""
        numbers = rows if self.numbers is None else self.numbers[rows]
        return CleanRows(self.source, self.target, self.weight, self.frame[rows], numbers)


def clean(frame: pl.DataFrame, plan: Plan, source: Source, first: int = 0) -> CleanRows:
    """Leave out the rows that cannot be learned from.

    Args:
        frame: rows as they were read.
        plan: what is read, and what is done about missing values.
        source: the file that they are from.
        first: number of the first of them in the file.

    Raises:
        OptionError: if a value is missing under `data.missing=refuse`, or a weight is negative.
    """
    numbers = None if first == 0 else np.arange(first, first + frame.height)
    rows = CleanRows(source, plan.target, plan.weight, frame, numbers)
    labelled = frame[plan.target].is_not_null()
    unlabelled = frame.height - int(labelled.sum())
    if unlabelled:
        rows = rows.take(labelled.arg_true().to_numpy().astype(np.int64))
    dropped = 0
    used = list(plan.kinds.used)
    gaps = [name for name in used if rows.frame[name].null_count()]
    if gaps and plan.missing == "refuse":
        raise missing_value(rows.frame[gaps[0]], "refuse", rows.place)
    if gaps and plan.missing == "drop":
        whole = rows.frame.select(pl.all_horizontal(pl.col(gaps).is_not_null())).to_series()
        dropped = len(whole) - int(whole.sum())
        rows = rows.take(whole.arg_true().to_numpy().astype(np.int64))
    _refuse_wrong_weights(rows)
    return CleanRows(source, plan.target, plan.weight, rows.frame, rows.numbers, unlabelled, dropped)


def _refuse_wrong_weights(rows: CleanRows) -> None:
    if rows.weight is None:
        return
    column = rows.frame[rows.weight]
    wrong = (column.is_null() | (column < 0)).fill_null(True)
    if wrong.any():
        row = wrong.arg_max() or 0
        found = "nothing" if column[row] is None else column[row]
        raise OptionError(f"{rows.place(row)}, column `{column.name}`: a weight must be ≥ 0, got {found}.")
