"""Whatever holds a table, it becomes the same polars frame."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch

from lessonnet.inference._frames import frame_of
from lessonnet.options import OptionError
from lessonnet.tables import NumberColumn, Schema

SCHEMA = Schema("y", (NumberColumn("a"), NumberColumn("b")))
HEADERLESS = Schema("column_0", (NumberColumn("column_1"), NumberColumn("column_3")), header=False)
NOON = dt.datetime(2024, 1, 2, 12)

COLUMNS: dict[str, tuple[Any, pl.DataType, list[Any]]] = {
    "whole numbers": ([1, 2, None], pl.Int64(), [1, 2, None]),
    "numbers": ([1, 2.5, None, float("nan")], pl.Float64(), [1.0, 2.5, None, None]),
    "numpy's numbers": ([np.float32(0.5), np.int8(3), np.float64("nan")], pl.Float64(), [0.5, 3.0, None]),
    "tensors of one number": ([torch.tensor(1), torch.tensor(2)], pl.Int64(), [1, 2]),
    "whole numbers beyond 64 bits": ([1, 10**20], pl.Float64(), [1.0, 1e20]),
    "truths": ([True, None, np.bool_(False)], pl.Boolean(), [True, None, False]),
    "words": (["a", None, "", "NA"], pl.String(), ["a", None, "", "NA"]),
    "words and more": (["a", 1, 2.0, 2.5, True, None], pl.String(), ["a", "1", "2", "2.5", "true", None]),
    "truths and numbers": ([True, 2], pl.String(), ["true", "2"]),
    "exact fractions": ([Decimal("1.50")], pl.String(), ["1.50"]),
    "dates": ([dt.date(2024, 1, 2), None], pl.Date(), [dt.date(2024, 1, 2), None]),
    "times": ([NOON, pd.NaT, None], pl.Datetime(), [NOON, None, None]),
    "pandas' missing": ([pd.NA, 1, pd.NaT], pl.Int64(), [None, 1, None]),
    "nothing": ([None, None], pl.Boolean(), [None, None]),
    "a tuple": ((1, 2), pl.Int64(), [1, 2]),
    "a range": (range(3), pl.Int64(), [0, 1, 2]),
    "a tensor": (torch.tensor([0.5, 2.0]), pl.Float64(), [0.5, 2.0]),
    "a tensor of 16 bits": (torch.tensor([0.5], dtype=torch.bfloat16, requires_grad=True), pl.Float64(), [0.5]),
    "a masked array": (np.ma.array([1.5, 2.0], mask=[False, True]), pl.Float64(), [1.5, None]),
    "another byte order": (np.array([1.0, 2.0], ">f8"), pl.Float64(), [1.0, 2.0]),
    "whole numbers of another byte order": (np.array([1, 2], ">i2"), pl.Int16(), [1, 2]),
    "a slice": (np.arange(6)[::2], pl.Int64(), [0, 2, 4]),
    "NumPy's times": (np.array(["2024-01-02T12", "NaT"], "M8[ns]"), pl.Datetime(), [NOON, None]),
    "NumPy's words": (np.array(["a", "bc"]), pl.String(), ["a", "bc"]),
    "a pandas series": (pd.Series([1.5, None], index=[7, 3]), pl.Float64(), [1.5, None]),
    "a polars series": (pl.Series("other", [1, 2]), pl.Int64(), [1, 2]),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_column_of_a_mapping_keeps_its_values(case: str) -> None:
    values, dtype, wanted = COLUMNS[case]
    frame = frame_of({"a": values}, SCHEMA)
    assert frame.schema == {"a": dtype}
    # Missing is null, never NaN.
    assert frame["a"].fill_nan(None).to_list() == wanted if dtype.is_float() else frame["a"].to_list() == wanted


PANDAS: dict[str, tuple[pd.Series, list[Any]]] = {
    "int64": (pd.Series([1, 2]), [1, 2]),
    "float64": (pd.Series([1.5, 2.0]), [1.5, 2.0]),
    "float32": (pd.Series([1.5], dtype="float32"), [1.5]),
    "Int64": (pd.Series([1, None], dtype="Int64"), [1, None]),
    "Float64": (pd.Series([1.5, None], dtype="Float64"), [1.5, None]),
    "boolean": (pd.Series([True, None], dtype="boolean"), [True, None]),
    "bool": (pd.Series([True, False]), [True, False]),
    "object of truths": (pd.Series([True, None], dtype=object), [True, None]),
    "object of words": (pd.Series(["a", None, np.nan, pd.NA], dtype=object), ["a", None, None, None]),
    "string": (pd.Series(["a", None], dtype="string"), ["a", None]),
    "category": (pd.Series(["a", None, "a"], dtype="category"), ["a", None, "a"]),
    "category of numbers": (pd.Series([2, 1], dtype="category"), [2, 1]),
    "datetime64": (pd.Series(pd.to_datetime(["2024-01-02T12", None])), [NOON, None]),
    "datetime64 with a zone": (
        pd.Series(pd.to_datetime(["2024-01-02"])).dt.tz_localize("Europe/Berlin"),
        ["2024-01-02 00:00:00+01:00"],
    ),
    "period": (pd.Series(pd.period_range("2024", periods=1, freq="Y")), ["2024"]),
}


@pytest.mark.parametrize("case", PANDAS)
def test_column_of_pandas_keeps_its_values(case: str) -> None:
    series, wanted = PANDAS[case]
    frame = frame_of(pd.DataFrame({"a": series.set_axis(range(10, 10 + len(series)))}), SCHEMA)
    assert frame["a"].to_list() == wanted


@pytest.mark.parametrize("dtype", ["<f8", ">f8", "f4", "f2", "g", "i1", ">i4", "u8", "?"])
def test_array_of_any_numbers_has_the_columns_of_the_schema(dtype: str) -> None:
    frame = frame_of(np.array([[0, 1], [1, 0]], dtype=dtype), SCHEMA)
    assert frame.columns == ["a", "b"]
    assert [[float(value) for value in row] for row in frame.rows()] == [[0, 1], [1, 0]]


def test_array_of_objects_may_hold_words_beside_numbers() -> None:
    frame = frame_of(np.array([[1, "x"], [None, "y"]], dtype=object), SCHEMA)
    assert frame.rows() == [(1, "x"), (None, "y")]


def test_positions_of_pandas_are_columns_of_a_table_without_names() -> None:
    assert frame_of(pd.DataFrame([[1, 2, 3, 4]]), HEADERLESS).columns == [f"column_{i}" for i in range(4)]
    assert frame_of(pd.DataFrame([[1, 2]]), SCHEMA).columns == ["0", "1"]


def test_columns_that_polars_has_counted_from_one_are_refused() -> None:
    names = [f"column_{i}" for i in range(1, 5)]
    with pytest.raises(OptionError) as refused:
        frame_of(pl.DataFrame([[i] for i in range(4)], schema=names), HEADERLESS)
    assert str(refused.value) == (
        "the columns must be column_1, column_3, counted from column_0 as in the training's table, which had no line "
        "of names; got column_1, column_2, column_3, column_4, as polars counts them. Rename them."
    )
    named = pl.DataFrame({"column_3": [1], "column_1": [2]})
    assert frame_of(named, HEADERLESS).equals(named)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ({"a": 1.0}, "the column 'a' must be a list of values, one a row, got float."),
        ({"a": "red"}, "the column 'a' must be a list of values, one a row, got str."),
        ({"a": np.zeros((2, 2))}, "the column 'a' must be a list of values, one a row, got ndarray."),
        ({"a": {1, 2}}, "the column 'a' must be a list of values, one a row, got set."),
        ({"a": [b"x"]}, "a value must be a number or a text, got the bytes b'x'; decode them first."),
        (
            {"a": [1, 2], "b": [1]},
            "the columns of a table must have as many values each, got 2 of 'a' and 1 of 'b'.",
        ),
        (
            pd.DataFrame([[1, 2]], columns=["a", "a"]),
            "the columns of a table must have different names, got 'a' twice.",
        ),
        (
            None,
            "rows must come as a polars or pandas DataFrame, a mapping of columns, a NumPy array or a torch tensor, "
            "got NoneType.",
        ),
    ],
)
def test_what_is_no_table_is_refused(table: Any, line: str) -> None:
    with pytest.raises(OptionError) as refused:
        frame_of(table, SCHEMA)
    assert str(refused.value) == line
