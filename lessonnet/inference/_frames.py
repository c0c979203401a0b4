"""Tables as people hold them: polars, pandas, NumPy, torch, or a mapping of columns."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from torch import Tensor

from lessonnet.options import OptionError


def frame_of(table: Any, names: Sequence[str]) -> pl.DataFrame:
    """Return a table as a polars frame.

    Args:
        table: a polars or pandas DataFrame, a mapping of columns, or an array or tensor [N, columns] in the order of
            `names`; an array of objects may hold words beside numbers.
        names: of the columns that a table without names has.

    Raises:
        OptionError: if it is none of these, or an array has another number of columns.
    """
    if isinstance(table, pl.LazyFrame):
        return table.collect()
    if isinstance(table, pl.DataFrame):
        return table
    if isinstance(table, Tensor):
        table = table.detach().cpu().numpy()
    if isinstance(table, np.ndarray):
        return _of_array(table, names)
    if hasattr(table, "iloc") and hasattr(table, "columns"):
        return pl.DataFrame([_of_pandas(str(name), table.iloc[:, i]) for i, name in enumerate(table.columns)])
    if isinstance(table, Mapping):
        return pl.DataFrame([_of_values(str(name), list(values)) for name, values in table.items()])
    raise OptionError(
        "rows must come as a polars or pandas DataFrame, a mapping of columns, a NumPy array or a torch tensor, "
        f"got {type(table).__name__}."
    )


def _of_array(array: np.ndarray, names: Sequence[str]) -> pl.DataFrame:
    if array.ndim != 2 or array.shape[1] != len(names):
        raise OptionError(
            f"an array of rows must have the shape [N, {len(names)}], one column each for {', '.join(names[:10])}"
            f"{', …' if len(names) > 10 else ''}; got {list(array.shape)}."
        )
    columns = zip(names, array.T, strict=True)
    if array.dtype.kind in "iufb":
        return pl.DataFrame([pl.Series(name, np.ascontiguousarray(column)) for name, column in columns])
    return pl.DataFrame([_of_values(name, column.tolist()) for name, column in columns])


def _of_pandas(name: str, column: Any) -> pl.Series:
    """Convert one column; polars' own way would need pyarrow."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufb":
        return pl.Series(name, column.to_numpy())
    missing = column.isna().tolist()
    return _of_values(name, [None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)])


def _of_values(name: str, values: list[Any]) -> pl.Series:
    """Make a column of numbers, or of words where anything else is among the values."""
    known = [value for value in values if not _is_missing(value)]
    if all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in known):
        numbers = [None if value is None else float(value) for value in values]
        return pl.Series(name, numbers, dtype=pl.Float64)
    return pl.Series(name, [None if _is_missing(value) else _word(value) for value in values], pl.String)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float | np.floating) and math.isnan(value))


def _word(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
