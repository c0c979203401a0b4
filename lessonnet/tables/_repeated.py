"""Rows that stand in two parts of a table: a test on what was trained with is none."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray


def repeated_rows(
    frame: pl.DataFrame, train: NDArray[np.int64], others: Mapping[str, pl.DataFrame | NDArray[np.int64]]
) -> dict[str, int]:
    """Count the rows of other parts that also stand among the training rows.

    Args:
        frame: the rows that hold the training part.
        train: numbers of the training rows.
        others: for each other part the numbers of its rows in the same frame, or a frame of its own.

    Returns:
        how many of each part's rows have the features of a training row.
    """
    hashes = frame.hash_rows(seed=0)
    trained = hashes.gather(train).implode()
    counts = {}
    for name, other in others.items():
        own = other.hash_rows(seed=0) if isinstance(other, pl.DataFrame) else hashes.gather(other)
        counts[name] = int(own.is_in(trained).sum())
    return counts
