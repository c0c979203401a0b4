"""The form of a CSV file: found by its first lines, or as the user says."""

from pathlib import Path

import polars as pl
import pytest

from tests.tables.files import NUMBER, TEXT, opened, packed, texts, written

ROWS = [["1", "2.5", "red"], ["3", "4.5", "blue"]]


@pytest.mark.parametrize(("delimiter", "described"), [(",", "','"), (";", "';'"), ("\t", "a tab"), ("|", "'|'")])
@pytest.mark.parametrize("header", [True, False])
def test_delimiter_and_header_are_found(tmp_path: Path, delimiter: str, described: str, header: bool) -> None:
    lines = [["size", "price", "colour"]] * header + ROWS
    source = opened(written(tmp_path, "".join(delimiter.join(line) + "\n" for line in lines)))
    assert source.described == f"CSV, delimiter {described}, {'header' if header else 'no header'}"
    assert source.header is header
    assert source.names == (lines[0] if header else ["column_0", "column_1", "column_2"])
    assert texts(source) == ROWS


@pytest.mark.parametrize("row", [["'"], ["'", "'", "p"], ["p", "'", "'"]], ids=str)
@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_of_a_lone_apostrophe_are_letters(tmp_path: Path, delimiter: str, count: int, row: list[str]) -> None:
    names = ["a", "b", "c"][: len(row)]
    source = opened(
        written(tmp_path, "".join(delimiter.join(line) + "\n" for line in [names, *[row] * count])), header=True
    )
    assert texts(source) == [row] * count


@pytest.mark.parametrize(
    ("content", "delimiter", "rows"),
    [
        # The cells between semicolons are numbers; those between commas are not, though every line has as many.
        ("1,5;2,5\n3,5;4,5\n", "';'", [["1,5", "2,5"], ["3,5", "4,5"]]),
        ("x;1,5\ny;2,5\n", "';'", [["x", "1,5"], ["y", "2,5"]]),
        ("1,A|B\n2,C|D\n", "','", [["1", "A|B"], ["2", "C|D"]]),
        # One line has a comma too many: the commas still fit best.
        ('a,b\n1,"x;y"\n2,"u;v"\n', "','", [["1", "x;y"], ["2", "u;v"]]),
        ("name;note\nx;one, two\ny;three\n", "';'", [["x", "one, two"], ["y", "three"]]),
    ],
)
def test_delimiter_is_the_one_that_makes_cells_of_the_lines(
    tmp_path: Path, content: str, delimiter: str, rows: list[list[str]]
) -> None:
    source = opened(written(tmp_path, content))
    assert f"delimiter {delimiter}" in source.described
    assert texts(source) == rows


@pytest.mark.parametrize("said", ["tab", "\t", "\\t"])
def test_delimiter_tab_may_be_said_in_words(tmp_path: Path, said: str) -> None:
    assert texts(opened(written(tmp_path, "a,b\tc\n1,2\t3\n"), delimiter=said)) == [["1,2", "3"]]


@pytest.mark.parametrize("delimiter", [" ", ":", "#", "x", ".", "^", "*", "\\"])
def test_delimiter_may_be_any_ascii_character(tmp_path: Path, delimiter: str) -> None:
    content = "".join(delimiter.join(line) + "\n" for line in [["a", "b", "c"], ["1", '"2 3"', ""], ["4", "", ""]])
    source = opened(written(tmp_path, content), delimiter=delimiter, header=True)
    assert texts(source) == [["1", "2 3", None], ["4", None, None]]


def test_single_column_needs_no_delimiter(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "word\nred, or so\nblue\n"))
    assert source.described == "CSV, one column, header"
    assert texts(source) == [["red, or so"], ["blue"]]


@pytest.mark.parametrize(
    ("first", "header"),
    [
        ("age,colour", True),
        ("1,colour", False),  # a number is no name
        ("?,colour", False),  # nor is a missing value
        (",colour", False),  # a column without a name, and no numbers below
        ("red,blue", False),  # the name comes again as a value
        ("age,age", False),
    ],
)
def test_header_of_a_table_of_words_has_names_that_are_no_values(tmp_path: Path, first: str, header: bool) -> None:
    assert opened(written(tmp_path, f"{first}\nyoung,blue\nold,green\n")).header is header


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("red,size\nred,1\n", True),  # numbers below a name decide
        (",size\n0,1\n1,2\n", True),  # an index column has no name
        ("red,?\nblue,1\n", False),
        ("red,size\nblue,?\n", True),
    ],
)
def test_header_is_found_by_numbers_below_it(tmp_path: Path, content: str, header: bool) -> None:
    assert opened(written(tmp_path, content)).header is header


def test_header_has_the_names_that_the_user_uses(tmp_path: Path) -> None:
    path = written(tmp_path, "kind,colour\nred,kind\nkind,blue\n")
    assert opened(path).header is False
    assert opened(path, names=["colour"]).names == ["kind", "colour"]
    assert opened(path, names=["taste"]).header is False


@pytest.mark.parametrize("header", [True, False])
def test_header_is_what_the_user_says(tmp_path: Path, header: bool) -> None:
    source = opened(written(tmp_path, "a,b\n1,2\n"), header=header, names=["a"])
    assert source.header is header
    assert len(texts(source)) == 2 - header


def test_header_cell_without_a_name_is_called_by_its_position(tmp_path: Path) -> None:
    assert opened(written(tmp_path, "a,,c \n1,2,3\n")).names == ["a", "column_1", "c"]


@pytest.mark.parametrize("name", ["größe", "年龄", "^x.*$", "*", "a b", "x\u200by", 'say "x"', "column_7"])
def test_names_may_hold_any_character(tmp_path: Path, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    source = opened(written(tmp_path, f"y,{quoted}\n1,2\n3,4\n", name="größe [1]*?.csv"), header=True)
    assert source.names == ["y", name]
    assert source.read({name: NUMBER}).to_dict(as_series=False) == {name: [2.0, 4.0]}
    assert [chunk[name].to_list() for chunk in source.chunks({name: TEXT}, 1)] == [["2"], ["4"]]


@pytest.mark.parametrize(
    ("content", "quote", "rows"),
    [
        ("'a,b','x'\n'c','y'\n", "'", [["a,b", "x"], ["c", "y"]]),
        ("'it''s',1\n'x',2\n", "'", [["it's", "1"], ["x", "2"]]),
        ('"a,b","x"\nc,y\n', '"', [["a,b", "x"], ["c", "y"]]),
        # Letters of words, not quotes.
        ("'tis,1\nit's,2\nJames',3\n", None, [["'tis", "1"], ["it's", "2"], ["James'", "3"]]),
    ],
)
def test_quote_is_found(tmp_path: Path, content: str, quote: str | None, rows: list[list[str]]) -> None:
    source = opened(written(tmp_path, content), header=False)
    assert source.described == "CSV, delimiter ',', no header" + (f", quotes {quote}" if quote else "")
    assert texts(source) == rows


def test_quote_none_makes_it_a_character_like_any_other(tmp_path: Path) -> None:
    source = opened(written(tmp_path, 'a,b\n1,5" pipe\n"2,x"\n'), quote="none")
    assert texts(source) == [["1", '5" pipe'], ['"2', 'x"']]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16", "utf-16-le", "utf-32", "shift_jis", "UTF8"])
@pytest.mark.parametrize("compression", ["", "gzip"])
def test_encoding_is_what_the_user_says(tmp_path: Path, encoding: str, compression: str) -> None:
    word = "テスト" if encoding == "shift_jis" else "naïveté"
    content = f"word,size\r\n{word},1\r\n\r\nx,2\r\n".encode(encoding)
    source = opened(written(tmp_path, packed(content, compression)), encoding=encoding)
    assert source.read({"size": NUMBER, "word": TEXT}).rows() == [(1.0, word), (2.0, "x")]
    assert source.place(1) == f"{source.path}: line 4"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("header", ["", "name,size\n"])
def test_encoding_is_what_a_byte_order_mark_says(tmp_path: Path, encoding: str, header: str) -> None:
    source = opened(written(tmp_path, f'{header}"é",1\nb,2\n'.encode(encoding)))
    assert source.names == (["name", "size"] if header else ["column_0", "column_1"])
    assert texts(source) == [["é", "1"], ["b", "2"]]


def test_encoding_leaves_no_copy_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(copies))
    source = opened(written(tmp_path, "a\né\n".encode("latin-1")), encoding="latin-1")
    assert texts(source) == [["é"]]
    assert len(list(copies.iterdir())) == 1
    del source
    assert not list(copies.iterdir())


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_compression_is_found_by_content(tmp_path: Path, compression: str) -> None:
    source = opened(written(tmp_path, packed('a,b\n1,"x\ny"\n\n2,é\n', compression), name="plain.csv"))
    assert source.described == f"CSV, delimiter ',', header, quotes \", {compression}"
    assert source.read({"b": TEXT, "a": NUMBER}).rows() == [("x\ny", 1.0), ("é", 2.0)]
    assert source.place(1).endswith("line 5")


def test_compression_in_several_parts_is_read_to_the_end(tmp_path: Path) -> None:
    content = packed("a,b\n1,2\n", "gzip") + packed("3,4\n", "gzip")
    assert texts(opened(written(tmp_path, content))) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(tmp_path: Path, ending: str) -> None:
    source = opened(written(tmp_path, ending.join(["a,b", "1,x", "", '2,"y"', "3,z", ""])))
    assert source.read({"a": NUMBER, "b": TEXT}).rows() == [(1.0, "x"), (2.0, "y"), (3.0, "z")]
    assert source.place(1).endswith("line 4")


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        ("breast-cancer", 286, ["40-49", "premeno", "15-19", "0-2", "yes", "3"]),
        ("german", 1000, ["A11", "6", "A34", "A43", "1169", "A65"]),
        ("horse-colic", 300, ["2", "1", "530101", "38.50", "66", "28"]),
        ("wheat-seeds", 210, ["15.26", "14.84", "0.871", "5.763", "3.312", "2.221"]),
    ],
)
def test_real_tables_are_read_as_polars_reads_them_when_told(
    tmp_path: Path, name: str, rows: int, first: list[str]
) -> None:
    """The first lines of UCI tables, written here again, since the tables are not part of the project."""
    lines = {
        "breast-cancer": "'40-49','premeno','15-19','0-2','yes','3'",
        "german": "A11,6,A34,A43,1169,A65",
        "horse-colic": "2,1,530101,38.50,66,28",
        "wheat-seeds": "15.26,14.84,0.871,5.763,3.312,2.221",
    }
    source = opened(written(tmp_path, f"{lines[name]}\n" * rows))
    assert not source.header
    assert texts(source) == [first] * rows


def test_types_of_a_csv_file_are_texts(tmp_path: Path) -> None:
    source = opened(written(tmp_path, "a,b\n1,2\n"))
    assert source.types == {"a": pl.String(), "b": pl.String()}
    assert source.rows is None
    assert not source.is_parquet
