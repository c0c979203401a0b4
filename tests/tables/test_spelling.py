"""Values that are no text, spelled as the same values in the training's table."""

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from lessonnet.tables import as_words, spelled

# What each cell is to become; None is a missing cell.
CASES: list[tuple[list[Any], list[str], list[str | None]]] = [
    ([True, False, None], ["False", "True"], ["True", "False", None]),
    ([True, False], ["FALSE", "TRUE"], ["TRUE", "FALSE"]),
    ([True, False], ["false", "true"], ["true", "false"]),
    ([True], ["yes", "no"], ["true"]),
    ([1, 2, 3, None], ["01", "02"], ["01", "02", "3", None]),
    ([1.0, 2.5, float("nan")], ["1.0", "2.50"], ["1.0", "2.50", None]),
    ([1.0, 2.0], ["1", "2"], ["1", "2"]),
    # As it is written where that is a name, and the first of those that stand for the value where not.
    ([1], ["1.0", "1", "01"], ["1"]),
    ([1], ["1.0", "01"], ["1.0"]),
    ([1e3], ["1e3"], ["1e3"]),
    # Python would read these as numbers; nobody writes them for one.
    ([10, 1], ["1_0", "١"], ["10", "1"]),
    ([date(2024, 1, 2)], ["2024-01-02"], ["2024-01-02"]),
    ([date(2024, 1, 2)], ["2024-01-02 00:00:00"], ["2024-01-02 00:00:00"]),
    ([datetime(2024, 1, 2)], ["2024-01-02"], ["2024-01-02"]),
    ([datetime(2024, 1, 2, 3, 4, 5)], ["2024-01-02T03:04:05"], ["2024-01-02T03:04:05"]),
    # A text is what it is.
    (["1", "True", "01"], ["1.0", "true", "1"], ["1", "True", "01"]),
    ([], ["a"], []),
    ([None], ["a"], [None]),
]


@pytest.mark.parametrize(("cells", "names", "wanted"), CASES, ids=[str(case[:2]) for case in CASES])
def test_value_is_spelled_as_the_name_that_stands_for_it(
    cells: list[Any], names: list[str], wanted: list[str | None]
) -> None:
    column = pl.Series("x", cells)
    words = spelled(as_words(column, ()), column.dtype, names)
    assert words.to_list() == wanted
    assert words.name == "x"


def test_words_of_fractions_do_not_depend_on_the_rows_beside_them() -> None:
    together = as_words(pl.Series([1.0, 2.5]), ()).to_list()
    assert together == as_words(pl.Series([1.0]), ()).to_list() + as_words(pl.Series([2.5]), ()).to_list()
    assert together == ["1", "2.5"]


@pytest.mark.parametrize("column", [pl.Series("x", [[1]]), pl.Series("x", [{"a": 1}]), pl.Series("x", [b"a"])])
def test_several_values_in_a_row_are_refused(column: pl.Series) -> None:
    with pytest.raises(ValueError, match=r"^the column `x` must hold one number or text a row, found"):
        as_words(column, ())
