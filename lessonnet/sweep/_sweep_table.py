"""A sweep's table, a row for each job: `sweep.csv` and `sweep.json`."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, starmap
from typing import Any

from lessonnet.sweep._row import Row
from lessonnet.sweep._settings import Setting, Spread

_PARTS = ("train", "val", "test")
_METRICS = ("error", "accuracy")
_COURSE = ("best_epoch", "epochs", "steps", "seconds", "stack_size")


def csv_text(rows: Sequence[Row]) -> str:
    """Return the jobs as CSV with a header.

    The columns are `job`, `directory`, one for each key of the overrides in the order in which they first appear,
    `status`, `error` (the text of a failure), `train_error`, `train_accuracy`, the same of `val` and `test`,
    `best_epoch`, `epochs`, `steps`, `seconds`, `stack_size`. What a job does not have is empty; numbers have all of
    their digits.

    Args:
        rows: of a sweep, in the order of the file.
    """
    keys = list(dict.fromkeys(key for row in rows for key in row.values))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    metrics = [f"{part}_{metric}" for part in _PARTS for metric in _METRICS]
    writer.writerow(["job", "directory", *keys, "status", "error", *metrics, *_COURSE])
    writer.writerows(_cells(row, keys) for row in rows)
    return out.getvalue()


def json_text(rows: Iterable[Row], settings: Iterable[Setting]) -> str:
    """Return the jobs and the settings as strict JSON, one a line.

    Args:
        rows: of a sweep, in the order of the file.
        settings: of the same sweep.

    Raises:
        ValueError: if a number is not finite.
    """
    parts = {"jobs": map(_job, rows), "settings": starmap(_setting, _numbered(settings))}
    return "{\n" + ",\n".join(f'"{name}": {_lines(objects)}' for name, objects in parts.items()) + "\n}\n"


def _cells(row: Row, keys: Sequence[str]) -> list[Any]:
    values, results = row.values, row.results
    metrics = [row.metric(part, metric) for part in _PARTS for metric in _METRICS]
    overrides = [values.get(key) for key in keys]
    course = [results.get(name) for name in _COURSE]
    return [row.job, row.directory, *overrides, row.status, results.get("error"), *metrics, *course]


def _lines(objects: Iterable[dict[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(one, allow_nan=False) for one in objects)
    return f"[\n{lines}\n]" if lines else "[]"


def _job(row: Row) -> dict[str, Any]:
    names = ("status", "error", *_PARTS, "selected_by", *_COURSE, "seed")
    results = {name: row.results.get(name) for name in names}
    own = {"surface": row.results["surface"]} if "surface" in row.results else {}
    return {"job": row.job, "directory": row.directory, "overrides": row.overrides, **results, **own}


def _numbered(settings: Iterable[Setting]) -> Iterator[tuple[int, Setting]]:
    """Yield settings with their ranks, counted from 1 in each task."""
    for _, group in groupby(settings, key=lambda setting: setting.task):
        yield from enumerate(group, start=1)


def _setting(rank: int, setting: Setting) -> dict[str, Any]:
    accuracies = {f"{part}_accuracy": _spread(getattr(setting, f"{part}_accuracy")) for part in _PARTS}
    return {
        "rank": rank,
        "overrides": setting.overrides,
        "jobs": setting.jobs,
        "seeds": setting.seeds,
        "completed": setting.completed,
        "statuses": setting.statuses,
        "selected_by": setting.selected_by,
        "error": _spread(setting.error),
        **accuracies,
    }


def _spread(spread: Spread) -> dict[str, float | None]:
    return {"mean": spread.mean, "standard_deviation": spread.deviation}
