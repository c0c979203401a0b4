"""Rows of one part that stand in another are counted, whole rows and no others."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lessonnet.tables import repeated_rows


def test_repeated_rows_compares_all_columns() -> None:
    frame = pl.DataFrame({"a": [1, 1, 1, 2], "b": [1, 1, 1, 1], "c": [1, 1, 1, 1], "d": ["x", "x", "y", "x"]})
    train = np.array([0])
    # Rows 1 to 3 are alike in the first three columns or in part of them; only row 1 is the training row again.
    assert repeated_rows(frame, train, {"val": np.array([1, 2, 3])}) == {"val": 1}


def test_repeated_rows_takes_frames_of_other_files_and_counts_missing_values_as_equal() -> None:
    frame = pl.DataFrame({"a": [1.0, None, 3.0], "b": ["x", None, "z"]})
    other = pl.DataFrame({"a": [None, 3.0, 3.0], "b": [None, "z", "x"]}, schema=frame.schema)
    assert repeated_rows(frame, np.arange(3), {"test": other}) == {"test": 2}


@given(rows=st.lists(st.tuples(*[st.integers(0, 1)] * 5), min_size=2, max_size=40), cut=st.integers(1, 39))
def test_repeated_rows_counts_what_python_counts(rows: list[tuple[int, ...]], cut: int) -> None:
    cut = min(cut, len(rows) - 1)
    frame = pl.DataFrame(rows, schema=list("abcde"), orient="row")
    found = repeated_rows(frame, np.arange(cut), {"test": np.arange(cut, len(rows))})
    assert found == {"test": sum(row in rows[:cut] for row in rows[cut:])}
