"""What columns of numbers are like on the training rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray


class Measured(NamedTuple):
    """A column of numbers once missing ones are filled with the mean of the others.

    Attributes:
        mean: 0 where all are missing.
        scale: standard deviation; 1 where all are equal.
        missing: whether any was missing.
    """

    mean: float
    scale: float
    missing: bool


_ASKED: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    # Summed in double precision, however the numbers are held.
    "mean": pl.Expr.mean,
    "deviation": lambda column: column.std(ddof=0),
    "missing": pl.Expr.null_count,
}
_ENDS: dict[str, Callable[[pl.Expr], pl.Expr]] = {"least": pl.Expr.min, "most": pl.Expr.max}
_CLOSE = 1e-6
"""Deviation over mean below which numbers may all be equal: that of a constant like 0.1 can come out as 1e-17."""


def measure(frame: pl.DataFrame, names: Sequence[str], rows: NDArray[np.int64]) -> dict[str, Measured]:
    """Measure columns of numbers on some rows, all of them at once.

    Args:
        frame: has the columns; null where a number is missing.
        names: of the columns.
        rows: to look at; their order does not matter.
    """
    numbers = frame.select(names)
    numbers.columns = [str(i) for i in range(len(names))]
    chosen = _chosen(numbers, rows, frame.height)
    found = _answers(chosen, numbers.columns, _ASKED)
    ends = _answers(chosen, [name for name, column in found.items() if not _surely_varies(column)], _ENDS)
    measured = (_measured(column, ends.get(name), len(rows)) for name, column in found.items())
    return dict(zip(names, measured, strict=True))


def _chosen(numbers: pl.DataFrame, rows: NDArray[np.int64], height: int) -> pl.LazyFrame:
    if len(rows) == height or not numbers.width:
        return numbers.lazy()
    mask = np.zeros(height, dtype=bool)
    mask[rows] = True
    return numbers.lazy().filter(pl.Series(mask))


def _answers(
    numbers: pl.LazyFrame, names: Sequence[str], questions: Mapping[str, Callable[[pl.Expr], pl.Expr]]
) -> dict[str, dict[str, Any]]:
    """Ask all columns everything at once."""
    if not names:
        return {}
    asked = [ask(pl.col(name)).alias(f"{name} {key}") for name in names for key, ask in questions.items()]
    answers = numbers.select(asked).collect().row(0, named=True)
    return {name: {key: answers[f"{name} {key}"] for key in questions} for name in names}


def _surely_varies(found: dict[str, Any]) -> bool:
    return found["deviation"] is not None and found["deviation"] > _CLOSE * abs(found["mean"])


def _measured(found: dict[str, Any], ends: dict[str, Any] | None, rows: int) -> Measured:
    missing = found["missing"] > 0
    if ends is not None and ends["least"] == ends["most"]:
        # Of equal numbers the mean is that number, which a sum divided by their count may miss.
        return Measured(float(ends["least"] or 0.0), 1.0, missing)
    # Those that are filled in add nothing to the sum of squares.
    return Measured(found["mean"], found["deviation"] * (1 - found["missing"] / rows) ** 0.5, missing)
