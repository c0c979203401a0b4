"""What the default logging and callbacks cost on a run of a minute: `python scripts/bench_callbacks.py`.

Each run is a process of its own, with the defaults and without any in turns; both validate after every epoch.
Compared are the time of the training itself, as results.json gives it, and that of the whole process, with all that is
drawn at the end.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

CASES = {
    "default callbacks and logger": [],
    "callbacks=none logger=none": ["callbacks=none", "logger=none"],
}
PATIENT = {"default callbacks and logger": ["callbacks.early_stopping.patience=1000000"]}


def train(overrides: list[str], directory: Path) -> tuple[dict, float]:
    """Run `lessonnet.train`; return its results and how long the process took, in seconds."""
    command = [sys.executable, "-m", "lessonnet.train", f"hydra.run.dir={directory}", *overrides]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=directory.parent)
    return json.loads((directory / "results.json").read_text()), time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=42_000)
    options = parser.parse_args()
    work = ["data=digits", "model=mlp", "model.hidden=[64]", f"trainer.max_epochs={options.epochs}"]
    micros: dict[str, list[float]] = {name: [] for name in CASES}
    processes: dict[str, list[float]] = {name: [] for name in CASES}
    lengths: list[float] = []
    for turn in range(options.rounds):
        for name, overrides in CASES.items():
            with tempfile.TemporaryDirectory() as base:
                results, seconds = train([*work, *overrides, *PATIENT.get(name, [])], Path(base) / f"run{turn}")
            micros[name].append(results["seconds"] / results["steps"] * 1e6)
            processes[name].append(seconds)
            lengths.append(results["seconds"])
    table = Table(title=f"digits 64-64-10, batch 64: runs of {min(lengths):.0f} to {max(lengths):.0f} s")
    for column in ("what", "µs per step, median", "ratio", "process, s", "ratio"):
        table.add_column(column)
    bare = micros["callbacks=none logger=none"]
    for name, values in micros.items():
        ratio = median(a / b for a, b in zip(values, bare, strict=True))
        whole = processes[name]
        longer = median(a / b for a, b in zip(whole, processes["callbacks=none logger=none"], strict=True))
        table.add_row(name, f"{median(values):.1f}", f"{ratio:.3f}", f"{median(whole):.1f}", f"{longer:.3f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
