"""Start 32 multiruns of the real program at once; report their exit codes as JSON. Run as a program."""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sweep.killed_runs import exit_code
from tests.sweep.killed_sweeps import multirun

SWEEPS = 32


def main() -> None:
    directory, grid = sys.argv[1], sys.argv[2:]
    for module in ("lessonnet.command._launch", "lessonnet.sweep", "matplotlib.figure"):
        importlib.import_module(module)  # so that they start in the same second
    os.chdir(directory)
    print(json.dumps([exit_code(child) for child in [multirun(*grid) for _ in range(SWEEPS)]]))


if __name__ == "__main__":
    main()
