"""What a cell becomes: a number, a text, or nothing."""

from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import MISSING_WORDS
from tests.tables.files import NUMBER, TEXT, opened, written


def _numbers(tmp_path: Path, *cells: str, **options: object) -> list[float | None]:
    """Return cells read as numbers, beside a column that none is missing from."""
    content = "x;y\n" + "".join(f"{cell};1\n" for cell in cells)
    return opened(written(tmp_path, content), delimiter=";", header=True, **options).read({"x": NUMBER})["x"].to_list()


@pytest.mark.parametrize(
    "cell", ["1", "-2.5", "+3", ".5", "5.", "1e3", "1E-3", "007", "0.1", "123456789012345678901234567890", "1e-400"]
)
@pytest.mark.parametrize("blanks", [("", ""), (" ", ""), ("", "  "), ("\u00a0", "\u00a0")])
def test_numbers_are_those_of_python(tmp_path: Path, cell: str, blanks: tuple[str, str]) -> None:
    assert _numbers(tmp_path, cell.join(blanks)) == [float(cell)]
    assert _numbers(tmp_path, f'"{cell.join(blanks)}"') == [float(cell)]


@pytest.mark.parametrize("cell", ["abc", "1_000", "0x10", "1,5", "--1", "1e", ".", "1 2", "true", "١", "1d5", "½"])
@pytest.mark.parametrize("before", ["1", " 1 ", "?"])  # each has polars or the texts decide
def test_texts_are_no_numbers(tmp_path: Path, cell: str, before: str) -> None:
    with pytest.raises(OptionError, match=r"line 3, column `x`: must be a number, got"):
        _numbers(tmp_path, before, cell)


@pytest.mark.parametrize("word", [*MISSING_WORDS, "-nan", "NAN", "   ", '""', '"?"', " ? ", '" NA "'])
def test_missing_words_are_null(tmp_path: Path, word: str) -> None:
    assert _numbers(tmp_path, "1", word, "2") == [1.0, None, 2.0]
    # Only seen when polars is beyond the first lines.
    assert _numbers(tmp_path, *["1"] * 1000, word, "2")[-2:] == [None, 2.0]


def test_missing_words_are_null_in_texts(tmp_path: Path) -> None:
    content = "x,y\n" + "".join(f"{word},1\n" for word in [*MISSING_WORDS, " ? ", '"?"', "0", "unknown"])
    frame = opened(written(tmp_path, content), header=True).read({"x": TEXT})
    assert frame["x"].to_list() == [None] * (len(MISSING_WORDS) + 2) + ["0", "unknown"]


def test_missing_words_are_those_that_the_user_says(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y\n-999,?\n -999 ,unknown\n-999.0,b\n,\n")
    source = opened(path, missing_words=["-999", "unknown"])
    assert source.read({"x": NUMBER, "y": TEXT}).rows() == [(None, "?"), (None, None), (None, "b"), (None, None)]
    assert source.sample().rows() == [(None, "?"), (None, None), ("-999.0", "b"), (None, None)]


def test_blanks_around_cells_do_not_count(tmp_path: Path) -> None:
    source = opened(written(tmp_path, 'x, y \n a b , c\n" d ",\t\ne,f\n'), header=True)
    expected = [("a b", "c"), ("d", None), ("e", "f")]
    assert source.names == ["x", "y"]
    assert source.read({"x": TEXT, "y": TEXT}).rows() == expected
    assert source.sample().rows() == expected


def test_decimal_commas_are_read_when_said(tmp_path: Path) -> None:
    assert _numbers(tmp_path, "1,5", "-2", ",5", "1,5e3", "?", "nan", decimal=",") == [1.5, -2, 0.5, 1500, None, None]
    described = opened(written(tmp_path, "x;y\n1,5;2\n"), decimal=",").described
    assert described == "CSV, delimiter ';', header, decimal comma"


@pytest.mark.parametrize(("cell", "decimal", "other"), [("1,5", ".", ","), ("1.500", ",", "."), ("1.500,5", ",", None)])
def test_decimal_signs_of_another_kind_are_refused(tmp_path: Path, cell: str, decimal: str, other: str | None) -> None:
    with pytest.raises(OptionError) as error:
        _numbers(tmp_path, "1", cell, decimal=decimal)
    assert f"line 3, column `x`: must be a number, got {cell!r}." in str(error.value)
    assert (f'say "data.decimal={other!r}"' in str(error.value)) is (other is not None)


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "1e400", " inf "])
def test_infinities_are_refused(tmp_path: Path, cell: str) -> None:
    with pytest.raises(OptionError, match=r"students.csv: line 4, column `x`: must be a finite number, got -?inf\.$"):
        _numbers(tmp_path, "1", "nan", cell)


def test_single_precision_is_read_as_well(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y\n0.1,1\n16777217,2\n?,3\n 0.1 ,4\n")
    column = opened(path).read({"x": pl.Float32()})["x"]
    assert column.dtype == pl.Float32
    assert column.to_list() == [pytest.approx(0.1, rel=1e-7), 16777216.0, None, pytest.approx(0.1, rel=1e-7)]
    with pytest.raises(OptionError, match="line 2, column `x`: must be a finite number"):
        opened(written(tmp_path, "x,y\n1e39,1\n")).read({"x": pl.Float32()})


def test_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "a,b,c\n1,x,3\n4,y,6\n"))
    frame = source.read({"c": NUMBER, "a": TEXT})
    assert frame.schema == {"c": pl.Float64, "a": pl.String}
    assert frame.rows() == [(3.0, "1"), (6.0, "4")]


def test_sample_is_the_first_rows_as_text(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "a,b\n 1 ,?\n2,x\n\n3,y\n"))
    assert source.sample().rows() == [("1", None), ("2", "x"), ("3", "y")]
    assert source.sample(2).rows() == [("1", None), ("2", "x")]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "\n\na,b\n\n1,2\n  \n\n3,\n\t\n5,6\n\n\n"))
    assert source.read({"a": NUMBER, "b": NUMBER}).rows() == [(1, 2), (3, None), (5, 6)]
    assert [source.place(row) for row in range(3)] == [f"{source.path}: line {line}" for line in (5, 8, 10)]


def test_blank_lines_are_no_rows_of_one_column_but_quotes_are(tmp_path: Path) -> None:
    source = opened(written(tmp_path, 'a\n1\n\n""\n  \n?\n2\n\n'))
    assert source.read({"a": NUMBER})["a"].to_list() == [1, None, None, 2]
    assert [chunk["a"].to_list() for chunk in source.chunks({"a": TEXT}, 2)] == [["1"], [None], [None, "2"]]
    assert source.place(1).endswith("line 4")


def test_place_knows_lines_within_quotes(tmp_path: Path) -> None:
    source = opened(written(tmp_path, 'a,"b\nc"\n1,"x\n\ny"\n2,z\n"3","u\nv"\n4,w\n'), header=True)
    assert source.names[1] == "b\nc"
    assert [source.place(row)[-6:] for row in range(4)] == ["line 3", "line 6", "line 7", "line 9"]


def test_place_in_an_error_counts_blank_lines_far_above(tmp_path: Path) -> None:
    content = "a,b\n\n\n" + "1,2\n" * 5000 + "\n" + "1,2\n" * 5000
    source = opened(written(tmp_path, content + "abc,2\n"))
    for read in (lambda: source.read({"a": NUMBER}), lambda: list(source.chunks({"a": NUMBER}, 100))):
        with pytest.raises(OptionError, match="line 10005, column `a`"):
            read()
    source = opened(written(tmp_path, content + "inf,2\n"))
    with pytest.raises(OptionError, match="line 10005, column `a`"):
        list(source.chunks({"a": NUMBER}, 100))
    assert source.place(10_000).endswith("line 10005")
