"""Rows into features: against numbers worked out by hand."""

import numpy as np
import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import CategoryColumn, NumberColumn, Schema, encode

SCHEMA = Schema(
    target="y",
    columns=(
        NumberColumn("age", fill=40.0, indicator=True),
        NumberColumn("size", fill=2.5),
        CategoryColumn("colour", ("blue", "red"), indicator=True),
        CategoryColumn("code", ("1", "2")),
    ),
)


def place(row: int | None) -> str:
    return "t.csv" if row is None else f"t.csv: line {row + 2}"


def test_encode_gives_each_column_its_features_in_order() -> None:
    frame = pl.DataFrame(
        {
            "more": ["x", "y", "z"],
            "code": ["2", "3", None],
            "colour": ["red", "green", None],
            "size": [1.0, None, 3.0],
            "age": [30, None, 50],
        }
    )
    # age, age missing, size, blue, red, colour unknown, colour missing, 1, 2, code unknown
    wanted = [
        [30, 0, 1.0, 0, 1, 0, 0, 0, 1, 0],
        [40, 1, 2.5, 0, 0, 1, 0, 0, 0, 1],
        [50, 0, 3.0, 0, 0, 0, 1, 0, 0, 1],
    ]
    np.testing.assert_array_equal(encode(frame, SCHEMA, place), wanted)
    assert SCHEMA.feature_names == [
        "age",
        "age is missing",
        "size",
        "colour=blue",
        "colour=red",
        "colour is unknown",
        "colour is missing",
        "code=1",
        "code=2",
        "code is unknown",
    ]


def test_encode_reads_numbers_and_words_of_any_type_alike() -> None:
    as_text = pl.DataFrame({"age": [" 30", "?"], "size": ["1", "NA"], "colour": [" red ", "nan"], "code": ["1", ""]})
    as_values = pl.DataFrame({"age": [30, None], "size": [1.0, np.nan], "colour": ["red", None], "code": [1, None]})
    np.testing.assert_array_equal(encode(as_text, SCHEMA, place), encode(as_values, SCHEMA, place))


def test_encode_writes_whole_floats_without_a_point_and_booleans_in_small_letters() -> None:
    schema = Schema("y", (CategoryColumn("a", ("1", "2")), CategoryColumn("b", ("false", "true"))))
    frame = pl.DataFrame({"a": [1.0, 2.0], "b": [True, False]})
    np.testing.assert_array_equal(encode(frame, schema, place), [[1, 0, 0, 0, 1, 0], [0, 1, 0, 1, 0, 0]])


def test_encode_of_no_rows_has_all_features() -> None:
    frame = pl.DataFrame({name: [] for name in SCHEMA.names})
    assert encode(frame, SCHEMA, place).shape == (0, 10)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"age": [30.0, np.inf]}, "t.csv: line 3, column `age`: must be a finite number, got inf."),
        ({"age": ["30", "old"]}, "t.csv: line 3, column `age`: must be a number, got 'old'."),
        ({"age": [[1], [2]]}, "t.csv: the column `age` must hold numbers, found List(Int64)."),
    ],
)
def test_encode_names_the_row_and_column_of_what_is_no_number(change: dict, line: str) -> None:
    frame = pl.DataFrame({"age": [1, 2], "size": [1, 2], "colour": ["red", "red"], "code": ["1", "1"], **change})
    with pytest.raises(OptionError) as refused:
        encode(frame, SCHEMA, place)
    assert str(refused.value) == line


def test_encode_names_a_missing_column_and_the_nearest() -> None:
    frame = pl.DataFrame({"Age": [1], "size": [1], "colour": ["red"], "code": ["1"]})
    with pytest.raises(OptionError, match=r"t.csv: the column 'age'.* missing\. Did you mean 'Age'\?"):
        encode(frame, SCHEMA, place)


@pytest.mark.parametrize("column", ["age", "colour"])
def test_encode_refuses_a_missing_value_where_the_model_has_no_replacement(column: str) -> None:
    schema = Schema("y", (NumberColumn("age"), CategoryColumn("colour", ("red",))), missing="refuse")
    frame = pl.DataFrame({"age": [1, 2], "colour": ["red", "red"]}).with_columns(
        pl.Series(column, [None, None], dtype=pl.String)
    )
    with pytest.raises(OptionError, match=f"line 2, column `{column}`: the value is missing"):
        encode(frame, schema, place)
