"""In which precision the numbers of a table are held."""

from pathlib import Path

import polars as pl
import pytest

from lessonnet.tables._precision import number_types

SAMPLE = pl.DataFrame(
    {"near": ["-1,5", "2", None], "far": [1e6, 1e6 + 1, None], "^x$": ["1", "2", "x"], "one": ["7"] * 3}
)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.csv"
    path.touch()
    with path.open("r+") as file:
        file.truncate(1 << 26)  # 64 MiB, of which the disk holds nothing
    return path


def test_number_types_are_single_where_seven_digits_tell_the_numbers_apart(large: Path) -> None:
    types = number_types(large, SAMPLE, SAMPLE.columns)
    # Around 10^6 two numbers that differ by 1 are 10^6 deviations from 0; equal ones have no deviation at all.
    assert types == {"near": pl.Float32, "far": pl.Float64, "^x$": pl.Float32, "one": pl.Float64}


def test_number_types_are_double_in_a_small_file(tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text("near\n1\n")
    assert number_types(tmp_path / "small.csv", SAMPLE, ["near"]) == {"near": pl.Float64}


def test_number_types_of_no_columns_are_none(large: Path) -> None:
    assert number_types(large, SAMPLE, []) == {}
