"""Bad tables: each is refused in one line that names file, line and column where there is one."""

import gzip
import io
import os
import re
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import Reading, open_table
from tests.tables.files import NUMBER, TEXT, opened, packed, stored_zstd, written

GOOD = "a,b,c\n1,2,x\n"
MANY = "1,2,x\n" * 20_000
"""Rows that the first lines do not reach beyond."""


def _refusal(path: Path | str, /, key: str = "data.path", **options: object) -> str:
    """Return the line that refuses a table, which is one even when all of it is read."""
    with pytest.raises(OptionError) as error:
        _read(Reading(path=str(path), **options), key)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
    return str(error.value)


def _read(reading: Reading, key: str) -> pl.DataFrame:
    source = open_table(reading, key=key)
    source.sample()
    return source.read({name: NUMBER if name in ("a", "b") else TEXT for name in source.names})


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
    assert _refusal(path).startswith(f"{path}: {fault}")


def test_rows_of_a_table_without_names_are_held_against_the_first(tmp_path: Path) -> None:
    path = written(tmp_path, "\n1,2\n3,4,5\n")
    assert _refusal(path, header=False) == f"{path}: line 3 has 3 cells, but line 2 has 2."


def test_broken_quotes_name_the_remedy_for_inches(tmp_path: Path) -> None:
    path = written(tmp_path, f'{GOOD}1,2,5" pipe\n')
    assert _refusal(path).endswith("If it is a character like any other here, say data.quote=none.")
    assert opened(path, quote="none").read({"c": TEXT})["c"].to_list() == ["x", '5" pipe']


def test_broken_quotes_in_the_line_of_names_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, 'a,"b,c\n1,2,3\n4,5,6\n')
    assert "line 1" in _refusal(path)
    assert "never closed" in _refusal(path)


def test_missing_file_offers_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    wrong = tmp_path / "studens.csv"
    assert _refusal(wrong, key="data.test_path") == (
        f"`data.test_path`: there is no file '{wrong}'. Did you mean '{path}'?"
    )
    assert _refusal(tmp_path / "q.csv") == f"`data.path`: there is no file '{tmp_path}/q.csv'."
    for alike in ("students.parquet", "Students.CSV", "students.csv.gz"):
        assert _refusal(tmp_path / alike).endswith(f" Did you mean '{path}'?")
    assert "no folder" in _refusal(tmp_path / "no" / "q.csv")
    assert "no folder" in _refusal(path / "q.csv")  # a file is no folder


@pytest.mark.parametrize("url", ["https://example.org/x.csv", "s3://bucket/x.parquet", "file:///x.csv"])
def test_url_is_to_be_downloaded_first(url: str) -> None:
    assert _refusal(url) == f"`data.path` must be a file on this machine, got {url!r}; download it first."


def test_folder_without_parquet_names_a_file_in_it(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == f"{tmp_path}: this is a folder without Parquet files."
    (tmp_path / "README.md").write_text("About the data.")
    assert _refusal(tmp_path) == f"{tmp_path}: this is a folder without Parquet files."
    written(tmp_path, GOOD)
    assert _refusal(tmp_path).endswith(f"Name one file of it, such as '{tmp_path}/students.csv'.")


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "fifo"])
def test_device_or_pipe_is_no_file(tmp_path: Path, path: str) -> None:
    if path == "fifo":
        path = str(tmp_path / "fifo")
        os.mkfifo(path)
    assert "must be a file" in _refusal(path)


@pytest.mark.parametrize("name", ["loop", "x" * 300, "a\0b"])
def test_path_that_cannot_be_followed_is_refused(tmp_path: Path, name: str) -> None:
    if name == "loop":
        (tmp_path / name).symlink_to(tmp_path / name)
    assert "cannot be opened" in _refusal(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(0)
    assert "no right to read" in _refusal(path)


@pytest.mark.parametrize("content", ["", "\n\n", "  \r\n", "\ufeff"])
@pytest.mark.parametrize("compression", ["", "gzip"])
def test_empty_file_is_refused(tmp_path: Path, content: str, compression: str) -> None:
    path = written(tmp_path, packed(content, compression))
    assert _refusal(path) == f"{path}: the file is empty."


@pytest.mark.parametrize("content", ["a,b\n", "a,b", "a,b\n\n  \n"])
def test_names_without_rows_are_refused(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    assert _refusal(path) == (
        f"{path}: there is a line of names and no row; if the line is a row, say data.header=false."
    )


def test_names_given_twice_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "\nage,size, age\n1,2,3\n")
    assert _refusal(path) == f"{path}: line 2 names two columns `age`, the cells 1 and 3; rename one of them."


def test_column_that_is_not_there_offers_the_nearest(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "age,size\n1,2\n"))
    with pytest.raises(OptionError, match=r"there is no column `agee`\. Did you mean `age`\?$"):
        source.read({"agee": NUMBER})
    with pytest.raises(OptionError, match=r"there is no column `colour`\. It has `age`, `size`\.$"):
        list(source.chunks({"colour": NUMBER}, 10))


def test_delimiter_that_another_one_beats_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a;b;c\n1;2;3\n")
    assert _refusal(path, delimiter=",") == (f"{path}: `data.delimiter` ',' makes one column of it, ';' would make 3.")


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
    message = _refusal(written(tmp_path, GOOD), **{option: value})
    assert message.startswith(f"`data.{option}` must be {rule}")
    assert repr(value) in message


@pytest.mark.parametrize("below", [0, 300_000])
@pytest.mark.parametrize("compression", ["", "gzip"])
def test_wrong_encoding_names_line_and_byte(tmp_path: Path, below: int, compression: str) -> None:
    content = (GOOD + "1,2,x\n" * below + "1,2,café\n").encode("latin-1")
    path = written(tmp_path, packed(content, compression))
    byte = content.index(b"\xe9") + 1
    assert _refusal(path) == (
        f"{path}: line {3 + below}, byte {byte}: 0xe9 is not utf-8; "
        "say how the file is encoded, such as data.encoding=cp1252 or latin-1."
    )


def test_wrong_encoding_of_what_the_user_says_is_refused(tmp_path: Path) -> None:
    content = (GOOD + "1,2,x\n" * 300_000 + "1,2,\x81\n").encode("latin-1")
    path = written(tmp_path, content)
    byte = content.index(b"\x81") + 1
    assert _refusal(path, encoding="cp1252").startswith(f"{path}: line 300003, byte {byte}: 0x81 is not cp1252")
    assert "line 300003" in _refusal(path, encoding="ascii")
    assert opened(path, encoding="latin-1").read({"c": TEXT})["c"][-1] == "\x81"


@pytest.mark.parametrize("below", [0, 300_000])
def test_wrong_encoding_in_zstd_is_to_be_unpacked(tmp_path: Path, below: int) -> None:
    path = written(tmp_path, stored_zstd((GOOD + "1,2,x\n" * below + "1,2,café\n").encode("latin-1")))
    assert _refusal(path) == (
        f"{path}: the packed text is not UTF-8; unpack it first, and say how it is encoded, "
        "such as data.encoding=cp1252 or latin-1."
    )


@pytest.mark.parametrize("content", [b"a,b\r1,2\r", "a,b\n1,2\n".encode("utf-16")])
def test_texts_that_polars_cannot_unpack_from_zstd_are_to_be_unpacked(tmp_path: Path, content: bytes) -> None:
    assert "unpack it first" in _refusal(written(tmp_path, stored_zstd(content)))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"a,b\n1,\0\n", "byte 7 is 0"),
        ("a,b\n1,é\n".encode("utf-16-le"), "data.encoding=utf-16-le"),
        (bytes(range(1, 32)) * 100, "no text"),
        (b"PK\x03\x04rest", "zip archive or Excel"),
        (b"BZh9rest", "bzip2"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"ARROW1\0\0", "Arrow"),
        (b"<!DOCTYPE html>\n<html>", "HTML"),
        (b"\n <html>\n<p>", "HTML"),
        (gzip.compress(b"PK\x03\x04rest", mtime=0), "zip archive or Excel"),
        (gzip.compress(gzip.compress(b"a,b\n1,2\n", mtime=0), mtime=0), "unpack the gzip first"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    path = written(tmp_path, content)
    assert _refusal(path).startswith(f"{path}: ")
    assert word in _refusal(path)


def test_zero_bytes_far_below_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "1,2,x\n" * 300_000 + "1,2,\0\n")
    assert _refusal(path) == f"{path}: line 300003, column `c`: must be text, without a zero byte, got '\\x00'."


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [3, 50_000])
def test_packed_file_cut_off_anywhere_is_refused(tmp_path: Path, compression: str, size: int) -> None:
    # Random numbers: what repeats would be packed into a few bytes.
    rows = pl.DataFrame({"a": range(size)}).select("a", b=pl.col("a").hash()).write_csv()
    content = packed(rows, compression)
    for cut in {*range(4, min(len(content), 60)), *range(60, len(content), len(content) // 10), len(content) - 1}:
        assert re.search("cut off or damaged|is empty", _refusal(written(tmp_path, content[:cut])))


def test_gzip_with_a_flipped_bit_is_never_read_as_something_else(tmp_path: Path) -> None:
    """Of zstd this cannot be said: its files need not have a checksum."""
    table = "a,b\n" + "".join(f"{i},{i * i % 97}\n" for i in range(60))
    content = packed(table, "gzip")
    expected = opened(written(tmp_path, table)).read({"a": TEXT, "b": TEXT})
    for place in range(4, len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        path = written(tmp_path, bytes(flipped))
        with suppress(OptionError):
            # Bytes that say when it was packed, or by which system, hold nothing of the table.
            assert opened(path).read({"a": TEXT, "b": TEXT}).equals(expected)


def test_absurd_widths_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ",".join(["1"] * 100_001) + "\n" + ",".join(["2"] * 100_001) + "\n")
    assert _refusal(path) == f"{path}: line 1 has 100001 cells; a table may have 100,000 columns."


def test_line_without_an_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, packed("x" * (1 << 27), "gzip"))
    assert _refusal(path) == f"{path}: line 1 is longer than 64 MB; this is no table."


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


def test_write_of_a_copy_that_fails_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    path = written(tmp_path, GOOD.encode("utf-16"))
    assert _refusal(path) == f"{path}: no copy in UTF-8 can be written: No such file or directory."


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
