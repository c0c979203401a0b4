"""The tables of a sweep: its settings by their mean errors, and its jobs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from lessonnet.reporting._jobs import Job, key_of
from lessonnet.reporting._numbers import counted, seconds, shown, with_deviation
from lessonnet.reporting._rows import Table
from lessonnet.reporting._values import cut, items, mapping, number, text, texts, whole

_MOST = 50
_MOST_KEYS = 8


def varying(settings: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the override keys that some settings lack or give another value."""
    holders = Counter(line for setting in settings for line in set(texts(setting.get("overrides"))))
    return {key_of(line) for line, count in holders.items() if count < len(settings)}


def settings_table(settings: Sequence[Mapping[str, Any]], keys: set[str], measure: str) -> Table | None:
    """Return the first settings, which `sweep.json` has in the order of their ranks.

    Args:
        settings: of the sweep.
        keys: those that tell them apart.
        measure: what their errors are called.
    """
    if not settings:
        return None
    has_accuracy = any(_mean(setting, f"{_part(setting)}_accuracy") is not None for setting in settings)
    has_test = any(_mean(setting, "test_accuracy") is not None for setting in settings)
    heads = [
        "rank",
        "setting",
        "jobs",
        f"{measure}, mean ± sd",
        *["accuracy"] * has_accuracy,
        *["test accuracy"] * has_test,
    ]
    rows = []
    for rank, setting in enumerate(settings[:_MOST], start=1):
        error = mapping(setting.get("error"))
        rows.append(
            [
                str(whole(setting.get("rank")) or rank),  # those of different data sets are ranked apart
                _name(setting, keys),
                _jobs(setting),
                with_deviation(error.get("mean"), error.get("standard_deviation")),
                *[shown(_mean(setting, f"{_part(setting)}_accuracy"))] * has_accuracy,
                *[shown(_mean(setting, "test_accuracy"))] * has_test,
            ]
        )
    return Table(heads, rows, words=2, is_sortable=True)


def jobs_table(jobs: Sequence[Job], measure: str) -> Table | None:
    """Return the jobs with the lowest errors, each with its values of the keys that tell jobs apart.

    Args:
        jobs: of the sweep.
        measure: what their errors are called.
    """
    if not jobs:
        return None
    keys = _told_apart(jobs)
    ranked = sorted(jobs, key=_rank)
    heads = ["job", *map(cut, keys), "status", measure, "accuracy", "test accuracy", "epochs", "time"]
    rows = [
        [
            str(job.number),
            *(job.values.get(key, "") for key in keys),
            job.status,
            shown(job.error),
            shown(job.accuracy),
            shown(job.test_accuracy),
            counted(job.epochs),
            seconds(job.seconds),
        ]
        for job in ranked[:_MOST]
    ]
    return Table(heads, rows, words=len(keys) + 2, is_sortable=True)


def _rank(job: Job) -> tuple[float, int]:
    return (math.inf if job.error is None or not job.is_completed else job.error, job.number)


def _told_apart(jobs: Sequence[Job]) -> list[str]:
    values: dict[str, set[str]] = {}
    holders: Counter[str] = Counter()
    for job in jobs:
        holders.update(job.values.keys())
        for key, value in job.values.items():
            values.setdefault(key, set()).add(value)
    return [key for key, found in values.items() if len(found) > 1 or holders[key] < len(jobs)][:_MOST_KEYS]


def _name(setting: Mapping[str, Any], keys: set[str]) -> str:
    lines = [line for line in texts(setting.get("overrides")) if key_of(line) in keys]
    return cut(" ".join(lines), 400) or "all jobs"


def _jobs(setting: Mapping[str, Any]) -> str:
    jobs, completed = len(items(setting.get("jobs"))), whole(setting.get("completed"))
    return str(jobs) if completed in (jobs, None) else f"{completed} of {jobs}"


def _part(setting: Mapping[str, Any]) -> str:
    return text(setting.get("selected_by")) or "val"


def _mean(setting: Mapping[str, Any], name: str) -> float | None:
    return number(mapping(setting.get(name)).get("mean"))
