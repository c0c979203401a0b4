"""In which precision the numbers of a table are held."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lessonnet.tables._numerals import is_number_type, numerals

_LARGE = 1 << 26
"""Bytes of a file from which on single precision is worth having: half the memory."""
_FAR = 1000
"""Deviations between 0 and the mean from which on single precision, of seven digits, would lose what varies."""


def number_types(path: Path, sample: pl.DataFrame, names: Sequence[str]) -> dict[str, pl.DataType]:
    """Return the type that each column of numbers is read as: Float32 in a large file, where that loses nothing.

    Args:
        path: the file, or a folder of files.
        sample: its first rows.
        names: of the columns of numbers.
    """
    if not names or not is_large(path):
        return {name: pl.Float64() for name in names}
    columns = sample.select(sample[name] for name in names)
    fits = columns.select(_fits_single(pl.nth(i), dtype) for i, dtype in enumerate(columns.dtypes)).row(0)
    return {name: pl.Float32() if fit else pl.Float64() for name, fit in zip(columns.columns, fits, strict=True)}


def is_large(path: Path) -> bool:
    """Tell whether a file, or the files of a folder, take more than 64 MiB."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files) >= _LARGE


def _fits_single(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    values = column.cast(pl.Float64) if is_number_type(dtype) else numerals(column.cast(pl.String))
    # Null, for no, where fewer than two numbers say nothing yet.
    return values.mean().abs() <= _FAR * values.std()
