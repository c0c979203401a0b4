"""Bad tables: each is refused in one line that names file, line and column where there is one."""

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from tests.tables.files import NUMBER, TEXT, opened, packed, written
from tests.tables.refusals import GOOD, refusal

MANY = "1,2,x\n" * 20_000
"""Rows that the first lines do not reach beyond."""


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("1,2\n", "line 3 has 2 cells, but the line of names has 3."),
        ("1\n", "line 3 has 1 cell, but the line of names has 3."),
        (",2\n3,4,y\n", "line 3 has 2 cells, but the line of names has 3."),
        ("1,2,\n\n3,4\n", "line 5 has 2 cells, but the line of names has 3."),
        ("1,2,x,\n", "line 3 has 4 cells, but the line of names has 3."),
        ('1,2,"x\ny"\n1,2,3,4\n5,6,7\n', "line 5 has 4 cells, but the line of names has 3."),
        ("abc,2,x\n", "line 3, column `a`: must be a number, got 'abc'."),
        ('1,2,"x\ny"\n1,abc,x\n', "line 5, column `b`: must be a number, got 'abc'."),
        ("1,2 ,x\n\n1,abc ,x\n", "line 5, column `b`: must be a number, got 'abc'."),
        ("1,inf,x\n", "line 3, column `b`: must be a finite number, got inf."),
        (f"1,{'x' * 100},x\n", f"line 3, column `b`: must be a number, got '{'x' * 39}…'."),
        ('1,2,"x\n', 'line 3, column `c`: a quote (") opens that is never closed.'),
        ('1,2,"x\n3,4,y\n', 'line 3, column `c`: a quote (") opens that is never closed.'),
        ('1,2,"x\n3,4,"y"\n', 'line 3, column `c`: a quote (") opens that is never closed.'),
        ('1,2,"x\n3,4,"y\n', 'line 3, column `c`: a quote (") stands inside a cell'),
        ('1,"2\n3",x"y\n', 'line 4, column `c`: a quote (") stands inside a cell'),
        ('1,2,5" x 7"\n', 'line 3, column `c`: a quote (") stands inside a cell'),
        ('1,2,"a "b, c" d"\n', 'line 3, column `c`: a quote (") stands inside a cell'),
        ('1,2, "x"\n', 'line 3, column `c`: a quote (") stands inside a cell'),
    ],
)
@pytest.mark.parametrize("place", ["first lines", "far below"])
@pytest.mark.parametrize("compression", ["", "gzip", "zstd"])
def test_rows_at_fault_are_named(tmp_path: Path, rows: str, fault: str, place: str, compression: str) -> None:
    if place == "far below":
        rows = MANY + rows
        fault = re.sub(r"line (\d+)", lambda found: f"line {int(found[1]) + 20_000}", fault, count=1)
    path = written(tmp_path, packed(GOOD + rows, compression))
    assert refusal(path).startswith(f"{path}: {fault}")


def test_rows_of_a_table_without_names_are_held_against_the_first(tmp_path: Path) -> None:
    path = written(tmp_path, "\n1,2\n3,4,5\n")
    assert refusal(path, header=False) == f"{path}: line 3 has 3 cells, but line 2 has 2."


def test_broken_quotes_name_the_remedy_for_inches(tmp_path: Path) -> None:
    path = written(tmp_path, f'{GOOD}1,2,5" pipe\n')
    assert refusal(path).endswith("If it is a character like any other here, say data.quote=none.")
    assert opened(path, quote="none").read({"c": TEXT})["c"].to_list() == ["x", '5" pipe']


def test_broken_quotes_in_the_line_of_names_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,"b,c\n1,2,3\n4,5,6\n')
    assert "line 1" in refusal(path)
    assert "never closed" in refusal(path)


@pytest.mark.parametrize("content", ["", "\n\n", "  \r\n", "\ufeff"])
@pytest.mark.parametrize("compression", ["", "gzip"])
def test_empty_file_is_refused(tmp_path: Path, content: str, compression: str) -> None:
    path = written(tmp_path, packed(content, compression))
    assert refusal(path) == f"{path}: the file is empty."


@pytest.mark.parametrize("content", ["a,b\n", "a,b", "a,b\n\n  \n"])
def test_names_without_rows_are_refused(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    assert refusal(path) == (
        f"{path}: there is a line of names and no row; if the line is a row, say data.header=false."
    )


def test_names_given_twice_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "\nage,size, age\n1,2,3\n")
    assert refusal(path) == f"{path}: line 2 names two columns `age`, the cells 1 and 3; rename one of them."


def test_column_that_is_not_there_offers_the_nearest(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "age,size\n1,2\n"))
    with pytest.raises(OptionError, match=r"there is no column `agee`\. Did you mean `age`\?$"):
        source.read({"agee": NUMBER})
    with pytest.raises(OptionError, match=r"there is no column `colour`\. It has `age`, `size`\.$"):
        list(source.chunks({"colour": NUMBER}, 10))


def test_delimiter_that_another_one_beats_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b;c\n1;2;3\n")
    assert refusal(path, delimiter=",") == (f"{path}: `data.delimiter` ',' makes one column of it, ';' would make 3.")


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("delimiter", ";;", "one ASCII character"),
        ("delimiter", "§", "one ASCII character"),
        ("delimiter", '"', "one ASCII character"),
        ("delimiter", "\n", "one ASCII character"),
        ("quote", "", "one ASCII character other than the delimiter"),
        ("quote", "»", "one ASCII character other than the delimiter"),
        ("encoding", "latn-1", "a text encoding"),
        ("encoding", "base64", "a text encoding"),
    ],
)
def test_options_out_of_range_are_refused_by_key(tmp_path: Path, option: str, value: str, rule: str) -> None:
    message = refusal(written(tmp_path, GOOD), **{option: value})
    assert message.startswith(f"`data.{option}` must be {rule}")
    assert repr(value) in message


def test_absurd_widths_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(["1"] * 100_001) + "\n" + ",".join(["2"] * 100_001) + "\n")
    assert refusal(path) == f"{path}: line 1 has 100001 cells; a table may have 100,000 columns."


def test_line_without_an_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, packed("x" * (1 << 27), "gzip"))
    assert refusal(path) == f"{path}: line 1 is longer than 64 MB; this is no table."


def test_file_that_goes_away_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    source = opened(path)
    path.unlink()
    with pytest.raises(OptionError, match="cut off or damaged"):
        source.read({"a": NUMBER})


def test_pieces_before_a_fault_are_given_and_then_it_is_named(tmp_path: Path) -> None:
    source = opened(written(tmp_path, GOOD + MANY + "1,abc,x\n"))
    seen: list[int] = []
    with pytest.raises(OptionError, match="line 20003, column `b`"):
        seen.extend(chunk.height for chunk in source.chunks({"b": NUMBER}, 100))
    assert seen.count(100) == len(seen) > 0


@pytest.mark.parametrize("late", ["?", " 7 ", "7 ", "-nan"])
def test_pieces_go_on_where_polars_gives_up_on_a_cell(tmp_path: Path, late: str) -> None:
    content = GOOD + "".join(f"{i},2,x\n" for i in range(30_000)) + f"{late},2,x\n" + MANY
    pieces = list(opened(written(tmp_path, content)).chunks({"a": NUMBER}, 1000))
    column = pl.concat(pieces)["a"]
    assert max(piece.height for piece in pieces) == 1000
    assert column.head(30_001).to_list() == [1, *range(30_000)]
    assert column[30_001] == (None if late in "?-nan" else 7)
    assert column.tail(20_000).to_list() == [1] * 20_000


@pytest.mark.parametrize("late", ["?", "7 "])
def test_no_row_is_lost_where_polars_loses_some_before_it_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    """So it does now and then: in some 20 of 30,000 readings of such a file, on two busy cores."""
    batches_of = pl.LazyFrame.collect_batches

    def losing(frame: pl.LazyFrame, *, chunk_size: int | None = None) -> Iterator[pl.DataFrame]:
        batches = []
        try:
            batches.extend(batches_of(frame, chunk_size=chunk_size))
        except pl.exceptions.PolarsError:
            yield from batches[1:]
            raise
        yield from batches

    monkeypatch.setattr(pl.LazyFrame, "collect_batches", losing)
    content = GOOD + "".join(f"{i},2,x\n" for i in range(200_000)) + f"{late},2,x\n"
    source = opened(written(tmp_path, content))
    expected = [1, *range(200_000), None if late == "?" else 7]
    assert source.read({"a": NUMBER})["a"].to_list() == expected
    assert pl.concat(list(source.chunks({"a": NUMBER}, 1000)))["a"].to_list() == expected


def test_write_of_a_copy_that_fails_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    path = written(tmp_path, GOOD.encode("utf-16"))
    assert refusal(path) == f"{path}: no copy in UTF-8 can be written: No such file or directory."


def test_names_with_line_breaks_are_shown_in_one_line(tmp_path: Path) -> None:
    source = opened(written(tmp_path, '"a\nb",c\nx,1\n1,2\n'), header=True)
    with pytest.raises(OptionError, match=r"line 3, column `a\\nb`: must be a number, got 'x'\.$"):
        source.read({"a\nb": NUMBER})


def test_gzip_of_many_blocks_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with gzip.open(out, "wb") as stream:
        for _ in range(50):
            stream.write(MANY.encode())
    assert opened(written(tmp_path, out.getvalue())).read({"column_0": NUMBER}).height == 50 * 20_000
