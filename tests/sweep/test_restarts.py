"""Restarts: members of one stack that differ in their first weights; the best is kept."""

from pathlib import Path

import pytest
import torch

from tests.sweep.runs import Run, finished

OPTIONS = ("data=moons", "data.points=100", "model=mlp", "trainer.precision=64-true", "optimizer=momentum")
STOPPING = ("seed=5", "optimizer.lr=2", "callbacks.early_stopping.patience=3", "trainer.max_epochs=40")


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("restarts"), *OPTIONS, "restarts=4", "trainer.max_epochs=6")


def test_restarts_each_have_an_error(restarted: Run) -> None:
    assert len(restarted.results["restart_errors"]) == restarted.results["stack_size"] == 4
    assert len(set(restarted.results["restart_errors"])) == 4


def test_best_restart_is_kept(restarted: Run) -> None:
    # measured again by another kernel, in float64
    assert restarted.results["val"]["error"] == pytest.approx(min(restarted.results["restart_errors"]), rel=1e-12)


def test_metrics_are_those_of_the_best_restart(restarted: Run) -> None:
    assert min(row["val_error"] for row in restarted.metrics) == min(restarted.results["restart_errors"])


def test_restarts_are_named_in_the_summary(restarted: Run) -> None:
    errors = ", ".join(f"{error:.4f}" for error in restarted.results["restart_errors"])
    assert f"restarts: errors {errors}" in restarted.summary


def test_restart_0_is_the_run_without_restarts(restarted: Run, tmp_path: Path) -> None:
    alone = finished(tmp_path, *OPTIONS, "trainer.max_epochs=6")
    assert restarted.results["restart_errors"][0] == pytest.approx(alone.results["restart_errors"][0], rel=1e-12)


def test_best_restart_that_stops_early_is_the_run_alone(tmp_path: Path) -> None:
    # With this seed the first start is the best one; it stops after 5 epochs, another one after 7.
    alone = finished(tmp_path / "alone", *OPTIONS, *STOPPING)
    best = finished(tmp_path / "restarts", *OPTIONS, *STOPPING, "restarts=3")
    assert best.results["restart_errors"][0] == min(best.results["restart_errors"])
    for key in ("status", "best_epoch", "epochs", "steps"):
        assert best.results[key] == alone.results[key]
    assert len(best.metrics) == len(alone.metrics) == best.results["epochs"]
    for name, tensor in alone.tensors.items():
        # another kernel for one member than for three, some dozen steps
        torch.testing.assert_close(best.tensors[name], tensor, rtol=0, atol=1e-12)


def test_restarts_that_diverge_cost_nothing_as_long_as_one_does_not(tmp_path: Path) -> None:
    unstable = ("data=moons", "model=mlp", "activation=relu", "optimizer.lr=30", "init=normal", "init.scale=3")
    run = finished(tmp_path, *unstable, "restarts=6", "seed=2", "trainer.max_epochs=10")
    assert None in run.results["restart_errors"]  # one of them at least, in its first epoch
    assert run.results["status"] == "completed"
    assert run.exit_code == 0


def test_lbfgs_restarts_do_not_couple(tmp_path: Path) -> None:
    options = ("data=moons", "model=mlp", "optimizer=lbfgs", "data.batch_size=full", "trainer.precision=64-true")
    alone = finished(tmp_path / "alone", *options, "trainer.max_epochs=4")
    run = finished(tmp_path / "restarts", *options, "trainer.max_epochs=4", "restarts=3")
    assert run.results["restart_errors"][0] == pytest.approx(alone.results["restart_errors"][0], rel=1e-9)
