"""What columns of numbers are like on the training rows."""

from collections.abc import Callable, Sequence
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
    # In double precision, however the numbers are held.
    "mean": lambda column: column.cast(pl.Float64).mean(),
    "deviation": lambda column: column.cast(pl.Float64).std(ddof=0),
    "least": pl.Expr.min,
    "most": pl.Expr.max,
    "missing": pl.Expr.null_count,
}


def measure(frame: pl.DataFrame, names: Sequence[str], rows: NDArray[np.int64]) -> dict[str, Measured]:
    """Measure columns of numbers on some rows, all of them at once.

    Args:
        frame: has the columns; null where a number is missing.
        names: of the columns.
        rows: to look at; their order does not matter.
    """
    chosen = np.zeros(frame.height, dtype=bool)
    chosen[rows] = True
    numbers = frame.select(names)
    numbers.columns = [str(i) for i in range(len(names))]
    asked = [ask(pl.col(name)).alias(f"{name} {key}") for name in numbers.columns for key, ask in _ASKED.items()]
    answers = numbers.lazy().filter(pl.Series(chosen)).select(asked).collect().row(0) if asked else ()
    step = len(_ASKED)
    pieces = (answers[i : i + step] for i in range(0, len(answers), step))
    found = (dict(zip(_ASKED, piece, strict=True)) for piece in pieces)
    return {name: _measured(column, len(rows)) for name, column in zip(names, found, strict=True)}


def _measured(found: dict[str, Any], rows: int) -> Measured:
    # Compared by value: the deviation of a constant like 0.1 can come out as 1e-17 instead of 0.
    varies = found["least"] != found["most"]
    # Those that are filled in add nothing to the sum of squares.
    scale = found["deviation"] * (1 - found["missing"] / rows) ** 0.5 if varies else 1.0
    # Of equal numbers the mean is that number, which a sum divided by their count may miss.
    mean = found["mean"] if varies else found["least"]
    return Measured(float(mean or 0.0), scale, found["missing"] > 0)
