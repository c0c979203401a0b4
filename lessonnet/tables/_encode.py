"""Rows of a table turned into features, in original units: numbers as they are, words as zeros and ones."""

import math
from collections.abc import Mapping
from functools import cache
from itertools import accumulate

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._cells import as_text, numbers_among
from lessonnet.tables._choice import hint_at
from lessonnet.tables._place import Place
from lessonnet.tables._schema import CategoryColumn, NumberColumn, Schema
from lessonnet.tables._spelling import spelled

Matrix = NDArray[np.float64]


def encode(frame: pl.DataFrame, schema: Schema, place: Place, types: Mapping[str, pl.DataType] | None = None) -> Matrix:
    """Turn rows into features.

    Args:
        frame: has the schema's columns, in any order, of any types that can be read as numbers and words; more columns
            are not looked at.
        schema: what is made of them.
        place: names a row for an error.
        types: that the columns had before they were read as text; None for those that they have.

    Returns:
        Features [N, D], in original units.

    Raises:
        OptionError: if a column is missing, a number cannot be read or is infinite, or a value is missing that the
            model has no replacement for.
    """
    refuse_missing_columns(frame.columns, schema, place)
    # The values of a feature lie together: columns are written whole.
    features = np.zeros((len(schema.feature_names), frame.height)).T
    firsts = accumulate((len(column.feature_names) for column in schema.columns), initial=0)
    places = {column.name: first for column, first in zip(schema.columns, firsts, strict=False)}
    done = _encode_plain_numbers(frame, schema, places, features)
    for column in schema.columns:
        if column.name in done:
            continue
        first = places[column.name]
        target = features[:, first : first + len(column.feature_names)]
        if isinstance(column, NumberColumn):
            _encode_numbers(frame[column.name], column, schema, place, target)
        else:
            _encode_words(frame[column.name], (types or frame.schema)[column.name], column, schema, place, target)
    return features


def refuse_missing_columns(names: list[str], schema: Schema, where: Place) -> None:
    """Refuse a table without one of the schema's columns.

    Raises:
        OptionError: names the first that is missing, and the nearest that is there, or all that are.
    """
    for name in schema.names:
        if name not in names:
            others = [found for found in names if found not in schema.names]
            raise OptionError(
                f"{where(None)}: the column {name!r}, which the model reads, is missing.{hint_at(name, others, names)}"
            )


def as_numbers(column: pl.Series, missing_words: tuple[str, ...], place: Place) -> pl.Series:
    """Return a column as floating-point numbers, null where missing.

    Raises:
        OptionError: names the first row with something else, or with an infinity.
    """
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        column = _parsed(column.cast(pl.String), missing_words, place)
    elif column.dtype in (pl.Boolean, pl.Null) or column.dtype.is_decimal() or column.dtype.is_integer():
        column = column.cast(pl.Float64)
    elif not column.dtype.is_float():
        raise OptionError(f"{place(None)}: the column `{column.name}` must hold numbers, found {column.dtype}.")
    infinite = column.is_infinite()
    if infinite.any():
        row = infinite.arg_max() or 0
        raise OptionError(f"{place(row)}, column `{column.name}`: must be a finite number, got {column[row]}.")
    gone = _missing_numbers(missing_words)
    return column.set(column.is_in([*gone, math.nan]), None)


@cache
def _missing_numbers(missing_words: tuple[str, ...]) -> list[float]:
    """Return the missing words that are numbers: in a column of numbers these numbers stand for nothing, too."""
    return numbers_among(missing_words)


def as_words(column: pl.Series, missing_words: tuple[str, ...]) -> pl.Series:
    """Return a column as a person would write it, null where missing; whole numbers are without a decimal point.

    Raises:
        OptionError: if it holds several values a row.
    """
    if column.dtype.is_nested() or column.dtype in (pl.Binary, pl.Object):
        raise OptionError(f"the column `{column.name}` must hold one number or text a row, found {column.dtype}.")
    if column.dtype != pl.String:
        cells = column.alias("cell").to_frame()
        column = cells.select(as_text(pl.col("cell"), column.dtype)).to_series().alias(column.name)
    words = column.str.strip_chars()
    return words.set(words.is_in(["", *missing_words]), None)


def _parsed(words: pl.Series, missing_words: tuple[str, ...], place: Place) -> pl.Series:
    words = as_words(words, missing_words)
    numbers = words.cast(pl.Float64, strict=False)
    wrong = numbers.is_null() & words.is_not_null()
    if wrong.any():
        row = wrong.arg_max() or 0
        raise OptionError(f"{place(row)}, column `{words.name}`: must be a number, got {words[row]!r}.")
    return numbers


def _encode_plain_numbers(frame: pl.DataFrame, schema: Schema, places: Mapping[str, int], features: Matrix) -> set[str]:
    """Encode all columns at once that leave nothing to convert, fill or refuse; return which: nearly all, as a rule."""
    if _missing_numbers(schema.missing_words):
        return set()
    numbers = (column.name for column in schema.columns if isinstance(column, NumberColumn))
    names = [name for name in numbers if _is_plain(frame[name])]
    if not names:
        return set()
    values = frame[names].to_numpy(order="fortran")
    if not np.isfinite(values).all():
        return set()
    if len(names) == features.shape[1]:
        features[:] = values  # in a fraction of the time that a list of columns takes
    else:
        features[:, [places[name] for name in names]] = values
    return set(names)


def _is_plain(column: pl.Series) -> bool:
    return column.dtype.is_float() and not column.null_count()


def _encode_numbers(series: pl.Series, column: NumberColumn, schema: Schema, place: Place, out: Matrix) -> None:
    numbers = as_numbers(series, schema.missing_words, place)
    if numbers.null_count():
        if column.fill is None:
            raise _no_replacement(numbers, schema, place)
        if column.indicator:
            out[:, 1] = numbers.is_null().to_numpy()
        numbers = numbers.fill_null(column.fill)
    out[:, 0] = numbers.to_numpy()


def _encode_words(
    series: pl.Series, dtype: pl.DataType, column: CategoryColumn, schema: Schema, place: Place, out: Matrix
) -> None:
    found = spelled(as_words(series, schema.missing_words), dtype, column.categories)
    if found.null_count() and schema.missing != "impute":
        raise _no_replacement(found, schema, place)
    known = len(column.categories)
    categories = pl.Series(column.categories, dtype=pl.String)
    places = pl.Series(range(known), dtype=pl.Int64)
    features = found.replace_strict(categories, places, default=known, return_dtype=pl.Int64)
    features = features.set(found.is_null(), known + 1) if column.indicator else features.fill_null(known)
    out[np.arange(len(features)), features.to_numpy()] = 1


def _no_replacement(column: pl.Series, schema: Schema, place: Place) -> OptionError:
    row = column.is_null().arg_max() or 0
    why = f", since it was trained under `data.missing={schema.missing}`" if schema.target else ""
    return OptionError(
        f"{place(row)}, column `{column.name}`: the value is missing, and the model has no replacement for it{why}."
    )


def missing_value(column: pl.Series, missing: str, place: Place) -> OptionError:
    """Build the error for a missing value where none may be."""
    row = column.is_null().arg_max() or 0
    return OptionError(
        f"{place(row)}, column `{column.name}`: the value is missing, and `data.missing={missing}` allows none; "
        "data.missing=impute fills in the training rows' mean."
    )
