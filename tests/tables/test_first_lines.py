"""First lines that are none of the table's, and files that are another kind of text."""

from pathlib import Path

import pytest

from lessonnet.options import OptionError
from tests.tables.files import opened, texts, written


def _refusal(path: Path, **options: object) -> str:
    with pytest.raises(OptionError) as refused:
        opened(path, **options)
    return str(refused.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Students of 2024\n", "line 1 has 1 cell, line 2 has 3: is it a title? remove it."),
        ("\n# export\n", "line 2 has 1 cell, line 3 has 3: is it a title? remove it."),
        ("Students\n\nof 2024\n", "lines 1 to 3 have 1 cell, line 4 has 3: are they a title? remove them."),
    ],
)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_title_is_named(tmp_path: Path, above: str, line: str, mark: str) -> None:
    path = written(tmp_path, above + "a,b,y\n1,2,p\n3,4,q\n".replace(",", mark))
    assert _refusal(path, names=["y"]) == line


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_mark_for_excel_is_named(tmp_path: Path, first: str) -> None:
    path = written(tmp_path, f"{first}\na;b\n1;2\n")
    assert _refusal(path) == f"line 1, {first!r}, tells Excel the delimiter and is no row: remove it."


def test_cells_between_blanks_are_seen(tmp_path: Path) -> None:
    path = written(tmp_path, "a b y\n1 2 p\n3 4 q\n")
    assert _refusal(path, names=["y"]) == (
        "there is one column, but blanks cut each line into 3 cells; if they are the cells, say \"data.delimiter=' '\"."
    )
    assert texts(opened(path, names=["y"], delimiter=" ")) == [["1", "2", "p"], ["3", "4", "q"]]


def test_cells_aligned_by_blanks_are_seen(tmp_path: Path) -> None:
    path = written(tmp_path, "a   b  y\n1   2  p\n30  4  q\n")
    assert _refusal(path, names=["y"]) == (
        "there is one column, but blanks cut each line into 3 cells, some by several blanks; save the table with a "
        "comma between cells."
    )


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("full name\nAda Lovelace\nAlan Turing\n", ["full name"]),  # the column that is asked for is there
        ("name\nAda Lovelace\nAlan Turing\n", []),  # not as many cells in each
        ("name\nAda\nAlan\n", []),
    ],
)
def test_one_column_of_words_is_read(tmp_path: Path, content: str, names: list[str]) -> None:
    assert len(texts(opened(written(tmp_path, content), names=names, header=True))) == 2


@pytest.mark.parametrize(
    "content", ['[{"a": 1}]', '{"a": 1}\n{"a": 2}\n', '[\n  {\n    "a": 1\n  }\n]', '\n { "a": [1]}']
)
def test_json_is_recognised(tmp_path: Path, content: str) -> None:
    assert _refusal(written(tmp_path, content)) == "this is JSON, save the table as CSV or Parquet."


def test_large_json_in_one_line_is_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, "[" + ",".join(['{"a": 1}'] * 200_000) + "]")
    assert _refusal(path) == "this is JSON, save the table as CSV or Parquet."
