"""Multiruns in process, as stacks, and their jobs read back."""

import csv
import itertools
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonnet import train
from tests.sweep.runs import SHOWING, Answer, Run, called, finished

SWEEP = "sweep"
"""Name of the sweep's directory."""

FAST = ("trainer=cpu", "data=moons", "data.points=60", "data.batch_size=12", "logger=csv")
"""36 training points in three mini-batches."""

_OF_THE_STACK = {"seconds", "stack_size", "versions"}


@dataclass(frozen=True)
class Sweep:
    """A finished multirun, with what the program answered."""

    directory: Path
    answer: Answer

    def job(self, number: int) -> Run:
        return Run(self.directory / str(number), self.answer.code, "")

    @property
    def table(self) -> list[dict[str, str]]:
        return table_of(self.directory)


def table_of(directory: Path) -> list[dict[str, str]]:
    """Return the rows of `sweep.csv` without seconds."""
    with (directory / "sweep.csv").open(newline="") as file:
        return [{name: cell for name, cell in row.items() if name != "seconds"} for row in csv.DictReader(file)]


def swept(directory: Path, *overrides: str) -> Sweep:
    """Train a grid in this process, in `directory/sweep`; without a choice of callbacks nothing is drawn of it."""
    directory.mkdir(parents=True, exist_ok=True)
    argv = ("-m", f"hydra.sweep.dir={SWEEP}", *undrawn(overrides))
    return Sweep(directory / SWEEP, called(directory, train.main, *argv))


def undrawn(overrides: Sequence[str]) -> list[str]:
    """Return overrides, and without a choice of callbacks those that leave out what shows and judges a run."""
    chosen = any(line.startswith("callbacks=") for line in overrides)
    return [*overrides, *([] if chosen else [f"~callbacks.{name}" for name in SHOWING])]


def jobs_of(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what each job of a grid is asked for, by Hydra's rule: the last key's values vary fastest."""
    axes = [[f"{line.partition('=')[0]}={value}" for value in _values(line)] for line in lines]
    return list(itertools.product(*axes))


def assert_jobs_as_alone(
    sweep: Sweep, alone: Path, fixed: Sequence[str], grid: Sequence[str], tolerance: float, stack_size: int | None
) -> None:
    """Hold each job of a sweep against the run alone.

    Args:
        sweep: finished.
        alone: directory where the runs alone are made.
        fixed: what all jobs are asked for.
        grid: the swept keys with their values.
        tolerance: of weights and metrics, relative to the largest of a tensor or a column.
        stack_size: members of each job's stack, None not to look.
    """
    alone.mkdir(exist_ok=True)
    for number, own in enumerate(jobs_of(grid)):
        run = finished(alone / str(number), *fixed, *own)
        assert_same_run(sweep.job(number), run, tolerance)
        if stack_size is not None:
            assert sweep.job(number).results["stack_size"] == stack_size, own


def assert_same_run(found: Run, wanted: Run, tolerance: float) -> None:
    """Hold a job against the run alone: the same course, and numbers that agree."""
    results, alone = found.results, wanted.results
    assert results.keys() == alone.keys()
    for key in results.keys() - _OF_THE_STACK:
        assert_close(results[key], alone[key], tolerance, key)
    assert found.tensors.keys() == wanted.tensors.keys()
    for name, tensor in wanted.tensors.items():
        assert found.tensors[name].dtype == tensor.dtype
        largest = float(tensor.abs().max())
        distance = float((found.tensors[name] - tensor).abs().max())
        assert distance <= tolerance * max(largest, 1e-3), (name, distance, largest)
    descriptions = [json.loads((run.directory / "model" / "model.json").read_text()) for run in (found, wanted)]
    assert descriptions[0] == descriptions[1]
    if (wanted.directory / "metrics.csv").exists():
        assert_close(found.metrics, wanted.metrics, tolerance, "metrics.csv")


def assert_close(found: Any, wanted: Any, tolerance: float, where: str) -> None:
    """Hold values against others: whole numbers and words are equal, others agree to a tolerance."""
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), where
        for key in wanted:
            assert_close(found[key], wanted[key], tolerance, f"{where}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), where
        for place, (one, other) in enumerate(zip(found, wanted, strict=True)):
            assert_close(one, other, tolerance, f"{where}[{place}]")
    elif isinstance(wanted, float) and not wanted.is_integer():
        assert abs(found - wanted) <= tolerance * max(abs(wanted), 1e-3), (where, found, wanted)
    else:
        assert found == wanted, (where, found, wanted)


def shuffled(line: str) -> str:
    """Return a swept key with its values in another order."""
    key, values = line.partition("=")[0], _values(line)
    return f"{key}={','.join(random.Random(0).sample(values, len(values)))}"


def statuses(rows: Iterable[dict[str, str]]) -> list[str]:
    return [row["status"] for row in rows]


def lines_of(directory: Path) -> list[dict[str, Any]]:
    """Return what the journal holds."""
    return [json.loads(line) for line in (directory / "sweep.jsonl").read_text().splitlines()]


def _values(line: str) -> list[str]:
    """Return the values of a swept key: `a,b`, lists in brackets kept whole, or `range(a,b)`."""
    text = line.partition("=")[2]
    if match := re.fullmatch(r"range\((\d+),(\d+)\)", text):
        return [str(value) for value in range(int(match[1]), int(match[2]))]
    return re.findall(r"(?:\[[^\]]*\]|[^,\[])+", text)
