"""What Python's csv module writes is read; what it would not write is read as it reads it, or refused."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessonnet.options import OptionError
from tests.tables.files import NUMBER, TEXT, opened, packed, texts, written

# One folder for all examples of a test: each writes its file anew.
SAME_FOLDER = [HealthCheck.function_scoped_fixture]

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\t\n"), max_size=12)
WORDS = st.text(st.characters(codec="cp1252", categories=("L", "N", "P", "S")), min_size=1, max_size=8)


def tables(cells: st.SearchStrategy[str], most_columns: int = 5) -> st.SearchStrategy[list[list[str]]]:
    return st.integers(1, most_columns).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=8)
    )


def _as_read(rows: Sequence[Sequence[str]]) -> list[list[str | None]]:
    """Return cells as the reader promises them: without blanks around them, None where nothing is left."""
    return [[cell.strip() or None for cell in row] for row in rows]


@settings(deadline=None, suppress_health_check=SAME_FOLDER, max_examples=200)
@given(
    rows=tables(CELLS),
    delimiter=st.sampled_from(",;\t|"),
    quote=st.sampled_from("\"'"),
    every=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
    compression=st.sampled_from(["", "gzip"]),
)
def test_what_the_csv_module_writes_is_read(
    tmp_path: Path,
    rows: list[list[str]],
    delimiter: str,
    quote: str,
    every: bool,
    ending: str,
    compression: str,
) -> None:
    out = io.StringIO(newline="")
    names = [f"name {i}" for i in range(len(rows[0]))]
    # In one column a cell of nothing but blanks is told from a blank line by its quotes.
    quoting = csv.QUOTE_ALL if every or len(names) == 1 else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quotechar=quote, quoting=quoting, lineterminator=ending)
    writer.writerows([names, *rows])
    path = written(tmp_path, packed(out.getvalue(), compression))
    source = opened(path, delimiter=delimiter, quote=quote, header=True, missing_words=[])
    assert texts(source) == _as_read(rows)
    assert [list(row) for row in source.sample().rows()] == _as_read(rows)


@settings(deadline=None, suppress_health_check=SAME_FOLDER, max_examples=100)
@given(
    rows=tables(WORDS, most_columns=4),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["cp1252", "utf-8-sig", "utf-16"]),
)
def test_form_of_any_quoted_table_is_found(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    names = [f"name {i}" for i in range(len(rows[0]))]
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    path = written(tmp_path, out.getvalue().encode(encoding))
    said = {"encoding": encoding} if encoding == "cp1252" else {}
    source = opened(path, missing_words=[], names=["name 0"], **said)
    assert source.names == names
    assert texts(source) == rows


@settings(deadline=None, suppress_health_check=SAME_FOLDER, max_examples=100)
@given(
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none(), min_size=1, max_size=20),
    blanks=st.sampled_from(["", " "]),
    decimal=st.sampled_from([".", ","]),
)
def test_numbers_are_read_to_the_last_bit(
    tmp_path: Path, numbers: list[float | None], blanks: str, decimal: str
) -> None:
    cells = ["?" if number is None else repr(number).replace(".", decimal) + blanks for number in numbers]
    path = written(tmp_path, "x;y\n" + "".join(f"{cell};1\n" for cell in cells))
    source = opened(path, decimal=decimal, header=True)
    assert source.read({"x": NUMBER})["x"].to_list() == numbers


# Pieces that CSV files are made of, sound and broken.
SOUND = ["1", "x", '"y"', '"a,b"', '"a\nb"', '"q""q"', '"w\r\nv"', '" "', " z ", "é", '""', *",,,,", "\n", "\r\n"]
BROKEN = ['"', 'z"z', '"k"l', ' "m"', '5"', '"u', '""v', "\n\n", "  ", "\t"]
PIECES = st.sampled_from(SOUND + BROKEN)

CELL = '(?:"[^"]*(?:""[^"]*)*"|[^",]*)'


def _by_lines(text: str) -> list[tuple[int, list[str]]] | None:
    """Return each record with its line, as the csv module reads it; None where quotes do not go together."""
    lines = text.split("\n")
    found, begun, start = [], "", 1
    for number, line in enumerate(lines if lines[-1] else lines[:-1], 1):
        start = start if begun else number
        begun = f"{begun}\n{line}" if begun else line
        if begun.count('"') % 2 == 0:
            record = begun.removesuffix("\r")
            if not re.fullmatch(f"{CELL}(?:,{CELL})*", record):
                return None
            if record.strip():
                [row] = csv.reader([record + "\n"], strict=True) if "\n" not in record else [_row(record)]
                found.append((start, row))
            begun = ""
    return None if begun else found


def _row(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), strict=True))


@settings(deadline=None, suppress_health_check=SAME_FOLDER, max_examples=400)
@given(pieces=st.lists(PIECES, min_size=1, max_size=24))
def test_any_text_is_read_as_the_csv_module_does_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    text = "".join(pieces)
    expected = _by_lines(text)
    path = written(tmp_path, text)
    sound = bool(expected) and len({len(row) for _, row in expected or ()}) == 1
    try:
        source = opened(path, delimiter=",", quote='"', header=False, missing_words=[])
        read = texts(source)
        parts = [list(row) for chunk in source.chunks(source.types, 2) for row in chunk.rows()]
    except OptionError as error:
        assert not sound or "makes one column" in str(error)  # noqa: PT017  # which of two ways it ends is the claim
        assert "\n" not in str(error)  # noqa: PT017
        return
    assert sound
    assert expected is not None
    assert read == parts == _as_read([row for _, row in expected])
    assert [source.place(row) for row in range(len(read))] == [f"{path}: line {line}" for line, _ in expected]


@pytest.mark.parametrize("compression", ["", "gzip", "zstd"])
def test_large_table_of_quoted_lines_is_read(tmp_path: Path, compression: str) -> None:
    """Records cross the blocks of lines in which they are counted."""
    rows = [[f'{i}"', f"a\n\n{i},b", f"{i}"] for i in range(40_000)]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([["x", "y", "z"], *rows])
    source = opened(written(tmp_path, packed(out.getvalue(), compression)))
    assert source.read({"x": TEXT, "y": TEXT, "z": NUMBER}).rows() == [(x, y, float(z)) for x, y, z in rows]
    assert source.place(39_999) == f"{source.path}: line {2 + 3 * 39_999}"
