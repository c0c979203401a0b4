"""A sweep's files, read back by the readers of Python and Polars."""

import csv
import io
import json
import math
from typing import Any

import polars as pl
import pytest

from lessonnet.sweep._row import Row
from lessonnet.sweep._settings import settings_of
from lessonnet.sweep._sweep_table import csv_text, json_text

THIRD = 1 / 3


def completed(error: float, seed: int) -> dict[str, Any]:
    return {
        "status": "completed",
        "best_epoch": 4,
        "epochs": 5,
        "steps": 50,
        "seconds": 0.125,
        "train": {"error": error / 2, "accuracy": 1.0},
        "val": {"error": error, "accuracy": 0.75},
        "test": None,
        "selected_by": "val",
        "stack_size": 2,
        "seed": seed,
        "versions": {"torch": "2.10"},
    }


def rows() -> list[Row]:
    return [
        Row(0, "0", ("data=moons", "seed=0", "optimizer.lr=0.1"), completed(THIRD, 0)),
        Row(1, "1", ("data=moons", "seed=1", "optimizer.lr=0.1"), completed(0.5, 1)),
        Row(2, "2", ("seed=0", "+model.hidden=[8,8]"), {"status": "failed", "error": 'no "such", file\nhere'}),
    ]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_columns_are_jobs_then_overrides_as_they_appear_then_results() -> None:
    assert csv_text(rows()).splitlines()[0].split(",") == [
        *("job", "directory", "data", "seed", "optimizer.lr", "model.hidden", "status", "error"),
        *("train_error", "train_accuracy", "val_error", "val_accuracy", "test_error", "test_accuracy"),
        *("best_epoch", "epochs", "steps", "seconds", "stack_size"),
    ]


def test_row_holds_overrides_and_results_of_its_job() -> None:
    first, second, _ = read(csv_text(rows()))
    assert (second["job"], second["data"], second["seed"], second["optimizer.lr"]) == ("1", "moons", "1", "0.1")
    assert (second["status"], second["val_error"], second["val_accuracy"]) == ("completed", "0.5", "0.75")
    assert (second["best_epoch"], second["epochs"], second["steps"]) == ("4", "5", "50")
    assert (second["seconds"], second["stack_size"]) == ("0.125", "2")
    assert float(first["val_error"]) == THIRD  # all digits


def test_what_a_job_does_not_have_is_empty() -> None:
    first, _, failed = read(csv_text(rows()))
    assert first["error"] == first["model.hidden"] == first["test_error"] == first["test_accuracy"] == ""
    assert {failed[key] for key in ("data", "optimizer.lr", "train_error", "val_error", "epochs", "stack_size")} == {""}


def test_any_text_survives() -> None:
    failed = read(csv_text(rows()))[2]
    assert failed["error"] == 'no "such", file\nhere'
    assert failed["model.hidden"] == "[8,8]"


def test_csv_is_read_by_polars_with_its_types() -> None:
    frame = pl.read_csv(io.StringIO(csv_text(rows())))
    assert frame["val_error"].to_list() == [THIRD, 0.5, None]
    assert frame["best_epoch"].to_list() == [4, 4, None]


def test_csv_of_no_jobs_is_a_header() -> None:
    assert read(csv_text([])) == []
    assert csv_text([]).startswith("job,directory,status,")


def test_json_holds_every_job() -> None:
    first, _, failed = json.loads(json_text(rows(), []))["jobs"]
    results = completed(THIRD, 0)
    del results["versions"]
    overrides = ["data=moons", "seed=0", "optimizer.lr=0.1"]
    assert first == {"job": 0, "directory": "0", "overrides": overrides, **results, "error": None}
    assert (failed["status"], failed["error"], failed["val"]) == ("failed", 'no "such", file\nhere', None)


def test_json_holds_every_setting() -> None:
    first, last = json.loads(json_text(rows(), settings_of(rows())))["settings"]
    nothing = {"mean": None, "standard_deviation": None}
    assert first == {
        "rank": 1,
        "overrides": ["data=moons", "optimizer.lr=0.1"],
        "jobs": [0, 1],
        "seeds": [0, 1],
        "completed": 2,
        "statuses": {"completed": 2},
        "selected_by": "val",
        # Of two numbers: half their difference, times √2.
        "error": pytest.approx({"mean": 5 / 12, "standard_deviation": math.sqrt(2) / 12}),
        "train_accuracy": {"mean": 1.0, "standard_deviation": 0.0},
        "val_accuracy": {"mean": 0.75, "standard_deviation": 0.0},
        "test_accuracy": nothing,
    }
    assert (last["statuses"], last["completed"], last["error"]) == ({"failed": 1}, 0, nothing)


def test_ranks_are_counted_anew_for_each_task() -> None:
    errors = {"data=moons a=1": 0.4, "data=iris a=1": 0.1, "data=moons a=2": 0.3, "data=iris a=2": 0.2}
    jobs = [Row(j, str(j), tuple(name.split()), completed(e, 0)) for j, (name, e) in enumerate(errors.items())]
    settings = json.loads(json_text(jobs, settings_of(jobs)))["settings"]
    ranks = [(setting["rank"], " ".join(setting["overrides"])) for setting in settings]
    assert ranks == [(1, "data=moons a=2"), (2, "data=moons a=1"), (1, "data=iris a=1"), (2, "data=iris a=2")]


def test_json_of_no_jobs_is_json() -> None:
    assert json.loads(json_text([], [])) == {"jobs": [], "settings": []}


def test_number_that_json_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text([Row(0, "0", (), completed(math.nan, 0))], [])
