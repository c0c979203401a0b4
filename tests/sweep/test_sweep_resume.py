"""Multiruns that were killed, or whose directories were changed, and go on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lessonnet import train
from tests.sweep.runs import Answer, called, digest_of, files_in
from tests.sweep.stacked import FAST, lines_of, statuses, swept, table_of, undrawn

GRID = (*FAST, "model=mlp", "trainer.max_epochs=5", "model.hidden=[2],[3]", "seed=0,1,2")
"""Two stacks of three."""
MANY = (
    *FAST,
    "model=mlp",
    "trainer.max_epochs=20",
    "model.hidden=[2],[3],[4],[5],[6],[7],[8],[9],[10],[11]",
    "seed=range(0,20)",
)
"""Ten stacks of twenty."""


def reported(script: str, directory: Path, *argv: str) -> bytes:
    """Run a program beside this file, and return what it printed."""
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / script, directory, *argv],
        stdout=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
        timeout=1500,
    )
    return done.stdout


def killed(directory: Path, kills: int, *grid: str) -> dict[str, int]:
    counts: dict[str, int] = json.loads(reported("killed_sweeps.py", directory, str(kills), *grid))
    return counts


def assert_lost_nothing(counts: dict[str, int]) -> None:
    assert counts["same_tables"] == counts["same_models"] == counts["sweeps"] > 0
    assert counts["files_rewritten"] == 0


@pytest.mark.slow
def test_sweeps_that_were_killed_end_as_one_that_was_not(tmp_path: Path) -> None:
    counts = killed(tmp_path, 3, *FAST, "model=mlp", "trainer.max_epochs=20", "model.hidden=[2],[3],[4]", "seed=0,1,2")
    assert counts["jobs"] == 9
    assert_lost_nothing(counts)


@pytest.mark.slow
@pytest.mark.timeout(1600)
def test_sweep_of_200_jobs_killed_at_30_moments_ends_as_one_that_was_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = killed(tmp_path, 30, *MANY)
    with capsys.disabled():
        print(f"\nkilled sweeps: {counts}")
    assert counts["jobs"] == 200
    assert counts["kills"] == 30
    assert counts["within"] >= 10
    assert_lost_nothing(counts)


def begun(directory: Path, *overrides: str) -> Path:
    """Train a sweep; return its directory."""
    sweep = swept(directory, *GRID, *overrides)
    assert sweep.answer.code == 0
    return sweep.directory


def resumed(sweep: Path, *overrides: str) -> Answer:
    return called(sweep.parent, train.main, "-m", *undrawn(overrides or GRID), f"resume={sweep.name}")


def written_at(sweep: Path) -> dict[int, int]:
    """Return when the results of each job were written."""
    return {job: (sweep / str(job) / "results.json").stat().st_mtime_ns for job in range(6)}


def learned(sweep: Path) -> list[dict[str, Any]]:
    """Return what each job left, less seconds and the size of its stack."""
    found = [digest_of(sweep / str(job)) for job in range(6)]
    return [{name: value for name, value in one.items() if name != "stack_size"} for one in found]


def without_stack_size(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name != "stack_size"} for row in rows]


def test_finished_sweep_is_resumed_without_training(tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    table, before = table_of(sweep), written_at(sweep)
    answer = resumed(sweep)
    assert (answer.code, answer.err) == (0, "")
    assert table_of(sweep) == table
    assert written_at(sweep) == before


def lose_results(job: Path) -> None:
    (job / "results.json").unlink()


def tear_weights(job: Path) -> None:
    path = job / "model" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(job: Path) -> None:
    path = job / "model" / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def change_metrics(job: Path) -> None:
    path = job / "metrics.csv"
    path.write_text(path.read_text().replace("1", "2", 1))


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        flip_a_bit,
        change_metrics,
        *(pytest.param(d, marks=pytest.mark.slow) for d in (lose_results, tear_weights)),
    ],
)
def test_job_whose_files_changed_is_run_again_and_no_other(damage: Any, tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    table, wanted, before = table_of(sweep), learned(sweep), written_at(sweep)
    damage(sweep / "4")
    answer = resumed(sweep)
    assert (answer.code, answer.err) == (0, "")
    after = written_at(sweep)
    assert [job for job in after if after[job] != before[job]] == [4]
    assert learned(sweep) == wanted
    # alone it is a stack of one
    assert without_stack_size(table_of(sweep)) == without_stack_size(table)


def test_torn_last_line_of_the_journal_runs_that_job_again(tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    table, wanted, before = table_of(sweep), learned(sweep), written_at(sweep)
    journal = sweep / "sweep.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    last = lines_of_torn(journal)
    answer = resumed(sweep)
    assert (answer.code, answer.err) == (0, "")
    after = written_at(sweep)
    assert [job for job in after if after[job] != before[job]] == [last]
    assert learned(sweep) == wanted
    assert without_stack_size(table_of(sweep)) == without_stack_size(table)
    assert len(lines_of(sweep)) == 7


def lines_of_torn(journal: Path) -> int:
    """Return the job that a torn last line was about."""
    jobs = {json.loads(line)["job"] for line in journal.read_text().splitlines()[1:-1]}
    (last,) = set(range(6)) - jobs
    return last


@pytest.mark.parametrize("line", [0, 1, 3])
def test_damaged_line_of_the_journal_is_refused_and_nothing_is_changed(line: int, tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    journal = sweep / "sweep.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line][:20] + b"\n"
    journal.write_bytes(b"".join(lines))
    before = {path: (sweep / path).read_bytes() for path in files_in(sweep)}
    answer = resumed(sweep)
    assert answer.code == 2
    assert f"line {line + 1} is damaged" in answer.err
    assert answer.err.count("\n") == 1
    assert {path: (sweep / path).read_bytes() for path in files_in(sweep)} == before


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"seed=0,1,2": "seed=0,1,3"}, ("`seed`", "0,1,2", "0,1,3")),
        ({"seed=0,1,2": "seed=2,1,0"}, ("`seed`", "0,1,2", "2,1,0")),
        ({"trainer.max_epochs=5": "trainer.max_epochs=6"}, ("`trainer.max_epochs`", "5", "6")),
        ({"logger=csv": ""}, ("`logger`", "csv", "not given")),
        ({"logger=csv": "logger=csv optimizer.lr=1"}, ("`optimizer.lr`", "not given", "1")),
        ({"seed=0,1,2": "seed=0,1,2,3"}, ("`seed`", "0,1,2", "0,1,2,3")),
    ],
    ids=str,
)
def test_changed_grid_is_refused_with_the_difference(
    changed: dict[str, str], shown: tuple[str, ...], tmp_path: Path
) -> None:
    sweep = begun(tmp_path)
    before = {path: (sweep / path).read_bytes() for path in files_in(sweep)}
    words = [word for line in GRID for word in changed.get(line, line).split(" ") if word]
    answer = resumed(sweep, *words)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert all(part in answer.err for part in shown), answer.err
    assert {path: (sweep / path).read_bytes() for path in files_in(sweep)} == before


def test_keys_in_another_order_number_the_jobs_differently_and_are_refused(tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    answer = resumed(sweep, *GRID[:-2], GRID[-1], GRID[-2])
    assert answer.code == 2


@pytest.mark.parametrize("place", ["nowhere", "empty", "run"])
def test_what_is_no_sweep_cannot_be_resumed(place: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=1", "hydra.run.dir=run").code == 0
    before = files_in(tmp_path)
    answer = called(tmp_path, train.main, "-m", *GRID, f"resume={place}")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert files_in(tmp_path) == before


def test_failed_job_is_tried_again(tmp_path: Path) -> None:
    grid = (*FAST, "model=mlp", "trainer.max_epochs=5", "optimizer.lr=0.1,-1,0.2")
    sweep = swept(tmp_path, *grid)
    table = table_of(sweep.directory)
    answer = resumed(sweep.directory, *grid)
    assert (answer.code, answer.err) == (1, sweep.answer.err)
    assert table_of(sweep.directory) == table


def test_diverged_job_is_done(tmp_path: Path) -> None:
    grid = (*FAST, "model=mlp", "trainer.max_epochs=5", "optimizer.lr=0.1,1e9,0.2")
    sweep = swept(tmp_path, *grid)
    before = (sweep.directory / "1" / "results.json").stat().st_mtime_ns
    assert resumed(sweep.directory, *grid).code == 1
    assert (sweep.directory / "1" / "results.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("first", ["stacked", "basic"])
def test_basic_launcher_runs_again_what_is_gone_whichever_began_the_sweep(first: str, tmp_path: Path) -> None:
    sweep = begun(tmp_path, f"hydra/launcher={first}")
    wanted, before = learned(sweep), written_at(sweep)
    shutil.rmtree(sweep / "2")
    assert resumed(sweep, *GRID, "hydra/launcher=basic").code == 0
    after = written_at(sweep)
    assert [job for job in after if after[job] != before[job]] == [2]
    assert learned(sweep) == wanted


def test_table_is_rebuilt_where_it_is_gone(tmp_path: Path) -> None:
    sweep = begun(tmp_path)
    names = ("sweep.csv", "sweep.json")
    tables = [(sweep / name).read_bytes() for name in names]
    for name in names:
        (sweep / name).unlink()
    assert resumed(sweep).code == 0
    assert [(sweep / name).read_bytes() for name in names] == tables


@pytest.mark.slow
def test_sweeps_started_in_the_same_second_have_a_directory_each(tmp_path: Path) -> None:
    grid = (*FAST, "model=logistic", "trainer.max_epochs=1", "seed=0,1")
    codes = json.loads(reported("racing_sweeps.py", tmp_path, *grid))
    assert codes == [0] * 32
    sweeps = list((tmp_path / "sweeps" / "moons_logistic").iterdir())
    assert len(sweeps) == 32
    assert all(statuses(table_of(sweep)) == ["completed"] * 2 for sweep in sweeps)


def write_table(path: Path, flipped: bool = False) -> None:
    rows = [f"{i},{i * i % 7},{'yes' if (i % 3 > 0) != flipped else 'no'}" for i in range(60)]
    path.write_text("\n".join(["a,b,y", *rows]) + "\n")


def test_sweep_is_not_resumed_over_a_table_that_has_changed(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv")
    words = (
        "-m",
        "trainer=cpu",
        "data=table",
        "data.path=t.csv",
        "data.target=y",
        "trainer.max_epochs=2",
        "seed=0,1,2",
    )
    assert called(tmp_path, train.main, *words, "hydra.sweep.dir=sweep").code == 0
    journal = tmp_path / "sweep" / "sweep.jsonl"
    journal.write_text("".join(f"{line}\n" for line in journal.read_text().splitlines()[:2]))
    write_table(tmp_path / "t.csv", flipped=True)
    answer = called(tmp_path, train.main, *words, "resume=sweep")
    assert answer.code == 2
    assert "the data set t.csv is no longer what job 0 of this sweep learned" in answer.err
    assert len(journal.read_text().splitlines()) == 2
    write_table(tmp_path / "t.csv")
    assert called(tmp_path, train.main, *words, "resume=sweep").code == 0
    assert len(journal.read_text().splitlines()) == 4


def test_sweep_is_not_resumed_with_another_config(tmp_path: Path) -> None:
    words = ("-m", *FAST, "trainer.max_epochs=2", "seed=0,1")
    assert called(tmp_path, train.main, *words, "hydra.sweep.dir=sweep").code == 0
    config = tmp_path / "sweep" / "0" / ".hydra" / "config.yaml"
    config.write_text(config.read_text().replace("max_epochs: 2", "max_epochs: 3"))
    answer = called(tmp_path, train.main, *words, "resume=sweep")
    assert answer.code == 2
    assert "this job had another config, which now has `max_epochs: 2`" in answer.err
