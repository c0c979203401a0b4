"""Runs on tables, held and streamed: stopped, resumed, weighed, and refused once the file has changed."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import safetensors.torch
from sklearn.linear_model import LogisticRegression

from lessonnet.data import Table
from lessonnet.options import OptionError
from tests.data.tables import HEADER, mixed_rows, write_csv
from tests.sweep.runs import digest_of, finished
from tests.sweep.test_resume import stopping

SHORT = ("data=table", "data.target=admit", "data.batch_size=64", "trainer.max_epochs=3", "trainer.log_every_n_steps=1")


@pytest.fixture
def csv_path(tmp_path: Path) -> str:
    return write_csv(tmp_path / "table.csv", mixed_rows(300))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A folder of Parquet, which needs chunks of at least 1024 rows: four of them."""
    (tmp_path / "parquet").mkdir()
    frame = pl.DataFrame(mixed_rows(4000), schema=list(HEADER), orient="row", strict=False)
    frame.write_parquet(tmp_path / "parquet" / "0.parquet", row_group_size=500)
    return str(tmp_path / "parquet")


@pytest.mark.parametrize("stops", [[2], [38], [3, 20, 41]], ids=str)
def test_streamed_run_that_was_stopped_ends_as_one_that_was_not(tmp_path: Path, folder: str, stops: list[int]) -> None:
    overrides = (*SHORT, f"data.path={folder}", "data.memory_limit=1kB", "model=mlp", "dropout=per_batch")
    whole = finished(tmp_path / "whole", *overrides)
    assert whole.results["steps"] > 100  # about 4000 · 0.6 / 64 · 3
    stopped = (*overrides, stopping(stops))
    run = finished(tmp_path / "stopped", *stopped)
    for _ in stops:
        assert run.exit_code == 143
        run = finished(tmp_path / "stopped", *stopped, resume=True)
    assert run.exit_code == 0
    assert digest_of(run.directory) == digest_of(whole.directory)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_run_is_not_resumed_on_a_file_that_has_changed(tmp_path: Path, csv_path: str, folder: str, form: str) -> None:
    path = csv_path if form == "csv" else folder
    limit = () if form == "csv" else ("data.memory_limit=1kB",)
    overrides = (*SHORT, f"data.path={path}", *limit)
    finished(tmp_path / "run", *overrides)
    before = digest_of(tmp_path / "run")
    more = (*overrides, "trainer.max_epochs=5")
    file = Path(csv_path) if form == "csv" else Path(folder) / "0.parquet"
    original = file.read_bytes()
    if form == "csv":
        rows = mixed_rows(300)
        rows[7][3] = 5.55
        write_csv(file, rows)
    else:
        frame = pl.read_parquet(file)
        frame.with_columns(size=frame["size"].set(pl.Series([True] + [False] * 3999), 5.55)).write_parquet(file)
    with pytest.raises(OptionError, match="has changed since this run saved its checkpoint"):
        finished(tmp_path / "run", *more, resume=True)
    assert digest_of(tmp_path / "run") == before
    file.write_bytes(original)
    assert finished(tmp_path / "run", *more, resume=True).results["epochs"] == 5


def test_weighed_run_ends_at_scikit_learns_optimum(tmp_path: Path) -> None:
    rows = [[row[3], 1 + i % 3, row[5]] for i, row in enumerate(mixed_rows(300))]
    path = write_csv(tmp_path / "table.csv", rows, ["size", "w", "admit"])
    options = {"weight_column": "w", "val_fraction": 0, "test_fraction": 0, "class_weight": "balanced"}
    run = finished(
        tmp_path / "run",
        "data=table",
        f"data.path={path}",
        "data.target=admit",
        *(f"data.{name}={value}" for name, value in options.items()),
        "data.batch_size=full",
        "optimizer=lbfgs",
        "regularizer=l2",
        "regularizer.l2=0.01",
        "trainer.precision=64-true",
        "trainer.max_epochs=50",
    )
    table = Table(path=path, target="admit", **options)
    table.setup()
    x, y, w = (tensor.numpy() for tensor in table.train)
    # λ·Σw² and a mean over 300 points: C = 1 / (2·300·λ).
    oracle = LogisticRegression(C=1 / (2 * 300 * 0.01), tol=1e-12, max_iter=1000).fit(x, y, sample_weight=w)
    found = safetensors.torch.load_file(run.directory / "model" / "model.safetensors")
    # Both stop where the gradient is below about 1e-7, and the curvature is some tenths.
    np.testing.assert_allclose(found["layers.0.weight"].squeeze(), oracle.coef_[0], atol=1e-5)
    np.testing.assert_allclose(found["layers.0.bias"], oracle.intercept_, atol=1e-5)


def test_run_on_a_table_shows_it_before_the_training(
    tmp_path: Path, csv_path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    finished(tmp_path / "run", *SHORT, f"data.path={csv_path}")
    assert "category │ blue, green, red" in capsys.readouterr().out


def test_weights_of_an_unseen_category_stay_zero(tmp_path: Path, csv_path: str) -> None:
    run = finished(tmp_path / "run", *SHORT, f"data.path={csv_path}", "optimizer=adamw", "model=mlp")
    table = Table(path=csv_path, target="admit")
    table.setup()
    first = run.tensors["layers.0.weight"]
    assert table.silent == [table.feature_names.index("colour is unknown")]
    assert not first[table.silent].any()
    assert first.any(1).sum() == len(first) - 1
