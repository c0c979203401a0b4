"""The settings of a sweep: jobs that differ only in their seeds, taken together."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from lessonnet.sweep._row import COMPLETED, Row, key_of

_TASK = {"data", "data._target_", "data.gate", "data.path", "data.target", "model.surface"}
"""Keys that say what is learned: errors on one data set or surface tell nothing beside those on another."""


class Spread(NamedTuple):
    """Mean and sample standard deviation of some numbers.

    Attributes:
        mean: None of no numbers.
        deviation: ≥ 0; None of fewer than two numbers.
    """

    mean: float | None
    deviation: float | None


class Measured(NamedTuple):
    """The selecting error of a completed job.

    Attributes:
        seed: None where it is not known.
        error: finite.
    """

    seed: int | None
    error: float


@dataclass(frozen=True)
class Setting:
    """Jobs whose overrides are the same but for the seed.

    Only completed jobs are averaged, and of these only numbers that were measured and are finite.

    Attributes:
        overrides: those that the jobs share, in the order of the command line.
        jobs: their numbers.
        seeds: those that are known.
        statuses: how many jobs ended in each way.
        selected_by: the part that gives the error, `val` or `train`; None without a completed job.
        error_name: what that error is called; None without a completed job.
        measured: what `error` averages, in the order of the jobs.
        error: the selecting error.
        train_accuracy: in [0, 1], as the other two.
        val_accuracy: of no numbers where there is no validation part.
        test_accuracy: of no numbers where there is no test part.
        task: the overrides that say what is learned, in a sweep that learns several things.
    """

    overrides: tuple[str, ...]
    jobs: tuple[int, ...]
    seeds: tuple[int, ...]
    statuses: Mapping[str, int]
    selected_by: str | None
    error_name: str | None
    measured: tuple[Measured, ...]
    error: Spread
    train_accuracy: Spread
    val_accuracy: Spread
    test_accuracy: Spread
    task: tuple[str, ...] = ()

    @classmethod
    def of(cls, overrides: tuple[str, ...], rows: Sequence[Row]) -> "Setting":
        """Take jobs of one setting together.

        Args:
            overrides: what they share.
            rows: at least one.
        """
        completed = [row for row in rows if row.status == COMPLETED]
        measured = tuple(Measured(row.seed, row.error) for row in completed if row.error is not None)
        return cls(
            overrides,
            jobs=tuple(row.job for row in rows),
            seeds=tuple(seed for row in rows if (seed := row.seed) is not None),
            statuses=Counter(row.status for row in rows),
            selected_by=completed[0].results["selected_by"] if completed else None,
            error_name=completed[0].error_name if completed else None,
            measured=measured,
            error=spread(one.error for one in measured),
            train_accuracy=spread(row.metric("train", "accuracy") for row in completed),
            val_accuracy=spread(row.metric("val", "accuracy") for row in completed),
            test_accuracy=spread(row.metric("test", "accuracy") for row in completed),
        )

    @property
    def completed(self) -> int:
        """How many jobs completed."""
        return self.statuses.get(COMPLETED, 0)

    @property
    def accuracy(self) -> Spread:
        """The accuracy on the part that gives the error."""
        return self.train_accuracy if self.selected_by == "train" else self.val_accuracy


def settings_of(rows: Iterable[Row]) -> list[Setting]:
    """Group jobs by all of their overrides but the seed.

    Args:
        rows: of a sweep.

    Returns:
        Settings task by task, in the order of the tasks' first jobs. Those of a task by their mean selecting error,
        lowest first, equal ones in the order of their first jobs; those without an error come last.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        shared = tuple(override for override in row.overrides if key_of(override) != "seed")
        groups.setdefault(shared, []).append(row)
    settings = _with_tasks([Setting.of(overrides, group) for overrides, group in groups.items()])
    place = {task: place for place, task in enumerate(dict.fromkeys(setting.task for setting in settings))}
    return sorted(settings, key=lambda one: (place[one.task], math.inf if one.error.mean is None else one.error.mean))


def varying_keys(settings: Sequence[Setting]) -> set[str]:
    """Return the override keys that some settings lack or give another value."""
    holders = Counter(override for setting in settings for override in set(setting.overrides))
    return {key_of(override) for override, count in holders.items() if count < len(settings)}


def _with_tasks(settings: Sequence[Setting]) -> list[Setting]:
    keys = varying_keys(settings) & _TASK
    tasks = (tuple(line for line in setting.overrides if key_of(line) in keys) for setting in settings)
    return [replace(setting, task=task) for setting, task in zip(settings, tasks, strict=True)]


def spread(values: Iterable[float | None]) -> Spread:
    """Return mean and sample standard deviation of the numbers among values.

    m = Σx / n,   s = √(Σ(x − m)² / (n − 1))
    """
    numbers = [value for value in values if value is not None]
    count = len(numbers)
    if not count:
        return Spread(None, None)
    mean = math.fsum(numbers) / count
    if count == 1:
        return Spread(mean, None)
    return Spread(mean, math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / (count - 1)))
