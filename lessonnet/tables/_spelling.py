"""Values that are no text, spelled as the same values were where the model was trained.

A table that was trained on as text says `1.0` or `True`, and a frame that holds the same rows a number or a truth.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def spelled(words: pl.Series, dtype: pl.DataType, names: Sequence[str]) -> pl.Series:
    """Return words in which each that stands for the same value as a name is that name.

    Args:
        words: of a column, null where missing.
        dtype: that the column had; a text stands for nothing but itself.
        names: of categories or classes.
    """
    value = _value_of(dtype)
    if value is None:
        return words
    known = {_tried(value, name): name for name in reversed(names)} | {None: None}
    others = set(words.unique().drop_nulls().to_list()).difference(names)
    same = {word: name for word in others if (name := known.get(_tried(value, word))) is not None}
    return words.replace(same) if same else words


def _value_of(dtype: pl.DataType) -> Callable[[str], object] | None:
    """Return what reads a value of a type, None for a type whose values are written in one way only."""
    if dtype == pl.Boolean:
        return str.lower
    if dtype.is_numeric():
        return _number
    return datetime.fromisoformat if dtype in (pl.Date, pl.Datetime) else None


def _number(word: str) -> float | None:
    return float(word) if _NUMBER.fullmatch(word) else None


def _tried(value: Callable[[str], object], word: str) -> object:
    try:
        return value(word)
    except ValueError:
        return None
