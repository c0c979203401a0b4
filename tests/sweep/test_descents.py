"""Runs and sweeps on error surfaces: what they leave, what they print, and what they refuse (row L26)."""

import csv
import json
import re
from pathlib import Path

import pytest

from lessonnet import evaluate, predict
from lessonnet import train as program
from lessonnet.surfaces import KILIMANJERROR, SURFACES
from tests.sweep.runs import Run, called, files_in, finished, without_time

SURFACE = ("model=surface", "data=none")
KILI = (*SURFACE, "model.surface=kilimanjerror", "trainer.max_epochs=60", "callbacks=[checkpoint]", "logger=csv")
STARTS = ("init=uniform", "init.scale=3", "restarts=5", "trainer.precision=64-true")
SPREAD = (*STARTS, "optimizer.lr=0.2")


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("restarted"), *KILI, *SPREAD)


def paths(directory: Path) -> list[dict[str, float]]:
    with (directory / "paths.csv").open() as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def test_run_leaves_its_paths_and_no_model(restarted: Run) -> None:
    found = {name.partition("/")[0] for name in files_in(restarted.directory)}
    assert found == {"checkpoints", "metrics.csv", "paths.csv", "results.json"}


def test_paths_have_each_climber_at_each_epoch_with_its_height(restarted: Run) -> None:
    rows = paths(restarted.directory)
    assert [(row["climber"], row["epoch"]) for row in rows] == [(k, e) for k in range(5) for e in range(61)]
    import torch

    places = torch.tensor([[row["x"], row["y"]] for row in rows], dtype=torch.float64)
    heights = [row["height"] for row in rows]
    assert heights == pytest.approx(KILIMANJERROR.height(places).tolist(), rel=1e-14)


def test_results_say_how_low_each_climber_came(restarted: Run) -> None:
    rows, results = paths(restarted.directory), restarted.results
    assert results["surface"] == "kilimanjerror"
    for k, climber in enumerate(results["climbers"]):
        own = [row for row in rows if row["climber"] == k]
        lowest = min(own, key=lambda row: row["height"])
        assert climber["start"] == [own[0]["x"], own[0]["y"]]
        assert climber["lowest"] == [lowest["x"], lowest["y"]]
        assert climber["height"] == pytest.approx(lowest["height"], rel=1e-14)
        assert climber["above"] == pytest.approx(lowest["height"] - KILIMANJERROR.bottom, rel=1e-12, abs=1e-14)
        assert results["restart_errors"][k] == pytest.approx(climber["height"], rel=1e-14)


def test_results_have_no_accuracy(restarted: Run) -> None:
    results = restarted.results
    assert results["train"]["accuracy"] is None
    assert results["train"]["error"] == pytest.approx(min(results["restart_errors"]), rel=1e-14)
    assert results["val"] is results["test"] is None
    assert list(restarted.metrics[0]) == ["epoch", "step", "train_error", "penalty", "objective", "lr"]


def test_epoch_is_one_step(restarted: Run) -> None:
    assert restarted.results["epochs"] == restarted.results["steps"] == 60


def test_summary_says_where_each_climber_came_and_who_arrived(restarted: Run) -> None:
    arrived = sum(climber["above"] < 1e-3 for climber in restarted.results["climbers"])
    assert "Mount Kilimanjerror: three hollows, one of them the lowest" in restarted.summary
    assert f"bottom    1.4697 at (1.853, 1.073): {arrived} of 5 came within 0.001 of that" in restarted.summary
    for climber in restarted.results["climbers"]:
        assert f"{climber['height']:.4f} │           {climber['above']:.4f}" in restarted.summary
    assert "accuracy" not in restarted.summary
    assert "model " not in restarted.summary


def test_single_climber_says_whether_it_arrived(tmp_path: Path) -> None:
    caught = finished(tmp_path / "caught", *KILI)
    crossed = finished(tmp_path / "crossed", *KILI, "optimizer=momentum", "trainer.max_epochs=100")
    assert "it did not come within 0.001 of that" in caught.summary
    assert ": it came within 0.001 of that" in crossed.summary


def test_fixed_start_is_where_the_path_begins(tmp_path: Path) -> None:
    run = finished(tmp_path, *KILI, "init=fixed", "init.weights=[1.5,-2]", "trainer.max_epochs=2")
    assert run.results["climbers"][0]["start"] == [1.5, -2.0]


def test_start_of_three_numbers_is_refused(tmp_path: Path) -> None:
    answer = called(tmp_path, program.main, *SURFACE, "init=fixed", "init.weights=[1,2,3]")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "`init.weights` must be 2 finite numbers, the place to start from; got [1, 2, 3]." in answer.err


def test_resumed_descent_goes_on_to_where_an_undisturbed_one_ends(tmp_path: Path) -> None:
    options = (*KILI, *SPREAD, "optimizer=momentum", "optimizer.lr=0.05", "scheduler=plateau")
    whole = finished(tmp_path / "whole", *options)
    finished(tmp_path / "half", *options, "trainer.max_epochs=25")
    resumed = finished(tmp_path / "half", *options, resume=True)
    assert without_time(resumed.results) == without_time(whole.results)
    assert (tmp_path / "half" / "paths.csv").read_text() == (tmp_path / "whole" / "paths.csv").read_text()


def test_stacked_jobs_are_what_they_are_alone(tmp_path: Path) -> None:
    options = (*KILI, *STARTS, "trainer=cpu", "optimizer=momentum")
    answer = called(tmp_path, program.main, "-m", *options, "optimizer.lr=0.02,0.1", "hydra.sweep.dir=sweep")
    assert answer.code == 0, answer.err
    for number, lr in enumerate((0.02, 0.1)):
        job = tmp_path / "sweep" / str(number)
        alone = finished(tmp_path / f"alone_{number}", *options, f"optimizer.lr={lr}")
        found = json.loads((job / "results.json").read_text())
        assert found["stack_size"] == 10
        for one, other in zip(found["climbers"], alone.results["climbers"], strict=True):
            assert one["lowest"] == pytest.approx(other["lowest"], abs=1e-12)  # last bits, float64
        assert len(paths(job)) == len(paths(alone.directory))
    assert "accuracy" not in answer.out


def test_sweep_s_best_job_is_the_lowest_and_its_figures_compare_the_paths(tmp_path: Path) -> None:
    own = ("trainer.max_epochs=100", "callbacks=[figures]", "logger=none", "hydra.sweep.dir=sweep")
    options = (*SURFACE, "model.surface=kilimanjerror", "trainer=cpu", "optimizer=sgd,momentum", *own)
    answer = called(tmp_path, program.main, "-m", *options)
    assert answer.code == 0, answer.err
    assert (tmp_path / "sweep" / "best").readlink() == Path("1")
    drawn = {path.name for path in (tmp_path / "sweep" / "figures").glob("*.png")}
    assert drawn >= {"contour_paths.png", "surface_3d_kilimanjerror.png"}


def test_start_is_the_lowest_point_where_every_step_leads_up(tmp_path: Path) -> None:
    run = finished(tmp_path, *SURFACE, "model.surface=errorest", "optimizer.lr=30", "trainer.max_epochs=3")
    (climber,) = run.results["climbers"]
    assert climber["lowest"] == climber["start"] == [0.0, 0.0]
    assert climber["height"] == run.results["train"]["error"] == run.results["restart_errors"][0]
    assert climber["height"] < min(row["train_error"] for row in run.metrics)
    assert run.results["best_epoch"] == 0


def test_start_is_no_lowest_point_of_climbers_that_came_down(restarted: Run) -> None:
    assert restarted.results["best_epoch"] > 0
    assert all(climber["lowest"] != climber["start"] for climber in restarted.results["climbers"])


def test_heights_of_a_sweep_are_called_heights(tmp_path: Path) -> None:
    options = (*SURFACE, "trainer=cpu", "optimizer=sgd,momentum", "trainer.max_epochs=3", "hydra.sweep.dir=sweep")
    answer = called(tmp_path, program.main, "-m", *options, "callbacks=none", "report=true")
    assert answer.code == 0, answer.err
    assert "│ height │" in answer.out.replace("┃", "│")
    assert re.search(r"best      job [01], height \d", answer.out)
    page = (tmp_path / "sweep" / "report.html").read_text()
    assert "The lowest height is" in page
    assert "height, mean ± sd" in page
    assert "training error" not in answer.out + page


@pytest.mark.parametrize("name", SURFACES)
def test_default_callbacks_and_figures_work_on_every_surface(name: str, tmp_path: Path) -> None:
    shown = ("callbacks=default", "callbacks.figures.seconds=60")  # however slow the machine
    run = finished(tmp_path, *SURFACE, f"model.surface={name}", "trainer.max_epochs=5", *shown)
    assert run.exit_code == 0
    assert {"figures/contour_paths.png", "figures/surface_3d.png"} <= set(files_in(tmp_path))


@pytest.mark.parametrize(
    ("main", "more"),
    [(evaluate.main, ()), (predict.main, ("data.path=x.csv", "output=o.csv"))],
    ids=["evaluate", "predict"],
)
def test_run_without_a_model_cannot_be_used_as_one(main, more, restarted: Run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = called(tmp_path, main, f"run={restarted.directory}", *more)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "a descent on an error surface leaves no model to use" in answer.err


@pytest.mark.parametrize("restarts", [1, 3])
def test_lbfgs_climbs_down_by_itself(restarts: int, tmp_path: Path) -> None:
    starts = ("init=uniform", "init.scale=2", f"restarts={restarts}")
    run = finished(tmp_path, *SURFACE, *starts, "optimizer=lbfgs", "trainer.max_epochs=10", "callbacks=none")
    assert all(climber["above"] < 1e-6 for climber in run.results["climbers"])
