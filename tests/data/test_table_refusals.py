"""What a table cannot be learned from, said with the file's line and the user's column."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from lessonnet.data import Table
from lessonnet.options import OptionError
from tests.data.tables import write_csv

NAMES = ("x", "c", "w", "y")


def rows(count: int = 60) -> list[list[Any]]:
    """A number, a word, a weight and a class; in as many rows of each class."""
    return [[i * 0.5, "uv"[i % 2], 1.0, "pq"[i % 2]] for i in range(count)]


def refusal(path: str, **options: Any) -> str:
    with pytest.raises(OptionError) as refused:
        Table(path=path, target="y", **options).setup()
    assert "\n" not in str(refused.value)
    return str(refused.value).removeprefix(f"{path}: ")


FAULT = "has a line break or a control character, which a model's description cannot hold"


def test_line_break_in_a_category_is_named_by_line_and_column(tmp_path: Path) -> None:
    cells = rows()
    for i in range(4, 30, 2):
        cells[i][1] = "re\nd"
    path = write_csv(tmp_path / "t.csv", cells, NAMES)
    assert refusal(path) == (
        f"line 6, column `c`: the category 're\\nd' {FAULT}; leave the column out by data.ignore, or mend the cell."
    )


def test_line_break_in_a_class_is_named_by_line_and_column(tmp_path: Path) -> None:
    cells = [[*row[:3], row[3].replace("q", "q\nq")] for row in rows()]
    path = write_csv(tmp_path / "t.csv", cells, NAMES)
    assert refusal(path) == f"line 3, column `y`: the class 'q\\nq' {FAULT}; mend the cell."


def test_line_break_in_a_streamed_category_names_file_and_column(tmp_path: Path) -> None:
    cells = [[*row[:1], row[1].replace("u", "u\x1b[2J"), *row[2:]] for row in rows(4000)]
    path = tmp_path / "t.parquet"
    pl.DataFrame(cells, schema=NAMES, orient="row").write_parquet(path)
    with pytest.raises(OptionError) as refused:
        Table(path=str(path), target="y", memory_limit=1000).setup()
    assert str(refused.value).startswith(f"{path}, column `c`: the category 'u\\x1b[2J' {FAULT}; leave")


def test_line_break_in_a_name_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", rows(), ("x\ny", *NAMES[1:]))
    assert refusal(path) == f"the column's name 'x\\ny' {FAULT}; rename it."


def test_endless_category_is_refused(tmp_path: Path) -> None:
    cells = [[*row[:1], row[1] * 20_000, *row[2:]] for row in rows()]
    path = write_csv(tmp_path / "t.csv", cells, NAMES)
    assert refusal(path).startswith(f"line 2, column `c`: the category '{'u' * 40}…' is too long, which a model's")


@pytest.mark.parametrize(("part", "name"), [("val", "validation"), ("test", "test")])
def test_part_without_weights_is_named(tmp_path: Path, part: str, name: str) -> None:
    path = write_csv(tmp_path / "t.csv", rows(), NAMES)
    other = write_csv(tmp_path / "other.csv", [[*row[:2], 0, row[3]] for row in rows(10)], NAMES)
    assert refusal(path, weight_column="w", **{f"{part}_path": other}) == (
        f"{other}: column `w`: the weights of all rows of the {name} part are 0."
    )


@pytest.mark.parametrize("limit", [None, 1000])
def test_training_part_without_weights_is_named(tmp_path: Path, limit: int | None) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame([[*row[:2], 0.0, row[3]] for row in rows(2000)], schema=NAMES, orient="row").write_parquet(path)
    assert refusal(str(path), weight_column="w", memory_limit=limit) == (
        "column `w`: the weights of all rows of the training part are 0."
    )


def test_streamed_file_of_a_part_without_weights_is_named(tmp_path: Path) -> None:
    for name, weight in (("t", 1.0), ("val", 0.0)):
        cells = [[*row[:2], weight, row[3]] for row in rows(4000)]
        pl.DataFrame(cells, schema=NAMES, orient="row").write_parquet(tmp_path / f"{name}.parquet")
    other = str(tmp_path / "val.parquet")
    assert refusal(str(tmp_path / "t.parquet"), weight_column="w", memory_limit=1000, val_path=other) == (
        f"{other}: column `w`: the weights of all rows of the validation part are 0."
    )


@pytest.mark.parametrize("option", ["numeric", "categorical"])
@pytest.mark.parametrize("limit", [None, 1000])
def test_column_that_the_user_insists_on_must_have_a_value(tmp_path: Path, option: str, limit: int | None) -> None:
    path = tmp_path / "t.parquet"
    cells = [[row[0], None, *row[2:]] for row in rows(2000)]
    schema = {"x": pl.Float64, "c": pl.String, "w": pl.Float64, "y": pl.String}
    pl.DataFrame(cells, schema=schema, orient="row").write_parquet(path)
    assert refusal(str(path), memory_limit=limit, **{option: ["c"]}) == (
        "column `c`: every cell is missing in the training rows, so nothing can be learned from it; take it out of "
        f"`data.{option}`, or see `data.missing_words`."
    )


def test_column_that_looks_like_an_identifier_is_taken_where_it_is_named(tmp_path: Path) -> None:
    cells = [[i, f"name {i}", None, row[3]] for i, row in enumerate(rows())]
    path = write_csv(tmp_path / "t.csv", cells, ("id", "name", "empty", "y"))
    assert "no column is left to learn from" in refusal(path)
    table = Table(path=path, target="y", features=["id", "name", "empty"], max_categories=5)
    table.setup()
    assert table.feature_names[:1] == ["id"]
    assert len(table.feature_names) == 1 + 5 + 1  # and `name is unknown`
    assert "all missing" in table.shown
    assert "all missing in the first" not in table.shown
