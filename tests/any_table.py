"""Tables as nobody would plan them, drawn by hypothesis, and written as CSV or Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

Cells = list[Any]

_LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
_NAMES = (
    st.sampled_from(
        ["x", "y", "id", "X", "label", "column_1", "probability_a", "größe", "名前", "a b", "a,b", 'q"', "1", "no"]
    )
    | st.text(_LETTERS, min_size=0, max_size=4)
    | st.just("same")
)
_WORDS = (
    st.sampled_from(
        ["a", "b", "A", "NA", "?", "", "nan", "True", "false", "0", "01", "1.0", "1e3", "inf", "a;b", "a,b", "a\tb"]
    )
    | st.sampled_from(
        ['"', "'", "a\nb", " a ", "größe", "東京", "e\u0301", "\u202e", "-", "1,5", "#", "=1+1", "\x1b[2J"]
    )
    | st.text(_LETTERS, max_size=3)
)
_FLOATS = st.floats(-1e6, 1e6) | st.floats(-1.0, 1.0) | st.sampled_from([0.0, -0.0, 1e-9])
_WILD = st.floats(allow_nan=True, allow_infinity=True)


@dataclass
class Drawn:
    """A table: its columns by name, and how it is written.

    Attributes:
        names: of the columns; two may be the same.
        columns: cells of each; None is missing.
        dtypes: of the columns, where it is written as Parquet.
        rows: how many.
        target: name of the column to learn.
        delimiter: of a CSV file.
        header: whether it has a line of names.
        options: of the training.
    """

    names: list[str]
    columns: list[Cells]
    dtypes: list[pl.DataType | type[pl.DataType]]
    rows: int
    target: int
    delimiter: str = ","
    header: bool = True
    options: list[str] = field(default_factory=list)

    def write_csv(self, path: Path) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n")
        if self.header:
            writer.writerow(self.names)
        writer.writerows(["" if cell is None else cell for cell in row] for row in zip(*self.columns, strict=True))
        path.write_text(out.getvalue(), encoding="utf-8", newline="")

    def frame(self) -> pl.DataFrame:
        names: list[str] = []
        for name in self.names:  # a frame has no two columns of one name, and none without
            names.append(name if name and name not in names else f"{name}{len(names)} again")
        columns = zip(names, self.columns, self.dtypes, strict=True)
        return pl.DataFrame([pl.Series(name, cells, dtype=dtype) for name, cells, dtype in columns])


def _cells(draw: st.DrawFn, values: st.SearchStrategy[Any], rows: int) -> Cells:
    """Draw a few values, or as many as there are rows, and spread them with repetitions and often with gaps."""
    most = draw(st.sampled_from([1, 3, 3, rows]))
    few = draw(st.lists(values, min_size=min(most, 2), max_size=most))
    return _spread(draw, [*few, *draw(st.sampled_from([[], [], [None]]))], rows)


def _spread(draw: st.DrawFn, values: list[Any], rows: int) -> Cells:
    # Lists that hypothesis draws itself are mostly of one value, and no table.
    return random.Random(draw(st.integers(0, 2**32))).choices(values, k=rows)


@st.composite
def _column(draw: st.DrawFn, rows: int) -> tuple[Cells, pl.DataType | type[pl.DataType]]:
    kind = draw(st.sampled_from([*_KINDS, "counts", "nothing", "keys"]))
    if kind == "counts":
        return list(range(rows)), pl.Int64
    if kind == "nothing":
        return [None] * rows, pl.Null
    if kind == "keys":
        return [f"k{i}" for i in range(rows)], pl.String
    values, dtype = _KINDS[kind]
    return _cells(draw, values, rows), dtype


_KINDS: dict[str, tuple[st.SearchStrategy[Any], Any]] = {
    "numbers": (_FLOATS, pl.Float64),
    "single precision": (st.floats(-1e3, 1e3, width=32), pl.Float32),
    "wild numbers": (_WILD, pl.Float64),
    "whole numbers": (st.integers(-3, 3), pl.Int8),
    "large whole numbers": (st.integers(-(2**63), 2**63 - 1), pl.Int64),
    "words": (_WORDS, pl.String),
    "categories": (st.sampled_from("uvw"), pl.Categorical),
    "truths": (st.booleans(), pl.Boolean),
    "dates": (st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), pl.Date),
    "times": (st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)), pl.Datetime),
    "durations": (st.timedeltas(dt.timedelta(0), dt.timedelta(9)), pl.Duration),
    "exact fractions": (st.decimals(-10, 10, places=2), pl.Decimal(10, 2)),
    "codes": (st.sampled_from(["001", "02", "1"]), pl.String),
}

_TARGETS: list[tuple[list[Any], Any]] = [
    (["p", "q"], pl.String),
    (["größe", "東 京", "a,b"], pl.String),
    ([0, 1], pl.Int64),
    ([1.0, 2.0], pl.Float64),
    ([True, False], pl.Boolean),
    (["p", "q", "r", "s", "t"], pl.String),
]

OPTIONS = ["data.missing=drop", "data.missing=refuse", "data.max_categories=1", "data.class_weight=balanced"]
OPTIONS += ["data.standardize=false", "data.val_fraction=0", "data.test_fraction=0", "model=mlp", "model=perceptron"]


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    """Draw a table: mostly one that can be learned from, and all kinds of others."""
    rows = draw(st.sampled_from([60, 60, 60, 30, 12, 3, 1]))
    drawn = draw(st.lists(_column(rows), min_size=draw(st.sampled_from([1, 2, 3, 4, 0])), max_size=5))
    classes, dtype = draw(st.sampled_from(_TARGETS))
    labels = _spread(draw, [*classes, *draw(st.sampled_from([[], [], [None]]))], rows)
    columns = [*drawn, (labels, dtype)]
    target = draw(st.sampled_from([len(drawn)] * 5 + list(range(len(drawn)))))
    columns[target], columns[-1] = columns[-1], columns[target]
    names = draw(
        st.lists(
            _NAMES, min_size=len(columns), max_size=len(columns), unique=draw(st.sampled_from([True] * 5 + [False]))
        )
    )
    model = draw(st.sampled_from([[], *([option] for option in OPTIONS)]))
    return Drawn(
        names,
        [cells for cells, _ in columns],
        [dtype for _, dtype in columns],
        rows,
        target,
        draw(st.sampled_from(",;\t|")),
        draw(st.sampled_from([True, True, False])),
        model,
    )
