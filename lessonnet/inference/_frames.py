"""Tables as people hold them: polars, pandas, NumPy, torch, or a mapping of columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from torch import Tensor

from lessonnet.inference._values import series_of_array, series_of_values
from lessonnet.options import OptionError
from lessonnet.tables import Schema


def frame_of(table: Any, schema: Schema) -> pl.DataFrame:
    """Return a table as a polars frame.

    Args:
        table: a polars or pandas DataFrame, a mapping of columns, or an array or tensor [N, columns] in the order of
            the schema; an array of objects may hold words beside numbers.
        schema: names the columns of a table without names.

    Raises:
        OptionError: if it is none of these, or its columns do not make a table.
    """
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    if isinstance(table, pl.DataFrame):
        return _counted_from_0(table, schema)
    if isinstance(table, Tensor | np.ndarray):
        return _of_array(_array(table), schema.names)
    if hasattr(table, "iloc") and hasattr(table, "columns"):
        labels = [_label(label, schema) for label in table.columns]
        return _framed(labels, [_of_pandas(table.iloc[:, i]) for i in range(len(labels))])
    if isinstance(table, Mapping):
        return _framed([str(name) for name in table], [_of_any(str(name), table[name]) for name in table])
    raise OptionError(
        "rows must come as a polars or pandas DataFrame, a mapping of columns, a NumPy array or a torch tensor, "
        f"got {type(table).__name__}."
    )


def _counted_from_0(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Refuse columns that polars has numbered, from 1; a table without a line of names counts from 0 here."""
    others = set(frame.columns).difference(schema.names)
    if not schema.header and "column_0" not in frame.columns and any(name.startswith("column_") for name in others):
        raise OptionError(
            f"the columns must be {_listed(schema.names)}, counted from column_0 as in the training's table, which had "
            f"no line of names; got {_listed(frame.columns)}, as polars counts them. Rename them."
        )
    return frame


def _label(label: Any, schema: Schema) -> str:
    """Name a pandas column; without a line of names pandas has their positions."""
    is_position = not schema.header and isinstance(label, int | np.integer)
    return f"column_{label}" if is_position else str(label)


def _framed(names: list[str], columns: Sequence[pl.Series]) -> pl.DataFrame:
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        if name in names[:place]:
            raise OptionError(f"the columns of a table must have different names, got {name!r} twice.")
        if len(column) != len(columns[0]):
            raise OptionError(
                f"the columns of a table must have as many values each, got {len(columns[0])} of {names[0]!r} and "
                f"{len(column)} of {name!r}."
            )
    return pl.DataFrame([column.alias(name) for name, column in zip(names, columns, strict=True)])


def _array(values: Tensor | np.ndarray) -> np.ndarray:
    if isinstance(values, Tensor):
        # NumPy has no bfloat16.
        values = (values.double() if values.is_floating_point() else values).detach().cpu().numpy()
    return values


def _of_array(array: np.ndarray, names: Sequence[str]) -> pl.DataFrame:
    if array.ndim != 2 or array.shape[1] != len(names):
        raise OptionError(
            f"an array of rows must have the shape [N, {len(names)}], one column each for {_listed(names)}; "
            f"got {list(array.shape)}."
        )
    return pl.DataFrame([series_of_array(column).alias(name) for name, column in zip(names, array.T, strict=True)])


def _of_pandas(column: Any) -> pl.Series:
    """Convert one column; polars' own way would need pyarrow."""
    if isinstance(column.dtype, np.dtype) and column.dtype != object:
        return series_of_array(column.to_numpy())
    missing = column.isna().tolist()
    return series_of_values([None if gone else value for value, gone in zip(column.tolist(), missing, strict=True)])


def _of_any(name: str, values: Any) -> pl.Series:
    if isinstance(values, pl.Series):
        return values
    if hasattr(values, "iloc") and hasattr(values, "isna"):
        return _of_pandas(values)
    if isinstance(values, Tensor | np.ndarray) and values.ndim == 1:
        return series_of_array(_array(values))
    if isinstance(values, Sequence) and not isinstance(values, str | bytes):
        return series_of_values(list(values))
    raise OptionError(f"the column {name!r} must be a list of values, one a row, got {type(values).__name__}.")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
