"""Bytes that are no text, or a packed file cut off or damaged, are refused in one line."""

import gzip
import re
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from tests.tables.files import TEXT, opened, packed, stored_zstd, written
from tests.tables.refusals import GOOD, refusal


@pytest.mark.parametrize("below", [0, 300_000])
@pytest.mark.parametrize("compression", ["", "gzip"])
def test_wrong_encoding_names_line_and_byte(tmp_path: Path, below: int, compression: str) -> None:
    content = (GOOD + "1,2,x\n" * below + "1,2,café\n").encode("latin-1")
    path = written(tmp_path, packed(content, compression))
    byte = content.index(b"\xe9") + 1
    assert refusal(path) == (
        f"{path}: line {3 + below}, byte {byte}: 0xe9 is not utf-8; "
        "say how the file is encoded, such as data.encoding=cp1252 or latin-1."
    )


def test_wrong_encoding_of_what_the_user_says_is_refused(tmp_path: Path) -> None:
    content = (GOOD + "1,2,x\n" * 300_000 + "1,2,\x81\n").encode("latin-1")
    path = written(tmp_path, content)
    byte = content.index(b"\x81") + 1
    assert refusal(path, encoding="cp1252").startswith(f"{path}: line 300003, byte {byte}: 0x81 is not cp1252")
    assert "line 300003" in refusal(path, encoding="ascii")
    assert opened(path, encoding="latin-1").read({"c": TEXT})["c"][-1] == "\x81"


@pytest.mark.parametrize("below", [0, 300_000])
def test_wrong_encoding_in_zstd_is_to_be_unpacked(tmp_path: Path, below: int) -> None:
    path = written(tmp_path, stored_zstd((GOOD + "1,2,x\n" * below + "1,2,café\n").encode("latin-1")))
    assert refusal(path) == (
        f"{path}: the packed text is not UTF-8; unpack it first, and say how it is encoded, "
        "such as data.encoding=cp1252 or latin-1."
    )


@pytest.mark.parametrize("content", [b"a,b\r1,2\r", "a,b\n1,2\n".encode("utf-16")])
def test_texts_that_polars_cannot_unpack_from_zstd_are_to_be_unpacked(tmp_path: Path, content: bytes) -> None:
    assert "unpack it first" in refusal(written(tmp_path, stored_zstd(content)))


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
    assert refusal(path).startswith(f"{path}: ")
    assert word in refusal(path)


def test_zero_bytes_far_below_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD + "1,2,x\n" * 300_000 + "1,2,\0\n")
    assert refusal(path) == f"{path}: line 300003, column `c`: must be text, without a zero byte, got '\\x00'."


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize("size", [3, 50_000])
def test_packed_file_cut_off_anywhere_is_refused(tmp_path: Path, compression: str, size: int) -> None:
    # Random numbers: what repeats would be packed into a few bytes.
    rows = pl.DataFrame({"a": range(size)}).select("a", b=pl.col("a").hash()).write_csv()
    content = packed(rows, compression)
    for cut in {*range(4, min(len(content), 60)), *range(60, len(content), len(content) // 10), len(content) - 1}:
        assert re.search("cut off or damaged|is empty", refusal(written(tmp_path, content[:cut])))


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
