"""What the page says about a sweep is what its files say."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from tests.reporting.directories import png, run_directory, sweep_directory, write
from tests.reporting.pages import left_out_of, page_of


def test_settings_stand_with_mean_and_deviation(tmp_path: Path) -> None:
    settings = page_of(sweep_directory(tmp_path / "sweep")).tables[0]
    assert settings[0] == ["rank", "setting", "jobs", "error, mean ± sd", "accuracy", "test accuracy"]
    assert settings[1] == ["1", "optimizer.lr=0.1", "2", "0.3000 ± 0.0100", "0.3000", "0.3000"]
    assert len(settings) == 1 + 2


def test_jobs_stand_by_their_errors_with_their_own_values(tmp_path: Path) -> None:
    jobs = page_of(sweep_directory(tmp_path / "sweep")).tables[-1]
    assert jobs[0][:5] == ["job", "optimizer.lr", "seed", "status", "error"]
    assert [row[:5] for row in jobs[1:]] == [
        ["0", "0.1", "0", "completed", "0.1000"],
        ["1", "0.1", "1", "completed", "0.2000"],
        ["2", "1", "0", "completed", "0.3000"],
        ["3", "1", "1", "completed", "0.4000"],
    ]


def test_only_the_first_fifty_jobs_are_listed(tmp_path: Path) -> None:
    page = page_of(sweep_directory(tmp_path / "sweep", seeds=40))
    assert len(page.tables[-1]) == 1 + 50
    assert "80 jobs of 2 settings" in page.words


def test_jobs_that_did_not_complete_are_named_with_their_reasons(tmp_path: Path) -> None:
    page = page_of(sweep_directory(tmp_path / "sweep", seeds=15, fails=25))
    assert "5 of 30 jobs completed" in page.words
    assert "job 5: failed, no memory" in page.words
    assert "and 5 more" in page.words  # twenty are listed


def test_command_goes_through_the_same_values(tmp_path: Path) -> None:
    directory = sweep_directory(tmp_path / "sweep")
    grid = {"model.hidden": ["[4]", "[8,8]"], "~dropout": [""], "optimizer.lr": ["0.1", "1"]}
    write(directory, {"sweep.jsonl": json.dumps({"grid": grid}) + '\n{"job": 0}\n'})
    words = shlex.split(page_of(directory).codes[0])
    assert words[3:] == ["-m", "model.hidden=[4],[8,8]", "~dropout", "optimizer.lr=0.1,1"]


def test_of_several_data_sets_no_job_is_called_the_best(tmp_path: Path) -> None:
    directory = sweep_directory(tmp_path / "sweep")
    found = json.loads((directory / "sweep.json").read_text())
    for setting in found["settings"]:
        setting["rank"] = 1  # of its own data set
    write(directory, {"sweep.json": json.dumps(found)})
    page = page_of(directory)
    assert "The best job" not in page.words
    assert "The lowest error" not in page.words
    assert [row[0] for row in page.tables[0][1:]] == ["1", "1"]


def test_best_job_is_shown_with_its_own_command_and_figures(tmp_path: Path) -> None:
    directory = sweep_directory(tmp_path / "sweep")
    write(directory, {"figures/effects.png": png(), "0/figures/boundary.png": png()})
    page = page_of(directory)
    assert "The best job: number 0" in page.words
    assert "optimizer.lr=0.1 seed=0" in page.codes[1]
    assert page.values("alt") == ["Effect of each key", "Decision boundary"]


def test_best_job_is_the_most_accurate_of_equal_errors(tmp_path: Path) -> None:
    directory = sweep_directory(tmp_path / "sweep")
    found = json.loads((directory / "sweep.json").read_text())
    found["jobs"][2]["val"] = {"error": 0.1, "accuracy": 0.95}
    write(directory, {"sweep.json": found})
    run_directory(directory / "2")
    assert "The best job: number 2" in page_of(directory).words


def test_sweep_without_a_completed_job_has_a_page(tmp_path: Path) -> None:
    page = page_of(sweep_directory(tmp_path / "sweep", fails=4))
    assert "0 of 4 jobs completed" in page.words
    assert "The best job" not in page.words
    assert page.unclosed == []


def test_best_job_must_lie_within_the_sweep(tmp_path: Path) -> None:
    run_directory(tmp_path / "elsewhere", diagnosis=[{"name": "a secret"}])
    directory = sweep_directory(tmp_path / "sweep")
    found = json.loads((directory / "sweep.json").read_text())
    for place in ("../elsewhere", str(tmp_path / "elsewhere"), "link"):
        (directory / "link").unlink(missing_ok=True)
        (directory / "link").symlink_to(tmp_path / "elsewhere")
        found["jobs"][0]["directory"] = place
        write(directory, {"sweep.json": found})
        assert "a secret" not in page_of(directory).words


def test_damage_of_the_best_job_costs_no_more_than_its_part(tmp_path: Path) -> None:
    directory = write(sweep_directory(tmp_path / "sweep"), {"0/results.json": "{"})
    assert "The best job" not in page_of(directory).words
    assert left_out_of(directory)[0].startswith("0/results.json: is not strict JSON")
