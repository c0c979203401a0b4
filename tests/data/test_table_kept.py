"""The rows of a table are read once for all of its splits, and again as soon as anything is another."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
import torch

from lessonnet.data import Fold, Table
from lessonnet.data import _table as table_module
from lessonnet.data import _table_kept as keeping

WORDS = ("red", "green", "blue")


@pytest.fixture
def path(tmp_path: Path) -> str:
    keeping._kept.clear()
    return str(written(tmp_path / "t.csv", 60))


def written(path: Path, rows: int, factor: float = 1.0) -> Path:
    lines = [f"{i * 7 % 13 * factor},{WORDS[i % 3]},{i % 2}" for i in range(rows)]
    path.write_text("\n".join(["size,colour,y", *lines]) + "\n")
    return path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that rows are read."""
    counted: list[int] = []
    read_rows = table_module.read_rows

    def counting(*arguments: Any) -> Any:
        counted.append(1)
        return read_rows(*arguments)

    monkeypatch.setattr(table_module, "read_rows", counting)
    return counted


def table(path: str, **options: Any) -> Table:
    found = Table(path=path, target="y", **options)
    found.setup()
    return found


def assert_same(one: Table, other: Table) -> None:
    assert (one.schema, one.scaling, one.class_names, one.shown) == (
        other.schema,
        other.scaling,
        other.class_names,
        other.shown,
    )
    for part in ("train", "val", "test"):
        assert all(map(torch.equal, getattr(one, part)[:2], getattr(other, part)[:2]))


def test_splits_of_a_table_read_it_once_and_are_those_of_tables_read_anew(path: str, reads: list[int]) -> None:
    several = [table(path, seed=seed) for seed in (0, 1, 2)]
    assert len(reads) == 1
    for seed, one in enumerate(several):
        keeping._kept.clear()
        assert_same(one, table(path, seed=seed))
    assert not torch.equal(several[0].train.features, several[1].train.features)


def test_what_does_not_decide_how_a_file_is_read_reads_it_once(path: str, reads: list[int]) -> None:
    for options in ({}, {"val_fraction": 0.3}, {"standardize": False}, {"class_weight": "balanced"}):
        table(path, **options)
    assert len(reads) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"ignore": ["colour"]},
        {"missing_words": ["red"]},
        {"max_categories": 2},
        {"delimiter": ","},
        {"missing": "drop"},
    ],
    ids=lambda options: next(iter(options)),
)
def test_what_decides_how_a_file_is_read_reads_it_again(options: dict[str, Any], path: str, reads: list[int]) -> None:
    table(path)
    found = table(path, **options)
    assert len(reads) == 2
    keeping._kept.clear()
    assert_same(found, table(path, **options))


def test_folds_read_a_table_once(path: str, reads: list[int]) -> None:
    for number in range(3):
        found = Table(path=path, target="y", val_fraction=0.0)
        found.fold = Fold(number, 3)
        found.setup()
    assert len(reads) == 1


def test_a_file_that_has_changed_is_read_again(path: str, reads: list[int]) -> None:
    before = table(path)
    stat = os.stat(path)
    written(Path(path), 60, factor=3.0)
    after = table(path)
    assert len(reads) == 2
    assert after.scaling is not None
    assert before.scaling is not None
    assert after.scaling[0][0] == pytest.approx(3 * before.scaling[0][0])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as old again, and of another size
    table(path)
    assert len(reads) == 3


def test_a_file_in_the_place_of_another_is_read(path: str, tmp_path: Path, reads: list[int]) -> None:
    table(path)
    stat = os.stat(path)
    other = written(tmp_path / "other.csv", 60)
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)
    table(path)
    assert len(reads) == 2


def test_a_changed_file_of_another_part_is_read_again(path: str, tmp_path: Path, reads: list[int]) -> None:
    other = written(tmp_path / "test.csv", 20)
    assert table(path, test_path=str(other)).test.points == 20
    written(other, 30)
    assert table(path, test_path=str(other)).test.points == 30
    assert len(reads) == 2


def test_a_large_table_is_not_kept(path: str, reads: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST_BYTES", 10)
    table(path)
    table(path)
    assert len(reads) == 2
    assert not keeping._kept


def test_no_copy_of_a_file_outlives_its_reading(tmp_path: Path, reads: list[int]) -> None:
    keeping._kept.clear()
    text = written(tmp_path / "t.csv", 60).read_text()
    latin = tmp_path / "latin.csv"
    latin.write_bytes(text.replace("red", "rötlich").encode("latin-1"))
    table(str(latin), encoding="latin-1")
    assert not keeping._kept
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    table(str(packed))
    assert len(keeping._kept) == 1  # which polars unpacks itself


def test_only_the_table_that_was_read_last_is_kept(path: str, tmp_path: Path) -> None:
    other = written(tmp_path / "other.csv", 40)
    table(path)
    table(str(other))
    assert [rows.main.frame.height for rows in keeping._kept.values()] == [40]
