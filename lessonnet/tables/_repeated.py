"""Rows that stand in two parts of a table: a test on what was trained with is none."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

_FEW = 3
"""Columns by which rows are told apart at first; few rows are left that have to be compared as a whole."""


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
    if not others:
        return {}
    few = frame.columns[:_FEW]
    hashes = frame.select(few).hash_rows(seed=0)
    trained = hashes.gather(train)
    counts = {}
    for name, other in others.items():
        own = other.select(few).hash_rows(seed=0) if isinstance(other, pl.DataFrame) else hashes.gather(other)
        alike = own.is_in(trained.implode()).arg_true()
        counts[name] = 0
        if len(alike):
            rows = other[alike] if isinstance(other, pl.DataFrame) else frame[other[alike.to_numpy()]]
            whole = frame[train[trained.is_in(own.gather(alike).unique().implode()).to_numpy()]]
            counts[name] = int(rows.hash_rows(seed=0).is_in(whole.hash_rows(seed=0).implode()).sum())
    return counts
