"""A multirun some of whose jobs fail, or that a signal stops."""

import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from lessonnet import train
from lessonnet.sweep import _stack_runs, _sweep
from lessonnet.sweep._job import Job
from lessonnet.sweep._job_files import write_job
from lessonnet.sweep._stack_runs import Finished
from lessonnet.sweep._stack_training import Trained, train_together
from tests.sweep.programs import Ended, ended, once, started
from tests.sweep.runs import called, files_in, finished
from tests.sweep.stacked import FAST, SWEEP, Sweep, assert_same_run, lines_of, statuses, swept, table_of

SHORT = (*FAST, "model=mlp", "trainer.max_epochs=4")
LAUNCHERS = ["stacked", "basic"]
CLOSE = 1e-4
"""As for jobs of any stack in float32."""


def assert_others_finished(sweep: Sweep, alone: Path, grid: str, failed: Sequence[int]) -> None:
    """Hold the jobs of a grid of one key, but those that failed, against the runs alone."""
    key, _, values = grid.partition("=")
    for number, value in enumerate(values.split(",")):
        if number not in failed:
            run = finished(alone / str(number), *SHORT, f"{key}={value}")
            assert_same_run(sweep.job(number), run, CLOSE)


@pytest.mark.parametrize("launcher", LAUNCHERS)
@pytest.mark.parametrize(
    ("grid", "reason"),
    [
        ("optimizer.lr=0.1,-1,0.2", "`optimizer.lr` must be > 0, got -1."),
        ("data.val_fraction=0.2,0.999,0.5", "nothing is left to train on"),
        ("data.val_fraction=0.2,0.79,0.5", "none would be left for train"),
        ("seed=0,-1,2", "`seed` must be"),
    ],
)
def test_value_that_cannot_be_trained_with_costs_its_own_job(
    grid: str, reason: str, launcher: str, tmp_path: Path
) -> None:
    sweep = swept(tmp_path, *SHORT, grid, f"hydra/launcher={launcher}")
    assert sweep.answer.code == 1
    assert [line.partition(":")[0] for line in sweep.answer.err.splitlines()] == ["job 1"]
    assert reason in sweep.answer.err
    assert statuses(sweep.table) == ["completed", "failed", "completed"]
    assert reason in sweep.table[1]["error"]
    assert f"failed 1: {sweep.table[1]['error']}" in sweep.answer.out
    (tmp_path / "alone").mkdir()
    assert_others_finished(sweep, tmp_path / "alone", grid, failed=[1])


@pytest.mark.parametrize("launcher", LAUNCHERS)
def test_divergence_costs_its_own_job(launcher: str, tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "optimizer.lr=0.1,1e9,0.2", f"hydra/launcher={launcher}")
    assert (sweep.answer.code, sweep.answer.err) == (1, "")
    assert statuses(sweep.table) == ["completed", "diverged", "completed"]
    assert "diverged 1" in sweep.answer.out
    (tmp_path / "alone").mkdir()
    assert_others_finished(sweep, tmp_path / "alone", "optimizer.lr=0.1,1e9,0.2", failed=[])


class BrokenFor:
    """Fail where one of the jobs has a seed: in place of what trains a stack, or of what writes a job."""

    def __init__(self, seed: int, error: Exception) -> None:
        self.seed, self.error = seed, error
        self.sizes: list[int] = []
        self._train, self._write = train_together, write_job

    def train_together(self, jobs: Sequence[Job], **options: Any) -> Trained:
        self.sizes.append(len(jobs))
        if any(job.tree["seed"] == self.seed for job in jobs):
            raise self.error
        return self._train(jobs, **options)

    def write_job(self, directory: Path, finished: Finished, *rest: Any, **options: Any) -> Any:
        if finished.fits[0].job.tree["seed"] == self.seed:
            raise self.error
        return self._write(directory, finished, *rest, **options)


def test_exception_of_a_job_costs_that_job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = BrokenFor(3, ZeroDivisionError("first line\nsecond line"))
    monkeypatch.setattr(_stack_runs, "train_together", broken.train_together)
    grid = "seed=0,1,2,3,4,5,6"
    sweep = swept(tmp_path, *SHORT, grid)
    assert sweep.answer.code == 1
    assert sweep.answer.err == "job 3: first line second line\n"
    assert [row["job"] for row in sweep.table if row["status"] == "failed"] == ["3"]
    assert len(sweep.table) == 7
    assert max(broken.sizes) == 7
    (tmp_path / "alone").mkdir()
    assert_others_finished(sweep, tmp_path / "alone", grid, failed=[3])


def test_job_that_cannot_be_written_costs_that_job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = BrokenFor(1, PermissionError(13, "Permission denied", "1/results.json"))
    monkeypatch.setattr(_sweep, "write_job", broken.write_job)
    sweep = swept(tmp_path, *SHORT, "seed=0,1,2")
    assert sweep.answer.code == 1
    assert statuses(sweep.table) == ["completed", "failed", "completed"]
    assert "Permission denied" in sweep.table[1]["error"]
    (tmp_path / "alone").mkdir()
    assert_others_finished(sweep, tmp_path / "alone", "seed=0,1,2", failed=[1])


def test_sweep_all_of_whose_jobs_fail_says_so(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "data.val_fraction=0.79,0.795")
    assert sweep.answer.code == 1
    assert statuses(sweep.table) == ["failed", "failed"]
    assert "no job completed" in sweep.answer.out


def test_useless_choice_is_left_out_and_named(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *FAST, "trainer.max_epochs=2", "model=logistic,mlp", "activation=tanh,relu")
    assert sweep.answer.code == 0
    assert [row["job"] for row in sweep.table] == ["2", "3"]
    told = sweep.answer.err.splitlines()
    assert [line.partition(" (")[0] for line in told] == ["job 0 is left out", "job 1 is left out"]


@pytest.mark.parametrize("launcher", LAUNCHERS)
@pytest.mark.parametrize(
    ("grid", "named"),
    [
        (("optimizer.lr=0.1,1", "optimizer.lrr=1"), "optimizer.lrr"),
        (("seed=0,1", "optimizer.momentum=0.1,0.2"), "optimizer.momentum"),
        (("optimizer=sgd,adam,foo",), "foo"),
        (("optimiser=sgd,adam",), "optimiser"),
        (("optimizer.lr=0.1,0.2,fast",), "fast"),
        (("seed=0,1,2.5",), "seed"),
        (("optimizer=sgd,momentum", "optimizer.momentum=0.1,0.2"), "optimizer.momentum"),
        (("seed=0,1", "model.hidden=[8],[0.5]"), "model.hidden"),
        (("seed=range(0,400)", "optimizer.lr=0.1,fast"), "fast"),
        (("seed=range(0,501)", "optimizer.lr=0.1,fast"), "fast"),
        (("seed=0,1", "optimizer.lr=0.1,0.2,"), "optimizer.lr"),
        (("data._target_=lessonnet.data.Moons,lessonnet.data.Mons",), "Mons"),
    ],
)
def test_bad_key_group_or_type_anywhere_ends_in_2_and_writes_nothing(
    grid: tuple[str, ...], named: str, launcher: str, tmp_path: Path
) -> None:
    answer = called(tmp_path, train.main, "-m", *SHORT, *grid, f"hydra/launcher={launcher}")
    assert answer.code == 2
    assert named in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_directory_in_use_is_refused(tmp_path: Path) -> None:
    swept(tmp_path, *SHORT, "seed=0,1")
    before = files_in(tmp_path)
    again = swept(tmp_path, *SHORT, "seed=0,1")
    assert again.answer.code == 2
    assert "is not empty" in again.answer.err
    assert files_in(tmp_path) == before


GRAPHS = (
    *FAST,
    "model=mlp",
    "model.hidden=[2],[3],[4],[5],[6],[7]",
    "seed=0,1,2,3",
    "trainer.max_epochs=100",
    "callbacks=none",
    f"hydra.sweep.dir={SWEEP}",
)
"""Six stacks of four."""


def stopped(directory: Path, number: int, *argv: str, done: int) -> Ended:
    """Send a signal to a real process as soon as so many jobs are noted; return how it ended."""
    journal = directory / SWEEP / "sweep.jsonl"
    process = started(directory, "-m", *argv)
    once(process, lambda: journal.exists() and journal.read_bytes().count(b"\n") > done).send_signal(number)
    return ended(process)


@pytest.mark.parametrize("launcher", ["stacked", pytest.param("basic", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_sweep_has_its_finished_jobs_in_the_table_and_can_be_resumed(
    number: int, code: int, launcher: str, tmp_path: Path
) -> None:
    argv = (*GRAPHS, f"hydra/launcher={launcher}")
    answer = stopped(tmp_path, number, *argv, done=4)
    assert (answer.code, answer.err) == (code, "")
    table = table_of(tmp_path / SWEEP)
    done = [line["job"] for line in lines_of(tmp_path / SWEEP)[1:]]
    assert 4 <= len(done) < 24
    assert [int(row["job"]) for row in table] == sorted(done)
    assert set(statuses(table)) == {"completed"}
    words = [word for word in argv if not word.startswith("hydra.sweep.dir")]
    resumed = called(tmp_path, train.main, "-m", *words, f"resume={SWEEP}")
    assert resumed.code == 0
    whole = called(tmp_path, train.main, "-m", *words, "hydra.sweep.dir=whole")
    assert whole.code == 0
    assert table_of(tmp_path / SWEEP) == table_of(tmp_path / "whole")


def test_signal_in_the_only_stack_ends_the_sweep(tmp_path: Path) -> None:
    argv = (*FAST, "model=mlp", "trainer.max_epochs=1000000", "callbacks=none", "seed=0,1", f"hydra.sweep.dir={SWEEP}")
    process = started(tmp_path, "-m", *argv)
    once(process, (tmp_path / SWEEP / "sweep.jsonl").exists)
    time.sleep(2)  # no file tells that the jobs are being trained
    process.send_signal(signal.SIGINT)
    answer = ended(process)
    assert (answer.code, answer.err) == (130, "")
    assert not list((tmp_path / SWEEP).glob("*/results.json"))


@pytest.mark.parametrize("launcher", ["stacked", "basic"])
@pytest.mark.parametrize("mistake", [("data.path=none.csv", "there is no file"), ("data.target=z", "`data.target`")])
def test_mistake_that_all_jobs_share_is_a_mistake_of_the_user(
    mistake: tuple[str, str], launcher: str, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("a,y\n1,no\n2,yes\n" * 10)
    words = ("-m", "trainer=cpu", "data=table", "data.path=t.csv", "data.target=y", mistake[0], "seed=0,1")
    if mistake[0].startswith("data.path"):
        words = tuple(word for word in words if word != "data.path=t.csv")
    else:
        words = tuple(word for word in words if word != "data.target=y")
    answer = called(tmp_path, train.main, *words, f"hydra/launcher={launcher}")
    assert answer.code == 2
    assert mistake[1] in answer.err
    assert answer.err.count("\n") == (1 if launcher == "stacked" else 2)
    assert files_in(tmp_path) == ["t.csv"]
