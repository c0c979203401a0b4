"""Score a trained model: ``python -m lessonnet.evaluate run=<run or model directory>``."""

import sys
from pathlib import Path

from lessonnet.command import run_plain_program
from lessonnet.options import OptionError

HELP = """\
Score a trained model on the training, validation and test points of its own run.

usage: python -m lessonnet.evaluate run=<run or model directory>

The model directory alone is enough: it names the data set and the seed of its split, and the numbers are those
of the run's results.json. Nothing that the directory says is imported or executed.
"""


def evaluate(run: str) -> str:
    """Return the table of a saved model's errors and accuracies.

    Args:
        run: a run directory or its model directory.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.
    """
    if _is_something_else(Path(run)):
        raise OptionError(f"`run` must be the directory of a run or of a model, and {run!r} is neither.")
    from lessonnet.sweep import evaluation_of  # --help needs no torch

    return evaluation_of(run)


def _is_something_else(path: Path) -> bool:
    """Tell whether a directory has nothing of a run and nothing of a model; one that has something may be damaged."""
    traces = ("model", ".hydra", "model.json", "model.safetensors", "SHA256SUMS")
    return path.is_dir() and not any((path / trace).exists() for trace in traces)


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_plain_program(evaluate, HELP)


if __name__ == "__main__":
    sys.exit(main())
