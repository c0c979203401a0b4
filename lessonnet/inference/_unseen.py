"""Words that are no category of a model: counted on the way, so that the user hears of them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import printable
from lessonnet.tables import CategoryColumn, Schema


class Unseen:
    """Count the rows whose words have no feature of their own.

    Args:
        schema: of the model.
    """

    def __init__(self, schema: Schema) -> None:
        self._features: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._examples: dict[str, object] = {}
        first = 0
        for column in schema.columns:
            if isinstance(column, CategoryColumn):
                self._features[column.name] = first + len(column.categories)
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

    @property
    def lines(self) -> list[str]:
        """A warning for each column that has such words."""
        return [
            f"warning: column `{printable(name)}`: {count} row{'s' * (count > 1)} without a category of the model, "
            f"counted as unknown, such as {_shown(self._examples[name])}"
            for name, count in self._counts.items()
        ]


def _shown(value: object) -> str:
    if value is None:
        return "one without a value"
    text = str(value)
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
