"""The ledger as files of a run or of a sweep's job, what is printed of it, and what it is refused for."""

from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from lessonnet.options import BadValueError
from tests.sweep.runs import composed, finished
from tests.sweep.stacked import swept

TRICK = (
    "experiment=perceptron_trick",
    "data.points=200",
    "logger=none",
    "trainer.max_epochs=10",
    "callbacks.ledger.film=0",
)


def test_run_writes_its_ledger_as_csv_and_as_parquet_alike(tmp_path: Path) -> None:
    run = finished(tmp_path, *TRICK)
    table = pl.read_parquet(tmp_path / "ledger.parquet")
    text = pl.read_csv(tmp_path / "ledger.csv", schema=table.schema)
    assert text.equals(table)
    assert text["formula"][0].startswith("(3, 4, −10) − 0.1·(")
    assert run.results["steps"] >= text["step"].max()


def test_run_says_that_its_ledger_is_the_trainings_own(tmp_path: Path) -> None:
    run = finished(tmp_path, *TRICK)
    rows = pl.read_parquet(tmp_path / "ledger.parquet").height
    assert (
        f"ledger    {rows} updates, recomputed, and bit for bit the training's weights after 10 epochs" in run.summary
    )


def test_run_says_that_the_points_of_its_ledger_are_standardised(tmp_path: Path) -> None:
    run = finished(tmp_path, *TRICK, "data.standardize=true")
    assert " updates of standardised points, recomputed" in run.summary


def test_run_says_beside_the_bound_how_many_updates_it_made(tmp_path: Path) -> None:
    run = finished(tmp_path, "experiment=and", "init=zeros", "logger=none", "callbacks.ledger.film=0")
    rows = pl.read_parquet(tmp_path / "ledger.parquet").height
    assert rows <= 51
    assert f"one point at a time and from 0, at most 51 updates; this run made {rows}\n" in run.summary


def test_run_says_of_a_bound_that_is_not_one_on_it(tmp_path: Path) -> None:
    run = finished(tmp_path, "experiment=and", "data.batch_size=full", "logger=none", "callbacks.ledger.film=0")
    assert ", several at a time and from its own start\n" in run.summary


def test_ledger_that_is_cut_is_said_to_be(tmp_path: Path) -> None:
    run = finished(tmp_path, *TRICK, "callbacks.ledger.most_rows=5")
    assert pl.read_parquet(tmp_path / "ledger.parquet").height == 5
    assert "ledger    5 updates, the first of more (callbacks.ledger.most_rows=5)" in run.summary
    assert "this run made more than 5" in run.summary


def test_run_prints_as_many_updates_as_are_asked_for(tmp_path: Path) -> None:
    run = finished(tmp_path, *TRICK, "callbacks.ledger.show=3")
    assert sum(" = (" in line for line in run.summary.splitlines()) == 3


def test_run_films_its_trick(tmp_path: Path) -> None:
    finished(tmp_path, *TRICK, "callbacks.ledger.film=6")
    with Image.open(tmp_path / "figures" / "perceptron.gif") as film:
        assert 3 <= film.n_frames <= 6  # frames that look alike are one
    assert "data:image/png" in (tmp_path / "figures" / "perceptron.html").read_text()


def test_resumed_run_has_the_ledger_of_an_undisturbed_one(tmp_path: Path) -> None:
    often = "callbacks.checkpoint.every_seconds=1e-9"
    finished(tmp_path / "whole", *TRICK, often)
    finished(tmp_path / "resumed", *TRICK, often, "trainer.max_epochs=4")
    run = finished(tmp_path / "resumed", *TRICK, often, resume=True)
    whole, resumed = ((tmp_path / name / "ledger.csv").read_bytes() for name in ("whole", "resumed"))
    assert resumed == whole
    assert "bit for bit the training's weights after 10 epochs (the last: 10)" in run.summary


def test_job_of_a_stack_has_the_ledger_that_it_has_alone_and_no_film(tmp_path: Path) -> None:
    lines = ("experiment=or", "trainer=cpu", "logger=none", "trainer.max_epochs=20", "callbacks.ledger.film=3")
    sweep = swept(tmp_path, *lines, "seed=0,1")
    for seed in range(2):
        finished(tmp_path / str(seed), *lines, "callbacks.ledger.film=0", f"seed={seed}")
        job = sweep.job(seed)
        assert job.results["stack_size"] == 2
        # Inputs of 0 and 1: no product is rounded, whatever its shape.
        assert (job.directory / "ledger.csv").read_bytes() == (tmp_path / str(seed) / "ledger.csv").read_bytes()
        assert not (job.directory / "figures").exists()


@pytest.mark.parametrize("frames", ["1", "2"])
def test_film_of_fewer_frames_than_three_is_refused(frames: str) -> None:
    answer = rf"^`callbacks\.ledger\.film` must be 0 or a whole number ≥ 3, got {frames}\."
    with pytest.raises(BadValueError, match=answer):
        composed("data=moons", "model=perceptron", "callbacks=ledger", f"callbacks.ledger.film={frames}")


@pytest.mark.parametrize(
    ("override", "found"),
    [
        ("model=logistic", "the model LogisticRegression"),
        ("optimizer=momentum", "the optimizer Momentum"),
        ("optimizer.weight_decay=0.1", "`optimizer.weight_decay=0.1`"),
        ("optimizer.clip_norm=2.0", "`optimizer.clip_norm=2.0`"),
        ("regularizer=l1", "a regularizer"),
        ("cv=kfold", "folds"),
        ("trainer=ddp", "several processes"),
        ("trainer.precision=bf16-mixed", "`trainer.precision=bf16-mixed`"),
    ],
)
def test_ledger_is_refused_beside_anything_but_the_trick(override: str, found: str) -> None:
    with pytest.raises(BadValueError) as refused:
        composed("data=moons", "model=perceptron", "callbacks=ledger", override)
    assert str(refused.value).startswith(f"`callbacks.ledger` writes down the perceptron trick alone: found {found}. ")


@pytest.mark.parametrize("scheduler", ["none", "step", "plateau"])
def test_ledger_is_not_refused_for_a_schedule(scheduler: str) -> None:
    composed("data=moons", "model=perceptron", "callbacks=ledger", f"scheduler={scheduler}")
