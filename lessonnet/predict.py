"""Predict the rows of a table: ``python -m lessonnet.predict run=<model> data.path=<file> output=<file>``."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from lessonnet.command import run_plain_program
from lessonnet.imports import quick_imports
from lessonnet.tables import TableFile

HELP = """\
Predict the rows of a table with a trained model.

usage: python -m lessonnet.predict run=<run or model directory> data.path=<table> output=<file>

  run=                  where the model is; a stranger's model directory is safe to use
  data.path=            CSV, TSV (gzip and zstd too) or Parquet with the columns that the model reads, in any order
  output=               what to write, .csv or .parquet: a label and the probability of each class (a perceptron's
                        scores) for each row; it must not exist yet
  keep=[id]             columns to copy from the table, by name or position

How the table is written is found, or given: data.delimiter, data.header, data.quote, data.encoding, data.decimal.
"""


def predict(run: str, data: TableFile, output: str, keep: list[str | int] = []) -> str:  # noqa: B006  # never changed
    """Write the predictions for a table and return what was done.

    Args:
        run: a run directory or its model directory.
        data: the table.
        output: the file to write.
        keep: columns to copy.

    Raises:
        OptionError: if the model, the table or the output cannot be used.
    """
    with quick_imports():  # --help needs no torch
        from lessonnet.inference import load, predict_file, refuse_output

    _keep_interrupts_from_polars()
    refuse_output(Path(output))
    model = load(run)
    return predict_file(model, model.reading(data), Path(output), keep)


def _keep_interrupts_from_polars() -> None:
    """Let Ctrl-C reach Python alone: polars hears it too once it is imported, and panics in all of its threads.

    The writing ends at its next piece without that.
    """
    handler = signal.getsignal(signal.SIGINT)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)  # set again, it takes the place of the one that polars put before it


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_plain_program(predict, HELP)


if __name__ == "__main__":
    sys.exit(main())
