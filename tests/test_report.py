"""`python -m lessonnet.report`: one page about a run or a sweep, or one line about what is wrong."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessonnet import report, train
from lessonnet.reporting import write_report
from tests.reporting.directories import described, png, run_directory, sweep_directory, write
from tests.reporting.pages import Page
from tests.sweep.runs import REPOSITORY, called, files_in, without_time


def test_report_is_written_into_the_run(tmp_path: Path) -> None:
    run_directory(tmp_path / "run")
    answer = called(tmp_path, report.main, "run=run")
    assert (answer.code, answer.out, answer.err) == (0, "report    run/report.html\n", "")
    assert (tmp_path / "run" / "report.html").read_text().startswith("<!DOCTYPE html>\n")


def test_report_is_written_elsewhere_where_asked(tmp_path: Path) -> None:
    before = files_in(sweep_directory(tmp_path / "sweep"))
    assert called(tmp_path, report.main, "run=sweep", "output=page.html").code == 0
    assert (tmp_path / "page.html").is_file()
    assert files_in(tmp_path / "sweep") == before


def test_report_says_what_it_left_out(tmp_path: Path) -> None:
    write(run_directory(tmp_path / "run"), {"figures/roc.png": b"x"})
    answer = called(tmp_path, report.main, "run=run")
    assert answer.code == 0
    assert answer.out.splitlines()[1].startswith("left out  figures/roc.png: is no whole PNG picture")


def test_report_of_an_earlier_day_is_replaced(tmp_path: Path) -> None:
    directory = run_directory(tmp_path / "run")
    first = write_report(directory).path.read_text()
    write(directory, {"figures/roc.png": png()})
    assert called(tmp_path, report.main, "run=run").code == 0
    assert (directory / "report.html").read_text() != first


def link_to_nowhere(path: Path) -> None:
    (path / "run" / "report.html").symlink_to(path / "precious.html")


def loop(path: Path) -> None:
    (path / "run" / "results.json").unlink()
    (path / "run" / "results.json").symlink_to("results.json")


MISTAKES: dict[str, tuple[Callable[[Path], Any], list[str], str]] = {
    "nothing_given": (lambda _: None, [], "`run` must be given"),
    "no_directory": (lambda _: None, ["run=rum"], "'rum' does not exist"),
    "a_file": (lambda _: None, ["run=run/results.json"], "'run/results.json' is a file"),
    "an_empty_directory": (lambda path: (path / "empty").mkdir(), ["run=empty"], "no results.json and no sweep.json"),
    "a_model": (lambda _: None, ["run=run/model"], "that of a model"),
    "a_run_that_goes_on": (lambda path: (path / "run/results.json").unlink(), ["run=run"], "that run has not ended"),
    "a_sweep_that_goes_on": (lambda path: (path / "sweep/sweep.json").unlink(), ["run=sweep"], "has not ended"),
    "damaged_results": (lambda path: write(path, {"run/results.json": "{"}), ["run=run"], "is not strict JSON"),
    "empty_results": (lambda path: write(path, {"run/results.json": ""}), ["run=run"], "is not strict JSON"),
    "other_results": (lambda path: write(path, {"run/results.json": [1]}), ["run=run"], "says the `status` of a run"),
    "no_status": (lambda path: write(path, {"run/results.json": {}}), ["run=run"], "says the `status` of a run"),
    "deep_results": (lambda path: write(path, {"run/results.json": "[" * 10**5}), ["run=run"], "nested too deeply"),
    "linked_results": (loop, ["run=run"], "results.json: is a link"),
    "damaged_sweep": (lambda path: write(path, {"sweep/sweep.json": "[]"}), ["run=sweep"], "the `jobs` of a sweep"),
    "unknown_key": (lambda _: None, ["run=run", "out=x.html"], "unknown key `out`"),
    "no_page": (lambda _: None, ["run=run", "output=page.pdf"], "`output` must end in .html, got 'page.pdf'"),
    "no_parent": (lambda _: None, ["run=run", "output=no/page.html"], "there is no directory 'no'"),
    "taken": (lambda path: write(path, {"page.html": "mine"}), ["run=run", "output=page.html"], "exists already"),
    "not_ours": (lambda path: write(path, {"run/report.html": "mine"}), ["run=run"], "is no report of this program"),
    "linked_page": (link_to_nowhere, ["run=run"], "report.html: is a link"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_answered_in_one_line_and_nothing_is_written(tmp_path: Path, mistake: str) -> None:
    run_directory(tmp_path / "run")
    write(tmp_path / "run", {"model/model.json": described()})
    sweep_directory(tmp_path / "sweep")
    prepare, words, line = MISTAKES[mistake]
    prepare(tmp_path)
    before = files_in(tmp_path)
    answer = called(tmp_path, report.main, *words)
    assert (answer.code, answer.out) == (2, "")
    assert line in answer.err
    assert answer.err.count("\n") == 1
    assert files_in(tmp_path) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
@pytest.mark.parametrize(("name", "mode", "line"), [("run/results.json", 0, "cannot be read"), ("run", 0o500, "write")])
def test_lack_of_rights_is_answered_in_one_line(tmp_path: Path, name: str, mode: int, line: str) -> None:
    run_directory(tmp_path / "run")
    (tmp_path / name).chmod(mode)
    try:
        answer = called(tmp_path, report.main, "run=run")
    finally:
        (tmp_path / name).chmod(0o700)
    assert answer.code == 2
    assert line in answer.err


def test_report_needs_no_torch() -> None:
    heavy = "{'torch', 'lightning', 'numpy', 'hydra', 'polars'}"
    code = f"import sys, lessonnet.report, lessonnet.reporting; print({heavy} & sys.modules.keys())"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert found.stdout == "set()\n"


def test_command_of_the_page_makes_the_run_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for place in (first, second):
        place.mkdir()
    called(
        first,
        train.main,
        "data=moons",
        "model=mlp",
        "model.hidden=[3]",
        "seed=5",
        "trainer.max_epochs=2",
        "callbacks=none",
    )
    (directory,) = first.glob("runs/*/*")
    command = next(code for code in Page(write_report(directory).path.read_text()).codes if "lessonnet" in code)
    assert called(second, train.main, *shlex.split(command)[3:]).code == 0
    (again,) = second.glob("runs/*/*")
    assert results_in(again) == results_in(directory)


def test_commands_of_the_page_make_the_sweep_and_its_best_job_again(tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("first", "second", "third")]
    for place in places:
        place.mkdir()
    called(places[0], train.main, "-m", "optimizer.lr=0.1,1", "seed=0,1", "trainer.max_epochs=2", "callbacks=none")
    (sweep,) = places[0].glob("sweeps/*/*")
    commands = [code for code in Page(write_report(sweep).path.read_text()).codes if "lessonnet" in code]
    for place, command in zip(places[1:], commands, strict=True):
        assert called(place, train.main, *shlex.split(command)[3:]).code == 0
    (again,) = places[1].glob("sweeps/*/*")
    (best,) = places[2].glob("runs/*/*")
    for job in range(4):
        assert results_in(again / str(job)) == results_in(sweep / str(job))
    alone = {"stack_size"}  # the one thing that tells a run from a job of a stack
    assert {k: v for k, v in results_in(best).items() if k not in alone} == {
        k: v for k, v in results_in(sweep / "best").items() if k not in alone
    }


def results_in(directory: Path) -> dict[str, Any]:
    import json

    return without_time(json.loads((directory / "results.json").read_text()))


def test_report_is_made_at_the_end_of_a_run_that_asks_for_it(tmp_path: Path) -> None:
    done = called(tmp_path, train.main, "report=true", "trainer.max_epochs=1", "callbacks=none", "hydra.run.dir=run")
    assert done.code == 0
    assert done.out.rstrip().endswith("report    run/report.html")
    assert "admissions" in (tmp_path / "run" / "report.html").read_text()


def test_sweep_has_one_report_and_its_jobs_have_none(tmp_path: Path) -> None:
    argv = ("-m", "report=true", "seed=0,1", "trainer.max_epochs=1", "callbacks=none", "hydra.sweep.dir=sweep")
    assert called(tmp_path, train.main, *argv).code == 0
    assert [path.parent.name for path in tmp_path.rglob("report.html")] == ["sweep"]
