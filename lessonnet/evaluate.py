"""Score a trained model: ``python -m lessonnet.evaluate run=<run or model directory> [data.path=<labelled file>]``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from lessonnet.command import run_plain_program
from lessonnet.imports import quick_imports
from lessonnet.options import OptionError
from lessonnet.tables import TableFile

HELP = """\
Score a trained model, on the parts of its own data set or on a labelled table.

usage: python -m lessonnet.evaluate run=<run or model directory> [data.path=<labelled table>]

  run=                  where the model is; a stranger's model directory is safe to use
  data.path=            CSV, TSV (gzip and zstd too) or Parquet with the model's columns and the labels
  target=               the column of labels, by name or position, where it is not the training's
  part=                 train, val or test of the model's own data set, in full
  json=                 a file for all numbers, which must not exist yet
  figures=              a directory for pictures, which must not exist yet: confusion matrix, ROC, precision and
                        recall, calibration, histogram of confidence

Without data.path and part it prints error and accuracy on each part of the model's own data set; the numbers are
those of the run's results.json. How a table is written is found, or given: data.delimiter, data.header, data.quote,
data.encoding, data.decimal. Nothing that a model directory says is imported or executed, but for options
that installed plugins offer.
"""


def evaluate(
    run: str,
    data: TableFile | None = None,
    target: str | int | None = None,
    part: Literal["train", "val", "test"] | None = None,
    json: str | None = None,
    figures: str | None = None,
) -> str:
    """Return how good a saved model's answers are, as a table; write it as JSON and as figures where asked.

    Args:
        run: a run directory or its model directory.
        data: a labelled table.
        target: its column of labels.
        part: of the model's own data set.
        json: file to write.
        figures: directory to write.

    Raises:
        OptionError: if the model or the table cannot be used, or options contradict each other.
    """
    if _is_something_else(Path(run)):
        raise OptionError(f"`run` must be the directory of a run or of a model, and {run!r} is neither.")
    if data is not None and part is not None:
        raise OptionError("`part` is of the model's own data set; leave it out, or `data.path`.")
    if data is None and target is not None:
        raise OptionError("`target` is a column of a table; give the table by `data.path`.")
    with quick_imports():  # --help needs no torch
        from lessonnet.evaluation import full_evaluation_of
        from lessonnet.sweep import evaluation_of

    if data is None and part is None and json is None and figures is None:
        return evaluation_of(run)
    return full_evaluation_of(run, data, target, part or "test", json, figures)


def _is_something_else(path: Path) -> bool:
    """Tell whether a directory has nothing of a run and nothing of a model; one that has something may be damaged."""
    traces = ("model", ".hydra", "model.json", "model.safetensors", "SHA256SUMS", "paths.csv")
    return path.is_dir() and not any((path / trace).exists() for trace in traces)


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_plain_program(evaluate, HELP)


if __name__ == "__main__":
    sys.exit(main())
