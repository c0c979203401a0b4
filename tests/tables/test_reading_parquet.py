"""Parquet files and folders of them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from tests.tables.files import NUMBER, TEXT, opened, written

ZONE = "Europe/Berlin"
VALUES = {
    "int8": pl.Series([1, None], dtype=pl.Int8),
    "uint64": pl.Series([1, 2**53], dtype=pl.UInt64),
    "int128": pl.Series([1, -2], dtype=pl.Int128),
    "float32": pl.Series([0.5, float("nan")], dtype=pl.Float32),
    "float64": pl.Series([-3.0, 1e300], dtype=pl.Float64),
    "bool": pl.Series([True, None]),
    "decimal": pl.Series([Decimal("1.50"), Decimal("-2.00")]),
    "nothing": pl.Series([None, None], dtype=pl.Null),
    "text": pl.Series([" 1 ", "?"]),
    "category": pl.Series(["2", "NA"], dtype=pl.Categorical),
    "enum": pl.Series(["1e3", "4"], dtype=pl.Enum(["1e3", "4"])),
    "date": pl.Series([dt.date(2024, 2, 29), None]),
    "time": pl.Series([dt.time(13, 5), None]),
    "stamp": pl.Series([dt.datetime(2024, 2, 29, 1), None]),
    "zoned": pl.Series([dt.datetime(2024, 2, 29, 1), None]).dt.replace_time_zone(ZONE),
    "duration": pl.Series([dt.timedelta(days=1, seconds=5), None]),
}
NUMBERS = {
    "int8": [1, None],
    "uint64": [1, 2**53],
    "int128": [1, -2],
    "float32": [0.5, None],
    "float64": [-3, 1e300],
    "bool": [1, None],
    "decimal": [1.5, -2],
    "nothing": [None, None],
    "text": [1, None],
    "category": [2, None],
    "enum": [1000, 4],
}
TEXTS = {
    "int8": ["1", None],
    "uint64": ["1", "9007199254740992"],
    "int128": ["1", "-2"],
    "float32": ["0.5", None],
    "float64": ["-3", "1e+300"],  # whole numbers as a person and a CSV file write them
    "bool": ["true", None],
    "decimal": ["1.50", "-2.00"],
    "nothing": [None, None],
    "text": ["1", None],
    "category": ["2", None],
    "enum": ["1e3", "4"],
    "date": ["2024-02-29", None],
    "time": ["13:05:00", None],
    "stamp": ["2024-02-29 01:00:00.000000", None],
    "zoned": ["2024-02-29 01:00:00.000000+01:00", None],
    "duration": ["P1DT5S", None],
}


def _saved(folder: Path, frame: pl.DataFrame, name: str = "students.parquet") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    frame.write_parquet(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of 4, 0 and 5 rows, written out of order."""
    frame = pl.DataFrame({"x": range(9), "word": [f"w{i}" for i in range(9)]})
    _saved(tmp_path / "parts", frame[4:], "c.parquet")
    _saved(tmp_path / "parts", frame[:4].select("word", "x"), "a.PQ")
    _saved(tmp_path / "parts", frame[:0], "b.parquet")
    for other in ("_SUCCESS", ".a.parquet", "notes.txt"):
        (tmp_path / "parts" / other).write_text("not a table")
    return tmp_path / "parts"


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_of_any_type_are_read(tmp_path: Path, name: str) -> None:
    source = opened(_saved(tmp_path, pl.DataFrame(VALUES)))
    assert source.read({name: NUMBER})[name].to_list() == NUMBERS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_any_type_are_read(tmp_path: Path, name: str) -> None:
    source = opened(_saved(tmp_path, pl.DataFrame(VALUES)))
    assert source.read({name: TEXT})[name].to_list() == TEXTS[name]


def test_own_types_are_kept_when_asked_for(tmp_path: Path) -> None:
    source = opened(_saved(tmp_path, pl.DataFrame(VALUES)))
    assert source.types == dict(pl.DataFrame(VALUES).schema)
    assert (source.names, source.rows, source.header, source.is_parquet) == (list(VALUES), 2, True, True)
    frame = source.read(source.types)
    assert frame.schema == source.types
    assert frame["zoned"].to_list() == VALUES["zoned"].to_list()
    assert frame["float32"].to_list() == [0.5, None]
    assert source.sample().equals(frame)


@pytest.mark.parametrize("name", ["date", "time", "stamp", "zoned", "duration"])
def test_dates_and_times_are_no_numbers(tmp_path: Path, name: str) -> None:
    source = opened(_saved(tmp_path, pl.DataFrame(VALUES)))
    with pytest.raises(OptionError, match=f"students.parquet: column `{name}` must hold numbers, its type is D|Time"):
        source.read({name: NUMBER})


def test_missing_words_that_are_numbers_hold_for_numbers(tmp_path: Path) -> None:
    frame = pl.DataFrame({"x": [1, -999], "y": [-999.0, 2.5], "z": ["-999", "a"]})
    source = opened(_saved(tmp_path, frame), missing_words=["-999"])
    assert source.read({"x": NUMBER, "y": NUMBER, "z": TEXT}).rows() == [(1, None, None), (None, 2.5, "a")]


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        (pl.List(pl.Int64), [1]),
        (pl.Array(pl.Int64, 2), [1, 2]),
        (pl.Struct({"a": pl.Int64}), {"a": 1}),
        (pl.Binary, b"x"),
    ],
)
def test_nested_types_are_refused(tmp_path: Path, dtype: pl.DataType, value: object) -> None:
    path = _saved(tmp_path, pl.DataFrame({"x": [1], "inner": pl.Series([value], dtype=dtype)}))
    with pytest.raises(
        OptionError, match=r"students.parquet: column `inner` holds (List|Array|Struct|Binary).*, not one"
    ):
        opened(path)


def test_folder_is_read_in_the_order_of_names(folder: Path) -> None:
    source = opened(folder)
    assert source.described == "Parquet, 3 files"
    assert source.rows == 9
    assert source.read({"x": NUMBER})["x"].to_list() == list(range(9))
    assert [source.place(row) for row in (0, 3, 4, 8)] == [
        f"{folder}/a.PQ: row 1",
        f"{folder}/a.PQ: row 4",
        f"{folder}/c.parquet: row 1",
        f"{folder}/c.parquet: row 5",
    ]


def test_place_in_one_file_is_the_row(tmp_path: Path) -> None:
    path = _saved(tmp_path, pl.DataFrame({"x": [1, 2, 3]}))
    assert opened(path).place(2) == f"{path}: row 3"


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 100])
def test_pieces_are_the_table(folder: Path, rows: int) -> None:
    pieces = list(opened(folder).chunks({"word": TEXT, "x": NUMBER}, rows))
    assert all(1 <= piece.height <= rows for piece in pieces)
    assert pl.concat(pieces).rows() == [(f"w{i}", float(i)) for i in range(9)]


@pytest.mark.parametrize(("offset", "rows"), [(0, 9), (0, 1), (3, 2), (4, 1), (2, 100), (9, 5), (5, 0)])
def test_slice_is_a_part_of_the_table(folder: Path, offset: int, rows: int) -> None:
    part = opened(folder).slice({"x": NUMBER, "word": TEXT}, offset, rows)
    assert part.schema == {"x": NUMBER, "word": TEXT}
    assert part.rows() == [(float(i), f"w{i}") for i in range(9)[offset : offset + rows]]


def test_slice_reads_no_other_file(folder: Path) -> None:
    source = opened(folder)
    (folder / "a.PQ").unlink()
    assert source.slice({"x": NUMBER}, 6, 2)["x"].to_list() == [6, 7]
    with pytest.raises(OptionError, match="cut off or damaged"):
        source.slice({"x": NUMBER}, 3, 2)


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"x": ["1"], "word": ["a"]}, "column `x` is String, but in a.PQ it is Int64."),
        ({"x": [1]}, "column `word` is not there, but in a.PQ it is String."),
        ({"x": [1], "word": ["a"], "z": [1]}, "column `z` is Int64, but in a.PQ it is not there."),
    ],
)
def test_folder_of_files_that_differ_is_refused(folder: Path, other: dict[str, list[object]], fault: str) -> None:
    _saved(folder, pl.DataFrame(other), "d.parquet")
    with pytest.raises(OptionError) as error:
        opened(folder)
    assert str(error.value) == f"{folder}/d.parquet: {fault}"


@pytest.mark.parametrize(("column", "rule"), [("x", "a finite number, got inf"), ("word", "a number, got 'w5'")])
def test_cells_at_fault_name_file_and_row(folder: Path, column: str, rule: str) -> None:
    frame = pl.DataFrame({"x": [0.0, float("inf")], "word": ["1", "w5"]})
    for file in folder.glob("*.[pP]*"):
        file.unlink()
    _saved(folder, frame[:1], "a.parquet")
    _saved(folder, frame, "b.parquet")
    source = opened(folder)
    expected = f"{folder}/b.parquet: row 2, column `{column}`: must be {rule}."
    with pytest.raises(OptionError) as whole:
        source.read({column: NUMBER})
    with pytest.raises(OptionError) as sliced:
        source.slice({column: NUMBER}, 2, 1)
    assert str(whole.value) == str(sliced.value) == expected


@pytest.mark.parametrize("name", ["^x.*$", "*", "größe", ""])
def test_names_may_hold_any_character(tmp_path: Path, name: str) -> None:
    frame = pl.DataFrame({name: [float("nan"), 1.0], "xy": ["a", "b"]})
    source = opened(_saved(tmp_path, frame, "a [1]*?.parquet"))
    assert source.read({name: NUMBER}).rows() == [(None,), (1.0,)]
    assert source.sample().rows() == [(None, "a"), (1.0, "b")]


def test_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    content = _saved(tmp_path, pl.DataFrame({"x": range(50), "y": ["a", "b"] * 25})).read_bytes()
    for end in range(0, len(content), 5):
        path = written(tmp_path, content[:end], "cut.parquet")
        with pytest.raises(OptionError) as error:
            opened(path)
        assert str(error.value).startswith(f"{path}: ")


def test_tables_without_rows_or_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"students.parquet: there are columns and no row\.$"):
        opened(_saved(tmp_path, pl.DataFrame({"x": [1]})[:0]))
    with pytest.raises(OptionError, match="it is called Parquet and is none"):
        opened(written(tmp_path, "a,b\n1,2\n", "table.parquet"))
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    with pytest.raises(
        OptionError, match=r"Its folders are not searched; name one of them, such as '.*/deep/deeper'\.$"
    ):
        opened(tmp_path / "deep")


def test_column_that_is_not_there_offers_the_nearest(folder: Path) -> None:
    with pytest.raises(OptionError, match=r"parts: there is no column `wrd`\. Did you mean `word`\?$"):
        opened(folder).read({"wrd": TEXT})
