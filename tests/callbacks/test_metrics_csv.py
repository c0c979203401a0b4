"""`metrics.csv` against what is computed from the data and the formulas."""

from pathlib import Path

import numpy as np
import pytest

from lessonnet.callbacks import MetricsCSV
from lessonnet.data import BUILT_IN, Part
from tests.sweep.runs import composed, finished, read_metrics

FULL = ("data.batch_size=full", "trainer.precision=64-true")
ZEROS = ("init=zeros",)
COLUMNS = [
    "epoch",
    "step",
    "train_error",
    "train_accuracy",
    "val_error",
    "val_accuracy",
    "penalty",
    "objective",
    "lr",
]


def admissions() -> tuple[Part, Part]:
    options = {key: value for key, value in composed("trainer=cpu").data.items() if key != "_target_"}
    data = BUILT_IN["admissions"](**options)
    data.setup()
    assert data.val is not None
    return data.train, data.val


def test_metrics_have_one_row_an_epoch_with_its_steps(tmp_path: Path) -> None:
    finished(tmp_path, "data=moons", "data.points=130", "data.batch_size=16", "model=mlp", "trainer.max_epochs=3")
    rows = read_metrics(tmp_path)
    assert list(rows[0]) == COLUMNS
    # 78 training points
    assert [(row["epoch"], row["step"]) for row in rows] == [(1, 5), (2, 10), (3, 15)]


def test_metrics_end_in_newlines_alone(tmp_path: Path) -> None:
    finished(tmp_path, "trainer.max_epochs=2")
    content = (tmp_path / "metrics.csv").read_bytes()
    assert content.count(b"\n") == 3
    assert b"\r" not in content


def test_training_error_is_seen_before_the_step_it_causes(tmp_path: Path) -> None:
    train, _ = admissions()
    run = finished(tmp_path, *FULL, *ZEROS, "trainer.max_epochs=1")
    # From zero weights every probability is 1/2.
    assert run.metrics[0]["train_error"] == pytest.approx(np.log(2), rel=1e-12)
    assert run.metrics[0]["train_accuracy"] == float((train.targets == 1).double().mean())  # a score of 0 means 1


def test_validation_error_is_seen_after_the_step(tmp_path: Path) -> None:
    train, val = admissions()
    run = finished(tmp_path, *FULL, *ZEROS, "optimizer.lr=0.5", "trainer.max_epochs=1")
    x, y = train.features.numpy(), train.targets.numpy()
    # One step of gradient descent from zero: w = −lr · mean((1/2 − y)·x).
    weights, bias = 0.5 * ((y - 0.5)[:, None] * x).mean(0), 0.5 * (y - 0.5).mean()
    p = 1 / (1 + np.exp(-(val.features.numpy() @ weights + bias)))
    right = np.where(val.targets.numpy() == 1, p, 1 - p)
    # float64 sums in another order
    assert run.metrics[0]["val_error"] == pytest.approx(-np.log(right).mean(), rel=1e-12)
    assert run.metrics[0]["val_accuracy"] == (right >= 0.5).mean()


def test_objective_is_training_error_plus_penalty(tmp_path: Path) -> None:
    run = finished(
        tmp_path, "regularizer=elastic", "regularizer.l1=0.02", "regularizer.l2=0.01", "trainer.max_epochs=4"
    )
    for row in run.metrics:
        assert row["penalty"] > 0
        assert row["objective"] == row["train_error"] + row["penalty"]


def test_penalty_is_that_of_the_weights_after_the_epoch(tmp_path: Path) -> None:
    options = ("regularizer=elastic", "regularizer.l1=0.02", "regularizer.l2=0.01", "trainer.max_epochs=3", *FULL)
    run = finished(tmp_path, *options)
    assert run.results["best_epoch"] == 3  # the saved weights are those of the last row
    weights = run.tensors["layers.0.weight"].numpy()
    expected = 0.02 * np.abs(weights).sum() + 0.01 * np.square(weights).sum()
    assert run.metrics[-1]["penalty"] == pytest.approx(expected, rel=1e-12)


def test_learning_rate_is_the_schedule_s(tmp_path: Path) -> None:
    schedule = ("scheduler=step", "scheduler.step_size=2", "scheduler.gamma=0.5", "optimizer.lr=0.4")
    run = finished(tmp_path, *schedule, "trainer.max_epochs=5")
    assert [row["lr"] for row in run.metrics] == pytest.approx([0.4, 0.4, 0.2, 0.2, 0.1], rel=1e-12)


def test_metrics_keep_every_bit(tmp_path: Path) -> None:
    run = finished(tmp_path, "trainer.max_epochs=3")
    assert run.results["restart_errors"] == [run.metrics[-1]["val_error"]]


def test_metrics_of_a_diverged_run_can_be_read(tmp_path: Path) -> None:
    run = finished(tmp_path, "optimizer.lr=1e39")
    assert len(run.metrics) == 1
    assert not np.isfinite(run.metrics[0]["train_error"])


def writes(directory: Path, monkeypatch: pytest.MonkeyPatch, every_seconds: float) -> list[int]:
    """Rows in the file after each write of a training of 30 epochs."""
    rows: list[int] = []
    original = MetricsCSV._write

    def noted(self: MetricsCSV, *arguments: object) -> None:
        original(self, *arguments)  # type: ignore[arg-type]
        self._cost = 0.0  # or the next write would wait for two hundred times as long as this one took
        rows.append(len(read_metrics(directory)))

    monkeypatch.setattr(MetricsCSV, "_write", noted)
    finished(directory, "logger=csv", f"logger.every_seconds={every_seconds}", "trainer.max_epochs=30")
    return rows


def test_metrics_are_written_while_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert writes(tmp_path, monkeypatch, every_seconds=1e-9) == [*range(1, 31), 30]


def test_metrics_are_not_written_more_often_than_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert writes(tmp_path, monkeypatch, every_seconds=1000) == [1, 30]
