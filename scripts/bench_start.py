"""Seconds that a start takes, each in a process of its own, in turns: `python scripts/bench_start.py`.

`--help`; a whole run of a single optimizer step, its directory written; and, for scale, the bare imports.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from statistics import median

from rich.console import Console
from rich.table import Table

COMMANDS = {
    "import lightning": ["-c", "import lightning"],
    "import lightning, hydra, safetensors": ["-c", "import lightning, hydra, safetensors.torch"],
    "lessonnet.train --help": ["-m", "lessonnet.train", "--help"],
    "lessonnet.train --cfg job": ["-m", "lessonnet.train", "--cfg", "job"],
    "lessonnet.train optimizer.lrr=1 (refused)": ["-m", "lessonnet.train", "optimizer.lrr=1"],
    "lessonnet.train, one step, logger=none": ["-m", "lessonnet.train", "trainer.max_steps=1", "logger=none"],
    "lessonnet.train, one step": ["-m", "lessonnet.train", "trainer.max_steps=1"],
}


def seconds(arguments: list[str], directory: str) -> float:
    """Run Python with these arguments in a directory; return the wall time."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=directory, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as directory:
        for arguments in COMMANDS.values():
            seconds(arguments, directory)
        turns = [{name: seconds(arguments, directory) for name, arguments in COMMANDS.items()} for _ in range(rounds)]
    table = Table(title="seconds from start to exit, median")
    for column in ("command", "seconds", "/ import lightning"):
        table.add_column(column)
    for name in COMMANDS:
        ratio = median(turn[name] / turn["import lightning"] for turn in turns)
        table.add_row(name, f"{median(turn[name] for turn in turns):.2f}", f"{ratio:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
