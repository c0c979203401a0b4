"""A table that is written piece by piece: whole or not at all, whatever polars still does in its threads."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from lessonnet.inference._output_file import write_table
from lessonnet.options import OptionError

SCHEMA = {"x": pl.Float64()}


def pieces(good: int) -> Iterator[pl.DataFrame]:
    """Yield some good pieces, and then none but an error."""
    for _ in range(good):
        yield pl.DataFrame({"x": [1.0] * 10})
    raise OptionError("the next cell is none.")


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
@pytest.mark.parametrize("good", [0, 1, 3])
def test_refused_table_leaves_nothing_even_later(tmp_path: Path, name: str, good: int) -> None:
    # One attempt in thirty left a file, made again by a thread of polars some microseconds after it was removed.
    for _ in range(150):
        with pytest.raises(OptionError, match="the next cell"):
            write_table(tmp_path / name, SCHEMA, pieces(good))
        time.sleep(0.003)
        assert os.listdir(tmp_path) == []


def test_first_piece_is_asked_for_before_anything_is_made(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def watching() -> Iterator[pl.DataFrame]:
        for _ in range(2):
            seen.append(os.listdir(tmp_path))
            yield pl.DataFrame({"x": [1.0]})

    assert write_table(tmp_path / "out.csv", SCHEMA, watching()) == 2
    assert seen[0] == []
    assert len(seen[1]) == 1
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_table_without_rows_is_written(tmp_path: Path, name: str) -> None:
    assert write_table(tmp_path / name, SCHEMA, iter(())) == 0
    found = pl.read_csv(tmp_path / name) if name == "out.csv" else pl.read_parquet(tmp_path / name)
    assert (found.columns, found.height) == (["x"], 0)
