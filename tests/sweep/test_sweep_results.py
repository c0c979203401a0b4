"""What a sweep leaves in its own directory: tables, pictures, curves, and the way to its best job."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import lessonnet
from lessonnet import predict, train
from lessonnet.options import OptionError
from tests.sweep.curves import curves_of
from tests.sweep.runs import called

OPTIONS = ("trainer=cpu", "trainer.max_epochs=3", "seed=0,1", "optimizer.lr=0.01,0.1", "hydra.sweep.dir=sweep")


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sweeps")
    answer = called(directory, train.main, "-m", *OPTIONS, "logger.max_event_dirs=2")
    assert answer.code == 0
    assert "jobs 0 … 3: a stack of 4, trained in" in answer.out
    assert "directory sweep/" in answer.out
    return directory / "sweep"


def test_table_has_a_row_for_each_job(sweep: Path) -> None:
    rows = list(csv.DictReader((sweep / "sweep.csv").read_text().splitlines()))
    assert [(row["seed"], row["optimizer.lr"]) for row in rows] == [
        ("0", "0.01"),
        ("0", "0.1"),
        ("1", "0.01"),
        ("1", "0.1"),
    ]
    for row in rows:
        results = json.loads((sweep / row["directory"] / "results.json").read_text())
        assert float(row["val_error"]) == results["val"]["error"]
        assert int(row["stack_size"]) == results["stack_size"] == 4


def test_best_leads_to_the_job_with_the_lowest_error(sweep: Path) -> None:
    errors = {}
    for number in range(4):
        errors[number] = json.loads((sweep / str(number) / "results.json").read_text())["val"]["error"]
    assert (sweep / "best").resolve() == (sweep / str(min(errors, key=lambda job: errors[job]))).resolve()


def test_sweep_predicts_by_its_best_job(sweep: Path, tmp_path: Path) -> None:
    rows = {"test": [9.0, 1.0], "grades": [8.0, 1.0]}
    model, best = lessonnet.load(sweep), lessonnet.load(sweep / "best")
    assert model.predict_proba(rows).tolist() == best.predict_proba(rows).tolist()
    (tmp_path / "new.csv").write_text("test,grades\n9,8\n1,1\n")
    assert called(tmp_path, predict.main, f"run={sweep}", "data.path=new.csv", "output=out.csv").code == 0


def test_sweep_of_no_epochs_judges_the_start(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "-m", "data=moons", "trainer.max_epochs=0", "seed=0,1", "trainer=cpu")
    assert (answer.code, answer.err) == (0, "")
    (sweep,) = (tmp_path / "sweeps").glob("*/*")
    rows = list(csv.DictReader((sweep / "sweep.csv").read_text().splitlines()))
    assert [(row["status"], row["epochs"]) for row in rows] == [("completed", "0")] * 2
    assert [len((sweep / str(job) / "layers.csv").read_text().splitlines()) for job in range(2)] == [2, 2]  # the start


def test_sweep_over_data_sets_has_no_best_job(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "-m", "data=moons,circles", *OPTIONS[:3])
    (sweep,) = (tmp_path / "sweeps").glob("*/*")
    assert "ranked for each `data` apart" in answer.out
    assert "best      data=circles: job " in answer.out
    assert not (sweep / "best").is_symlink()
    with pytest.raises(OptionError, match="this sweep has no best job, as none completed or several data sets were"):
        lessonnet.load(sweep)


def test_first_jobs_have_curves_and_the_sweep_has_its_own(sweep: Path) -> None:
    assert [(sweep / str(job) / "tensorboard").is_dir() for job in range(4)] == [True, True, False, False]
    errors = [json.loads((sweep / str(job) / "results.json").read_text())["val"]["error"] for job in range(4)]
    points = curves_of(sweep)["sweep/error"]
    assert [point.step for point in points] == [0, 1, 2, 3]
    # TensorBoard holds single precision.
    assert [point.value for point in points] == pytest.approx(errors, rel=1e-6)


def test_effects_are_drawn(sweep: Path) -> None:
    assert (sweep / "figures" / "effects.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_both_launchers_write_the_same_table(sweep: Path, tmp_path: Path) -> None:
    assert called(tmp_path, train.main, "-m", *OPTIONS, "hydra/launcher=basic").code == 0
    differing = ("seconds", "stack_size")

    def table(directory: Path) -> list[dict[str, str]]:
        rows = csv.DictReader((directory / "sweep.csv").read_text().splitlines())
        return [
            {name: cell for name, cell in row.items() if name not in (*differing, "logger.max_event_dirs")}
            for row in rows
        ]

    assert table(tmp_path / "sweep") == table(sweep)


@pytest.mark.parametrize("one_by_one", [("hydra/launcher=basic",), ("optimizer=lbfgs", "data.batch_size=full")])
def test_first_jobs_alone_have_curves_where_jobs_run_one_by_one(one_by_one: tuple[str, ...], tmp_path: Path) -> None:
    words = ("trainer=cpu", "trainer.max_epochs=2", "seed=0,1,2", "hydra.sweep.dir=sweep", "logger.max_event_dirs=1")
    assert called(tmp_path, train.main, "-m", *words, *one_by_one).code == 0
    has_curves = [(tmp_path / "sweep" / str(job) / "tensorboard").is_dir() for job in range(3)]
    assert has_curves == [True, False, False]
    assert all((tmp_path / "sweep" / str(job) / "metrics.csv").is_file() for job in range(3))
    assert list((tmp_path / "sweep").glob("tensorboard/events*"))
