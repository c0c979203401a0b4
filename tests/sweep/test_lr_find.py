"""The learning-rate finder, and the runs and sweeps that train with what it found."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import torch

from lessonnet.config import plain
from lessonnet.data import Part
from lessonnet.options import OptionError
from lessonnet.sweep._found_rate import FoundRate
from lessonnet.sweep._job import Job
from lessonnet.sweep._lr_find import RATES, find_rate
from lessonnet.sweep._rate_finding import draw_rate_finder
from tests.data.tables import mixed_rows, write_csv
from tests.sweep.runs import Run, composed, digest_of, finished
from tests.sweep.stacked import FAST, assert_same_run, swept

MOONS = ("data=moons", "data.points=100", "model=mlp", "optimizer=momentum", "trainer.max_epochs=6")
"""60 training points in mini-batches of 32: two steps an epoch."""


def job_of(*overrides: str) -> Job:
    return Job.of(plain(composed("trainer=cpu", *overrides)))


def without_rate(run: Run) -> dict[str, object]:
    return {name: value for name, value in digest_of(run.directory).items() if name != "lr_find"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("found") / "run", *MOONS, "lr_find=true")


def test_errors_are_those_of_trainings_at_each_rate_alone(tmp_path: Path) -> None:
    # 100 epochs of two steps; every tenth rate is trained by a run of its own, in float64 so that the kernels, which
    # differ between one member and 43, agree to many digits; far below where small differences would be blown up.
    precise = (*MOONS, "trainer.precision=64-true", "callbacks=none", "logger=csv")
    seen = find_rate(job_of(*precise))
    for number in (0, 10, 20, 25):
        rate = RATES[number]
        alone = finished(tmp_path / str(number), *precise, f"optimizer.lr={rate}", "trainer.max_epochs=100")
        assert seen.errors[number] == pytest.approx(alone.metrics[-1]["val_error"], rel=1e-9)


def test_run_equals_bit_for_bit_one_with_that_rate_given_by_hand(found: Run, tmp_path: Path) -> None:
    rate = found.results["lr_find"]["suggestion"]
    by_hand = finished(tmp_path / "run", *MOONS, f"optimizer.lr={rate}")
    assert without_rate(found) == without_rate(by_hand)


def test_run_equals_one_by_hand_with_restarts_dropout_and_a_schedule(tmp_path: Path) -> None:
    line = (*MOONS, "restarts=2", "dropout=per_batch", "scheduler=onecycle", "regularizer=l2", "activation=relu")
    run = finished(tmp_path / "found", *line, "lr_find=true")
    by_hand = finished(tmp_path / "hand", *line, f"optimizer.lr={run.results['lr_find']['suggestion']}")
    assert without_rate(run) == without_rate(by_hand)


def test_results_hold_the_curve(found: Run) -> None:
    curve = found.results["lr_find"]
    assert list(curve) == ["suggestion", "rates", "errors", "steps"]
    assert curve["rates"] == list(RATES)
    assert len(curve["errors"]) == len(RATES)
    assert curve["suggestion"] in curve["rates"]
    assert curve["steps"] == 200


def test_results_say_nothing_where_no_rate_was_looked_for(tmp_path: Path) -> None:
    assert "lr_find" not in finished(tmp_path / "run", *MOONS).results


def test_rate_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = finished(tmp_path / "run", *MOONS, "lr_find=true")
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("lr_find"))
    assert f"optimizer.lr={run.results['lr_find']['suggestion']:g}" in line
    assert "43 rates from 1e-05 to 100, 200 steps each" in line


def test_run_draws_the_curve(found: Run) -> None:
    assert (found.directory / "figures" / "rate_finder.png").read_bytes()[:4] == b"\x89PNG"


def test_picture_is_replaced_and_never_half_written(tmp_path: Path) -> None:
    seen = FoundRate(rates=list(RATES), errors=[1.0] * len(RATES), suggestion=0.1, steps=1, seconds=0.0)
    draw_rate_finder("moons", seen, tmp_path)
    (tmp_path / "before.png").hardlink_to(tmp_path / "rate_finder.png")
    draw_rate_finder("other data", seen, tmp_path)
    # Written in place, the old file under its other name would have changed too.
    assert (tmp_path / "before.png").read_bytes() != (tmp_path / "rate_finder.png").read_bytes()


def test_metrics_have_the_rate_that_was_found(found: Run) -> None:
    assert {row["lr"] for row in found.metrics} == {found.results["lr_find"]["suggestion"]}


def test_resumed_run_takes_the_very_rate_that_was_found(tmp_path: Path) -> None:
    whole = finished(tmp_path / "whole", *MOONS, "lr_find=true")
    finished(tmp_path / "run", *MOONS, "lr_find=true", "trainer.max_epochs=3")
    curve = json.loads((tmp_path / "run" / "lr_find.json").read_text())
    resumed = finished(tmp_path / "run", *MOONS, "lr_find=true", resume=True)
    assert without_rate(resumed) == without_rate(whole)
    assert resumed.results["lr_find"] == whole.results["lr_find"] == curve


def test_resumed_run_does_not_look_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finished(tmp_path / "run", *MOONS, "lr_find=true", "trainer.max_epochs=3")
    kept = tmp_path / "run" / "lr_find.json"
    # Another rate than would be found anew: the resumed run can only have it from the file.
    kept.write_text(json.dumps(json.loads(kept.read_text()) | {"suggestion": 0.0123}))
    capsys.readouterr()
    resumed = finished(tmp_path / "run", *MOONS, "lr_find=true", resume=True)
    assert resumed.metrics[-1]["lr"] == 0.0123
    assert "lr_find   " not in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "{}", '{"suggestion": "x"}', "[]"])
def test_resumed_run_is_refused_without_its_rate(content: str, tmp_path: Path) -> None:
    finished(tmp_path / "run", *MOONS, "lr_find=true", "trainer.max_epochs=1")
    (tmp_path / "run" / "lr_find.json").write_text(content)
    with pytest.raises(OptionError, match=r"cannot read .*lr_find\.json"):
        finished(tmp_path / "run", *MOONS, "lr_find=true", resume=True)


def test_finder_leaves_threads_and_generators_alone() -> None:
    job = job_of(*MOONS)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    find_rate(job)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


def test_finder_gives_the_same_curve_twice() -> None:
    job = job_of(*MOONS)
    assert replace(find_rate(job), seconds=0) == replace(find_rate(job), seconds=0)


def test_rates_that_are_too_high_diverge() -> None:
    # Points ten thousand wide, not standardised: steps of a rate of 1 leap beyond all bounds.
    seen = find_rate(job_of("data=breast_cancer", "data.standardize=false", "model=mlp", "activation=relu"))
    assert seen.errors[-1] is None
    assert seen.errors[0] is not None
    assert "diverged" in seen.line()


def test_finder_looks_at_some_points_of_many() -> None:
    job = job_of("data=moons", "data.points=20000", "data.batch_size=8", "model=logistic")
    assert isinstance(job.data.train, Part)
    assert job.data.train.points == 12000  # 0.6 of all: 1500 steps an epoch
    assert find_rate(job).steps == 200


def test_finder_refuses_a_table_that_is_streamed(tmp_path: Path) -> None:
    write_csv(tmp_path / "table.csv", mixed_rows(300))
    pl.read_csv(tmp_path / "table.csv").write_parquet(tmp_path / "table.parquet")
    table = ("data=table", f"data.path={tmp_path / 'table.parquet'}", "data.target=admit", "data.memory_limit=1kB")
    with pytest.raises(OptionError, match="`lr_find=true` holds the points in memory, but this table is streamed"):
        finished(tmp_path / "run", *table, "lr_find=true")


def test_jobs_of_a_stack_each_train_at_a_rate_of_their_own(tmp_path: Path) -> None:
    line = (*FAST, "callbacks=none", "model=mlp", "trainer.max_epochs=5", "lr_find=true")
    sweep = swept(tmp_path, *line, "seed=0,1,2", "optimizer=momentum")
    assert sweep.answer.code == 0
    assert sweep.answer.out.count("lr_find   optimizer.lr=") == 3
    for number in range(3):
        job = sweep.job(number)
        own = ("lr_find=true", f"seed={number}", "optimizer=momentum")
        alone = finished(tmp_path / f"alone{number}", *line[:-1], *own)
        assert job.results["stack_size"] == 3
        # A few steps of float32, by another kernel for one member than for three: as in test_stacked_parity.
        assert_same_run(job, alone, 1e-4)
        assert job.metrics[0]["lr"] == job.results["lr_find"]["suggestion"]


def test_jobs_of_a_stack_may_have_a_rate_found_or_given(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *FAST, "callbacks=none", "trainer.max_epochs=2", "lr_find=true,false")
    curves = [sweep.job(number).results.get("lr_find") for number in range(2)]
    assert sweep.job(0).results["stack_size"] == 2
    assert curves[0] is not None
    assert curves[1] is None
    assert sweep.job(1).metrics[0]["lr"] == 0.1  # conf/optimizer/sgd.yaml


def test_job_keeps_its_own_rate_until_one_is_found() -> None:
    assert job_of(*MOONS, "lr_find=true").found is None
