"""Rows of a labelled file that no metric counts."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.tables import Schema


class LeftOut:
    """Count rows without a label, and rows with a missing value where the training left out such.

    Attributes:
        unlabelled: rows without a label.
        gaps: labelled rows with a missing value.
    """

    def __init__(self) -> None:
        self.unlabelled = 0
        self.gaps = 0

    def kept(self, rows: pl.DataFrame, labels: pl.Series, schema: Schema) -> NDArray[np.int64]:
        """Return the numbers of the rows that count, and take the others into account.

        Args:
            rows: with the schema's columns, null where missing.
            labels: of these rows, null where missing.
            schema: of the model.
        """
        keep = labels.is_not_null()
        self.unlabelled += labels.null_count()
        if schema.missing == "drop":
            whole = rows.select(pl.all_horizontal(pl.selectors.by_name(schema.names).is_not_null())).to_series()
            self.gaps += int((keep & ~whole).sum())
            keep &= whole
        return keep.arg_true().to_numpy().astype(np.int64)

    def lines(self, path: Path) -> list[str]:
        """Say how many rows of a file were left out, and why."""
        counts = {
            "without a target left out": self.unlabelled,
            "with a missing value left out, as in training (data.missing=drop)": self.gaps,
        }
        return [f"{path}: {count} row{'s' * (count > 1)} {why}" for why, count in counts.items() if count]
