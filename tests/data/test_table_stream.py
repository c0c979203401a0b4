"""A table that is read in chunks trains on the rows, features and weights that it has in memory."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from lessonnet.data import Epochs, StreamedPart, Table
from lessonnet.options import OptionError
from tests.data.tables import HEADER, mixed_rows


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder of two Parquet files of 3000 rows each, with a column of weights."""
    for name, seed in (("a", 0), ("b", 1)):
        rows = [[*row, 1.0 + i % 3] for i, row in enumerate(mixed_rows(3000, seed=seed))]
        frame = pl.DataFrame(rows, schema=[*HEADER, "w"], orient="row", strict=False)
        frame.write_parquet(tmp_path / f"{name}.parquet", row_group_size=500)
    return str(tmp_path)


def _table(path: str, **options: Any) -> Table:
    table = Table(path=path, target="admit", **options)
    table.setup()
    return table


def _streamed(path: str, **options: Any) -> Table:
    table = _table(path, memory_limit="100kB", **options)
    assert isinstance(table.train, StreamedPart)
    return table


def _sorted(rows: torch.Tensor) -> np.ndarray:
    array = rows.double().numpy()
    return array[np.lexsort(array.T)]


@pytest.mark.parametrize(
    "options",
    [{}, {"weight_column": "w"}, {"class_weight": "balanced"}, {"missing": "drop"}, {"standardize": False}],
    ids=str,
)
def test_streamed_table_has_the_points_that_it_has_in_memory(folder: str, options: dict[str, Any]) -> None:
    whole = _table(folder, val_fraction=0, test_fraction=0, **options)
    streamed = _streamed(folder, val_fraction=0, test_fraction=0, **options)
    assert streamed.feature_names == whole.feature_names
    assert streamed.class_names == whole.class_names
    parts = list(streamed.train.parts())
    assert len(parts) > 3
    points = [torch.cat([p.features for p in parts]), torch.cat([p.targets for p in parts])[:, None]]
    wanted = [whole.train.features, whole.train.targets[:, None]]
    if whole.train.weights is not None:
        points.append(torch.cat([p.weights for p in parts])[:, None])
        wanted.append(whole.train.weights[:, None])
    # In the file's order; single against double precision.
    np.testing.assert_allclose(torch.cat(points, 1).double(), torch.cat(wanted, 1), rtol=1e-6, atol=1e-6)


def test_streamed_table_shuffles_within_and_across_chunks(folder: str) -> None:
    train = _streamed(folder, features=["id"], numeric=["id"], standardize=False, val_fraction=0, test_fraction=0).train
    one, other = (Epochs(train, seed=0).take(epoch, 0, train.points).features[:, 0] for epoch in (0, 1))
    in_order = torch.cat([part.features[:, 0] for part in train.parts()])
    assert torch.equal(one.sort().values, in_order.sort().values)
    assert not torch.equal(one, other)
    # Neighbours in the file are as far apart as in a random order of four chunks: nearly none stays beside the other.
    assert (one.diff() == 1).float().mean() < 0.01


def test_streamed_parts_are_apart_and_together_the_whole(folder: str) -> None:
    table = _streamed(folder, features=["id", "size"], numeric=["id"], standardize=False)
    whole = _table(folder, features=["id", "size"], numeric=["id"], standardize=False, val_fraction=0, test_fraction=0)
    parts = [torch.cat([piece.features for piece in part.parts()]) for part in (table.train, table.val, table.test)]
    np.testing.assert_allclose(_sorted(torch.cat(parts)), _sorted(whole.train.features.float()), rtol=0, atol=0)
    shares = np.array([len(part) for part in parts]) / 6000
    # Five standard errors of a share of 0.2 of 6000 rows are 0.026.
    assert abs(shares - [0.6, 0.2, 0.2]).max() < 0.03


def test_streamed_table_takes_parts_from_files(folder: str, tmp_path: Path) -> None:
    test = str(Path(folder) / "a.parquet")
    table = _streamed(folder, test_path=test)
    assert table.test.points == 3000
    assert table.train.points + table.val.points == 6000


def test_streamed_table_warns_of_held_rows_that_stand_in_training_too(folder: str, tmp_path: Path) -> None:
    # The first five rows of a file that is trained on whole, and two that are nowhere else.
    own = pl.read_parquet(Path(folder) / "a.parquet").head(5)
    others = own.head(2).with_columns(size=pl.lit(1e3))
    path = tmp_path / "few" / "test.parquet"
    path.parent.mkdir()
    pl.concat([own, others]).write_parquet(path)
    table = _streamed(folder, test_path=str(path), val_fraction=0)
    assert "warning: 5 rows of the test part also stand among the training rows" in table.shown


def test_streamed_table_says_that_it_does_not_look_for_streamed_rows(folder: str) -> None:
    shown = _streamed(folder, test_path=str(Path(folder) / "a.parquet")).shown
    assert "a.parquet: so many rows are not looked for among the training rows" in shown


def test_streamed_table_says_when_its_limit_is_too_small(folder: str) -> None:
    # 1024 rows of 8 columns, four chunks: 1024 · (24 · 8 + 64) · 4 bytes, less a column that is left out.
    assert "bytes, more than data.memory_limit" in _streamed(folder).shown
    table = _table(folder, memory_limit="1.2MB")
    assert isinstance(table.train, StreamedPart)
    assert "more than data.memory_limit" not in table.shown


def test_table_below_its_limit_is_held(folder: str) -> None:
    assert not isinstance(_table(folder, memory_limit="10MB").train, StreamedPart)


def test_streamed_table_says_so(folder: str) -> None:
    assert "read in chunks of 1024 rows" in _streamed(folder).shown


def test_streamed_table_silences_what_no_training_row_has(folder: str) -> None:
    table = _streamed(folder)
    assert [table.feature_names[i] for i in table.silent] == ["colour is unknown"]


def test_streamed_table_has_another_fingerprint_once_a_cell_changed(folder: str) -> None:
    before = _streamed(folder).fingerprint
    assert _streamed(folder).fingerprint == before
    path = Path(folder) / "b.parquet"
    frame = pl.read_parquet(path)
    frame.with_columns(size=frame["size"].set(pl.Series([True] + [False] * 2999), 9.25)).write_parquet(path)
    assert _streamed(folder).fingerprint != before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"memory_limit": "much"}, "`data.memory_limit` must be a size such as 500MB"),
        ({"memory_limit": 0}, "`data.memory_limit` must be"),
        ({"memory_limit": "1kB", "missing": "refuse"}, "column `age`: the value is missing"),
        ({"memory_limit": "1kB", "max_categories": 0}, "`data.max_categories` must be ≥ 1"),
    ],
)
def test_streamed_table_refuses_in_one_line(folder: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError) as refused:
        _table(folder, **options)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.csv.zst"])
def test_csv_table_is_compared_with_its_limit_unpacked(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    frame = pl.DataFrame({"x": [1.5, 2.5] * 1000, "y": ["a", "b"] * 1000})
    frame.write_csv(path, compression={"gz": "gzip", "zst": "zstd"}.get(name.rpartition(".")[2], "uncompressed"))
    # A line of names and 2000 rows of 6 bytes: 4 + 12000.
    with pytest.raises(OptionError, match=r"12004 bytes of text .* only Parquet can be read in pieces"):
        Table(path=str(path), target="y", memory_limit="24kB").setup()
    Table(path=str(path), target="y", memory_limit="24008").setup()
