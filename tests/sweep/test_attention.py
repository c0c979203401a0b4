"""How closely the jobs of a sweep are looked at: what depends on its size, and what on nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lessonnet.sweep import _attention
from lessonnet.sweep._attention import Attention
from tests.sweep.curves import curves_of
from tests.sweep.runs import finished
from tests.sweep.stacked import FAST, Sweep, swept

SHORT = (*FAST, "trainer.max_epochs=4")
SEEN = ("callbacks=[layers,diagnosis]",)
TWO_GRAPHS = ("model=mlp", "model.hidden=[2],[3]")
LBFGS = ("optimizer=lbfgs", "data.batch_size=full", "logger=none")


@pytest.fixture
def _of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sweeps of more than three jobs be large."""
    monkeypatch.setattr(_attention, "_MOST_WATCHED", 3)


@pytest.fixture
def _first_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first job alone be drawn where they run one by one."""
    monkeypatch.setattr(_attention, "_MOST_DRAWN", 1)


def watched(sweep: Sweep) -> list[bool]:
    """Tell of each job whether it was looked at: it has both its layers and a diagnosis, or neither."""
    found = []
    for number in range(len(sweep.table)):
        job = sweep.job(number)
        found.append((job.directory / "layers.csv").is_file())
        assert (job.results["diagnosis"] is not None) == found[-1]
    return found


def said(sweep: Sweep) -> list[str]:
    return [line for line in sweep.answer.out.splitlines() if line.startswith("left out")]


@pytest.mark.usefixtures("_of_three")
def test_large_sweep_of_small_stacks_is_not_watched_and_says_so_once(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, *SEEN, *TWO_GRAPHS, "seed=0,1")
    assert {row["stack_size"] for row in sweep.table} == {"2"}
    assert watched(sweep) == [False] * 4
    assert said(sweep) == ["left out  layers and diagnosis: looked at in sweeps of up to 3 jobs"]


@pytest.mark.usefixtures("_of_three")
def test_small_sweep_of_many_members_is_watched(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, *SEEN, "model=mlp", "restarts=4", "seed=0,1,2")
    assert {row["stack_size"] for row in sweep.table} == {"12"}
    assert watched(sweep) == [True] * 3
    assert said(sweep) == []


@pytest.mark.usefixtures("_of_three")
def test_jobs_that_run_alone_are_watched_as_those_of_stacks_are(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, *SEEN, "data.batch_size=full", "optimizer=sgd,lbfgs", "seed=0,1")
    assert watched(sweep) == [False] * 4
    assert len(said(sweep)) == 1


@pytest.mark.usefixtures("_of_three")
def test_large_sweep_over_surfaces_says_that_it_keeps_no_paths(tmp_path: Path) -> None:
    lines = ("trainer=cpu", "model=surface", "data=none", "trainer.max_epochs=2", "logger=none")
    sweep = swept(tmp_path, *lines, "callbacks=[figures]", "optimizer.lr=0.1,0.2,0.3,0.4")
    assert said(sweep) == ["left out  paths.csv and the figure that compares paths: made in sweeps of up to 3 jobs"]
    assert not list(sweep.directory.rglob("paths.csv"))


@pytest.mark.usefixtures("_of_three")
@pytest.mark.parametrize("last", [0, 1, 3])
def test_planned_jobs_decide_however_many_are_left_to_do(last: int) -> None:
    assert not Attention({"optimizer.lr": ["0.1", "0.2"], "seed": ["0", "1"]}).watches(last)
    assert Attention({"optimizer.lr": ["0.1"], "seed": ["0", "1", "2"]}).watches(min(last, 2))


@pytest.mark.usefixtures("_of_three")
def test_search_is_watched_for_its_first_jobs() -> None:
    search = Attention({"optimizer.lr": ["interval(0.1,1)"]})
    assert [search.watches(number) for number in range(5)] == [True, True, True, False, False]


@pytest.mark.usefixtures("_first_drawn")
def test_later_jobs_that_run_one_by_one_are_not_drawn_and_the_sweep_says_so_once(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, *LBFGS, "callbacks=[figures,film]", "callbacks.film.frames=2", "seed=0,1,2")
    assert [(sweep.job(number).directory / "figures").is_dir() for number in range(3)] == [True, False, False]
    assert said(sweep) == ["left out  figures, film: of jobs that run one by one, the first 1 have them"]


@pytest.mark.usefixtures("_first_drawn")
@pytest.mark.parametrize("number", [0, 1])
def test_later_jobs_that_run_one_by_one_keep_their_ledger_without_its_film(number: int) -> None:
    callbacks = {"ledger": {"_target_": "lessonnet.callbacks.Ledger", "film": 24}, "figures": None}
    Attention({}).curb(callbacks, number)
    assert callbacks["ledger"] == {"_target_": "lessonnet.callbacks.Ledger", "film": 0 if number else 24}


def test_jobs_that_ask_for_a_film_are_stacked(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "callbacks=[film]", "seed=0,1")
    assert [row["stack_size"] for row in sweep.table] == ["2", "2"]
    assert "one by one" not in sweep.answer.out


def test_stacked_job_shows_as_many_times_of_its_layers_as_are_asked_for(tmp_path: Path) -> None:
    lines = ("logger=tensorboard", "model=mlp", "callbacks=[layers]", "callbacks.layers.most=3")
    sweep = swept(tmp_path, *SHORT, *lines, "seed=0,1")
    curves = curves_of(sweep.job(1).directory)
    with (sweep.job(1).directory / "layers.csv").open(newline="") as file:
        rows = {int(row["step"]): row for row in csv.DictReader(file)}
    # Four epochs of three steps, and the start: of these five the first, the middle and the last.
    for tag in ("weight_norm/layer_1", "gradient_norm/layer_2", "saturated_units/layer_1", "dead_units/layer_1"):
        assert [point.step for point in curves[tag]] == [0, 6, 12]
        expected = [float(rows[point.step][tag.replace("/layer", "")]) for point in curves[tag]]
        assert [point.value for point in curves[tag]] == pytest.approx(expected, rel=1e-6)  # single precision


def test_fold_has_its_layers_measured_too(tmp_path: Path) -> None:
    lines = ("logger=tensorboard", "model=mlp", "callbacks=[layers]", "cv=kfold", "cv.folds=2")
    run = finished(tmp_path / "run", *SHORT, *lines)
    for fold in range(2):
        assert (run.directory / "folds" / str(fold) / "layers.csv").is_file()
        (tmp_path / str(fold)).mkdir()
        (run.directory / "tensorboard" / f"fold_{fold}").rename(tmp_path / str(fold) / "tensorboard")
        assert "weight_norm/layer_1" in curves_of(tmp_path / str(fold))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            ("data=digits",),
            "film: two of 64 features say little of the rest; name two by callbacks.film.features=[a,b]",
        ),
        (("trainer.max_epochs=1", "model=surface", "data=none"), "film: a surface has no boundary"),
    ],
    ids=["many_features", "surface"],
)
def test_run_without_a_plane_says_that_it_has_no_film(lines: tuple[str, ...], reason: str, tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "trainer.max_epochs=1", "logger=none", "callbacks=[film]", *lines)
    assert f"left out  {reason}" in run.summary.splitlines()
    assert not (run.directory / "figures").exists()


def test_film_of_a_single_frame_is_refused(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "callbacks=[film]", "callbacks.film.frames=1", "seed=0,1")
    assert sweep.answer.code == 2
    assert "`callbacks.film.frames` must be ≥ 2, got 1." in sweep.answer.err
