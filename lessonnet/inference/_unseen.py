"""What the training never saw, words and gaps: counted on the way, so that the user hears of it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import printable
from lessonnet.tables import CategoryColumn, Schema, as_numbers


class Unseen:
    """Count the rows whose words have no feature of their own, and numbers that are missing where none ever was.

    Args:
        schema: of the model.
    """

    def __init__(self, schema: Schema) -> None:
        self._features: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._examples: dict[str, object] = {}
        self._missing_words = schema.missing_words
        self._fills: dict[str, tuple[int, float]] = {}
        self._gaps: dict[str, int] = {}
        first = 0
        for column in schema.columns:
            if isinstance(column, CategoryColumn):
                self._features[column.name] = first + len(column.categories)
            elif column.fill is not None and not column.indicator:
                self._fills[column.name] = first, column.fill
            first += len(column.feature_names)

    def add(self, frame: pl.DataFrame, features: NDArray[np.float64]) -> None:
        """Take rows into account.

        Args:
            frame: the rows.
            features: what `encode` made of them [N, D].
        """
        for name, place in self._features.items():
            rows = np.flatnonzero(features[:, place])
            if len(rows):
                self._counts[name] = self._counts.get(name, 0) + len(rows)
                self._examples.setdefault(name, frame[name][int(rows[0])])
        for name, (place, fill) in self._fills.items():
            # Only what looks filled in has to be asked whether it was: a number may be equal to the mean.
            rows = np.flatnonzero(features[:, place] == fill)
            gaps = as_numbers(frame[name].gather(rows), self._missing_words, _nowhere).null_count() if len(rows) else 0
            if gaps:
                self._gaps[name] = self._gaps.get(name, 0) + gaps

    @property
    def lines(self) -> list[str]:
        """A warning for each column that has such words or gaps."""
        return [*self._word_lines(), *self._gap_lines()]

    def _gap_lines(self) -> list[str]:
        return [
            f"warning: column `{printable(name)}`: {count} value{'s are' if count > 1 else ' is'} missing, and none "
            f"was in training; filled in by the mean, {self._fills[name][1]:.6g}"
            for name, count in self._gaps.items()
        ]

    def _word_lines(self) -> list[str]:
        return [
            f"warning: column `{printable(name)}`: {count} row{'s' * (count > 1)} without a category of the model, "
            f"counted as unknown, such as {_shown(self._examples[name])}"
            for name, count in self._counts.items()
        ]


def _nowhere(_row: int | None) -> str:
    return ""  # these rows have been encoded, so that none of them is refused here


def _shown(value: object) -> str:
    if value is None:
        return "one without a value"
    text = str(value)
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
