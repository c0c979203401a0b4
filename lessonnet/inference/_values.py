"""Values of one column, as Python, NumPy and torch hold them, as a polars series."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from torch import Tensor

from lessonnet.options import OptionError

_INT64 = range(-(2**63), 2**63)
_NOTHING = ("NAType", "NaTType")
"""How pandas, which need not be there, calls what stands for a missing value."""


def series_of_values(values: Sequence[Any]) -> pl.Series:
    """Return values as the numbers, truths or times that all of them are, or else as words; null where missing.

    Raises:
        OptionError: if one of them is bytes.
    """
    cells = [_plain(value) for value in values]
    dtype = _type_of([cell for cell in cells if cell is not None])
    if dtype == pl.String:
        cells = [None if cell is None else _word(cell) for cell in cells]
    return pl.Series(cells, dtype=dtype)


def series_of_array(array: np.ndarray) -> pl.Series:
    """Return an array [N] as a series, null where it is masked."""
    if isinstance(array, np.ma.MaskedArray):
        hidden = np.ma.getmaskarray(array)
        return series_of_values([None if h else v for v, h in zip(array.data.tolist(), hidden, strict=True)])
    if array.dtype.kind == "f":
        return pl.Series(np.ascontiguousarray(array, np.float64))
    if array.dtype.kind in "iub":
        return pl.Series(np.ascontiguousarray(array, array.dtype.newbyteorder("=")))
    if array.dtype.kind == "M":
        return pl.Series(array.astype("datetime64[us]"))
    return series_of_values(array.tolist())


def _plain(value: Any) -> Any:
    """Return a value as Python's own, None where it is missing."""
    if isinstance(value, np.bool_ | np.number) or (isinstance(value, Tensor) and value.numel() == 1):
        value = value.item()
    is_missing = type(value).__name__ in _NOTHING or (isinstance(value, float) and math.isnan(value))
    return None if is_missing else value


def _type_of(cells: list[Any]) -> pl.DataType:
    if all(isinstance(cell, bool) for cell in cells):
        return pl.Boolean()
    if all(type(cell) is int and cell in _INT64 for cell in cells):
        return pl.Int64()
    if all(type(cell) in (int, float) for cell in cells) and all(abs(cell) < 2**1023 for cell in cells):
        return pl.Float64()
    if all(isinstance(cell, datetime) and cell.tzinfo is None for cell in cells):
        return pl.Datetime()
    return pl.Date() if all(type(cell) is date for cell in cells) else pl.String()


def _word(value: Any) -> str:
    if isinstance(value, bytes):
        raise OptionError(f"a value must be a number or a text, got the bytes {value[:20]!r}; decode them first.")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
