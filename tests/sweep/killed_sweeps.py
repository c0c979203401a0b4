"""Kill multiruns of the real program at random moments and resume each until it ends; report as JSON.

Run as a program: a directory, how many kills, and the overrides of the grid.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from lessonnet.train import begin_sweep
from tests.sweep.killed_runs import exit_code, program, was_killed
from tests.sweep.runs import digest_of
from tests.sweep.stacked import table_of

JOURNAL = "sweep.jsonl"
FILES = ("results.json", "model/model.safetensors", "metrics.csv")


def multirun(*argv: str) -> int:
    """Start a multirun, and return its process id."""
    return program("-m", *argv, begin=begin_sweep)


def noted(sweep: Path) -> list[dict[str, Any]]:
    """Return the jobs that a journal holds, a torn last line left out."""
    text = (sweep / JOURNAL).read_bytes()
    return [json.loads(line) for line in text[: text.rfind(b"\n") + 1].splitlines()[1:]]


def moments(sweep: Path) -> dict[str, int]:
    """Return when the files of the jobs that are done were last changed."""
    paths = [sweep / line["directory"] / name for line in noted(sweep) for name in FILES]
    return {str(path): path.stat().st_mtime_ns for path in paths}


def changed(before: dict[str, int]) -> int:
    """Return how many files are not what they were."""
    return sum(Path(path).stat().st_mtime_ns != moment for path, moment in before.items())


def learned(sweep: Path) -> dict[int, dict[str, Any]]:
    return {line["job"]: digest_of(sweep / line["directory"]) for line in noted(sweep)}


def main() -> None:
    directory, kills, grid = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    for module in ("lessonnet.command._launch", "lessonnet.sweep", "matplotlib.figure"):
        importlib.import_module(module)  # so that a forked process starts at once
    os.chdir(directory)
    begun = time.monotonic()
    assert exit_code(multirun(*grid, "hydra.sweep.dir=whole")) == 0
    seconds = time.monotonic() - begun
    table, models = table_of(Path("whole")), learned(Path("whole"))
    draw = random.Random(0)
    counts = {"jobs": len(table), "kills": 0, "before_its_journal": 0, "within": 0, "sweeps": 0}
    counts |= {"same_tables": 0, "same_models": 0, "jobs_kept": 0, "files_rewritten": 0}
    sweep = Path("killed")
    while counts["kills"] < kills:
        word, before = f"hydra.sweep.dir={sweep}", dict[str, int]()
        # A sweep is killed once or twice, and then left to end.
        for _ in range(min(draw.randint(1, 2), kills - counts["kills"])):
            if not was_killed(multirun(*grid, word), draw.uniform(0, seconds)):
                break
            counts["kills"] += 1
            if not (sweep / JOURNAL).exists():
                counts["before_its_journal"] += 1
                shutil.rmtree(sweep, ignore_errors=True)
                continue
            counts["files_rewritten"] += changed(before)
            word, before = f"resume={sweep}", moments(sweep)
            counts["within"] += 0 < len(before) < len(FILES) * len(table)
        else:
            assert exit_code(multirun(*grid, word)) == 0
        counts["files_rewritten"] += changed(before)
        counts["jobs_kept"] += len(before) // len(FILES)
        counts["sweeps"] += 1
        counts["same_tables"] += table_of(sweep) == table
        counts["same_models"] += learned(sweep) == models
        shutil.rmtree(sweep)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
