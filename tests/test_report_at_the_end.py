"""`report=true`: a page that cannot be written costs a finished run or sweep no more than the page."""

import json
from pathlib import Path

import pytest

from lessonnet import train
from tests.sweep.runs import called

WORDS = ("data=moons", "trainer=cpu", "callbacks=checkpoint", "logger=none", "trainer.max_epochs=2", "report=true")


def foreign(path: Path) -> None:
    path.write_text("my own notes")


def directory(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("obstacle", [foreign, directory])
def test_run_whose_report_cannot_be_written_says_so_in_a_line(obstacle: object, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert called(tmp_path, train.main, *WORDS, f"hydra.run.dir={run}").code == 0
    (run / "report.html").unlink()
    assert callable(obstacle)
    obstacle(run / "report.html")
    before = (run / "results.json").read_bytes()
    answer = called(tmp_path, train.main, f"resume={run}")
    assert answer.code == 1
    assert answer.err.startswith("left out  report: ")
    assert answer.err.count("\n") == 1
    assert "training" in answer.out
    assert (run / "results.json").read_bytes() == before


def test_sweep_whose_report_cannot_be_written_says_so_in_a_line(tmp_path: Path) -> None:
    line = ("-m", *WORDS, "seed=0,1", f"hydra.sweep.dir={tmp_path / 'sweep'}")
    assert called(tmp_path, train.main, *line).code == 0
    foreign(tmp_path / "sweep" / "report.html")
    answer = called(tmp_path, train.main, *line[:-1], f"resume={tmp_path / 'sweep'}")
    assert answer.code == 1
    assert answer.err.startswith("left out  report: ")
    assert answer.err.count("\n") == 1
    jobs = json.loads((tmp_path / "sweep" / "sweep.json").read_text())["jobs"]
    assert [job["status"] for job in jobs] == ["completed", "completed"]
