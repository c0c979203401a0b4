"""What a column is taken for, from its first rows."""

import polars as pl
import pytest

from lessonnet.tables._kinds import constant_columns, kinds_of

ROWS = 100


def _kinds(values: list, name: str = "column", most: int = 32):
    found = kinds_of(pl.DataFrame({name: values}, strict=False), {}, {}, most)
    return found.used.get(name), found.ignored.get(name)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([f"{i % 7}" for i in range(ROWS)], "number"),
        ([f"{i % 7}.5" for i in range(ROWS)], "number"),
        ([" 1 ", "2", None, "-3e-2", "+4", "5."], "number"),
        ([0.5, 1.5, None, 0.5], "number"),
        (["red", "green", None, "red", "blue"] * 20, "category"),
        (["true", "false"] * 50, "category"),
        ([True, False] * 50, "category"),
        # Codes: a number would lose their zeros.
        (["007", "012", "100"] * 30, "category"),
        # Nine tenths numbers: the odd text is a mistake, and the reader's to refuse.
        (["1", "2", "3", "4", "5", "6", "7", "8", "9", "abc"] * 10, "number"),
        (["1", "2", "3", "4", "5", "a", "b", "c", "d", "e"] * 10, "category"),
        # A decimal comma is a number that the reader asks about.
        (["1,5", "2,5", "2,5"] * 30, "number"),
    ],
)
def test_kinds_of_tells_numbers_from_categories(values: list, kind: str) -> None:
    assert _kinds(values) == (kind, None)


@pytest.mark.parametrize(
    ("values", "name", "reason"),
    [
        ([None] * ROWS, "empty", "all missing"),
        ([f"{i}" for i in range(ROWS)], "x", "identifier-like: it counts the rows"),
        (list(range(1, ROWS + 1)), "x", "identifier-like: it counts the rows"),
        ([f"{(i * 7919) % 104729}" for i in range(ROWS)], "customer_id", "identifier-like: by its name"),
        ([f"{530_000 + (i * 7919) % 9973}" for i in range(ROWS)], "x", "identifier-like: long numbers"),
        ([f"person {i}" for i in range(ROWS)], "name", "identifier-like: its words"),
        ([f"word {i % 60}" for i in range(ROWS)], "x", "identifier-like: its words"),
    ],
)
def test_kinds_of_leaves_out_what_teaches_nothing(values: list, name: str, reason: str) -> None:
    kind, ignored = _kinds(values, name)
    assert kind is None
    assert ignored.startswith(reason)


@pytest.mark.parametrize(
    "values",
    [
        # Amounts of money: nearly all different, but of all lengths.
        [f"{250 + (i * 7919) % 18000}" for i in range(ROWS)],
        # A measurement with decimals is never an identifier.
        [f"{i}.25" for i in range(ROWS)],
        # Evenly spaced doses.
        [f"{5 * i + 3}" for i in range(ROWS)],
        # Prices of six digits that begin differently.
        [f"{100_000 + (i * 104_729) % 800_000}" for i in range(ROWS)],
    ],
)
def test_kinds_of_keeps_measurements_that_all_differ(values: list) -> None:
    assert _kinds(values) == ("number", None)


def test_kinds_of_follows_the_user() -> None:
    sample = pl.DataFrame({"code": ["1", "2", "1"], "id": ["1", "2", "3"], "note": ["a", "b", "c"]})
    found = kinds_of(sample, {"code": "category", "id": "number"}, {"note": "asked for by data.ignore"}, 32)
    assert found.used == {"code": "category", "id": "number"}
    assert found.ignored == {"note": "asked for by data.ignore"}


@pytest.mark.parametrize(
    ("values", "name", "kind"),
    [
        (list(range(ROWS)), "id", "number"),
        ([f"{530_000 + (i * 7919) % 9973}" for i in range(ROWS)], "x", "number"),
        ([f"person {i}" for i in range(ROWS)], "name", "category"),
    ],
)
def test_kinds_of_takes_what_the_user_wants_though_it_looks_like_an_identifier(
    values: list, name: str, kind: str
) -> None:
    found = kinds_of(pl.DataFrame({name: values}), {}, {}, 32, wanted=[name])
    assert (found.used, found.ignored) == ({name: kind}, {})


def test_kinds_of_says_whether_a_column_is_missing_in_all_rows_or_in_the_first() -> None:
    sample = pl.DataFrame({"empty": [None, None]}, schema={"empty": pl.String})
    assert kinds_of(sample, {}, {}, 32, wanted=["empty"]).ignored == {"empty": "all missing in the first 2 rows"}
    assert kinds_of(sample, {}, {}, 32, whole=True).ignored == {"empty": "all missing"}


def test_constant_columns_looks_at_all_rows_and_counts_missing_values() -> None:
    late = [1.0] * 2000 + [2.0]
    frame = pl.DataFrame({"late": late, "same": [1.0] * 2001, "gaps": [1.0] * 2000 + [None]})
    assert constant_columns(frame, frame.columns) == ["same"]
