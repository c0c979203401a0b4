"""What is measured on training rows alone."""

import numpy as np
import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import CategoryColumn, NumberColumn, fit_columns

TRAIN = np.array([0, 1, 3])


def test_fit_columns_fills_with_the_training_rows_mean_alone() -> None:
    frame = pl.DataFrame({"x": [1.0, None, 1000.0, 4.0], "z": [1.0, 2.0, None, 6.0]})
    columns = fit_columns(frame, {"x": "number", "z": "number"}, TRAIN, "impute", 32).columns
    # (1 + 4) / 2; and (1 + 2 + 6) / 3 without an indicator, since no training row lacks it.
    assert columns == (NumberColumn("x", 2.5, True), NumberColumn("z", 3.0, False))


def test_fit_columns_keeps_the_most_frequent_categories_and_breaks_ties_by_name() -> None:
    words = ["b", "b", "c", "a", "a", "d", None]
    frame = pl.DataFrame({"w": words})
    train = np.arange(7)
    assert fit_columns(frame, {"w": "category"}, train, "impute", 3).columns == (
        CategoryColumn("w", ("a", "b", "c"), True),
    )
    assert fit_columns(frame, {"w": "category"}, train, "impute", 1).columns == (CategoryColumn("w", ("a",), True),)


def test_fit_columns_has_no_category_that_only_other_rows_have() -> None:
    frame = pl.DataFrame({"w": ["a", "b", "only here", "a"]})
    assert fit_columns(frame, {"w": "category"}, TRAIN, "impute", 9).columns == (CategoryColumn("w", ("a", "b")),)


def test_fit_columns_fills_nothing_where_missing_values_are_refused() -> None:
    frame = pl.DataFrame({"x": [1.0, 2.0, 3.0, 4.0]})
    assert fit_columns(frame, {"x": "number"}, TRAIN, "refuse", 32).columns == (NumberColumn("x", None, False),)


def test_fit_columns_fills_an_empty_column_with_zero() -> None:
    frame = pl.DataFrame({"x": pl.Series([None, None, 1.0, None], dtype=pl.Float64)})
    assert fit_columns(frame, {"x": "number"}, TRAIN, "impute", 32).columns == (NumberColumn("x", 0.0, True),)


def test_fit_columns_measures_what_numbers_are_once_filled_in() -> None:
    x = [1.0, None, 1000.0, 4.0]
    frame = pl.DataFrame({"x": x, "w": ["a", "b", "a", "a"], "same": [0.1] * 4})
    fitted = fit_columns(frame, {"x": "number", "w": "category", "same": "number"}, TRAIN, "impute", 32)
    # x of the training rows with the mean filled in; x is missing, w's two categories and unknown keep 0 and 1.
    filled = np.array([1.0, 2.5, 4.0])
    # One rounding of a sum.
    assert fitted.means == pytest.approx([filled.mean(), 0.0, 0.0, 0.0, 0.0, 0.1], rel=1e-15)
    assert fitted.scales == [pytest.approx(filled.std(), rel=1e-15), 1.0, 1.0, 1.0, 1.0, 1.0]


def test_fit_columns_takes_equal_numbers_as_they_are() -> None:
    # Three times this number divided by three is another one.
    value = 1.9396074773543148e289
    frame = pl.DataFrame({"x": [value, value, 0.0, value]})
    fitted = fit_columns(frame, {"x": "number"}, TRAIN, "impute", 32)
    assert (fitted.means, fitted.scales) == ([value], [1.0])


@pytest.mark.parametrize("x", [[1e300, 1.0, 0.0, 2.0], [1e-320, 2e-320, 0.0, 3e-320]])
def test_columns_whose_spread_is_no_number_are_refused(x: list[float]) -> None:
    fitted = fit_columns(pl.DataFrame({"x": x}), {"x": "number"}, TRAIN, "impute", 32)
    with pytest.raises(OptionError, match=r"^t.csv: column `x`: its numbers are too large, or too near to one another"):
        fitted.checked("t.csv")
