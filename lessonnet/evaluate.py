"""Score a trained model: ``python -m lessonnet.evaluate run=<run or model directory>``."""

import sys

from lessonnet.command import run_plain_program

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
    from lessonnet.sweep import evaluation_of  # --help needs no torch

    return evaluation_of(run)


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_plain_program(evaluate, HELP)


if __name__ == "__main__":
    sys.exit(main())
