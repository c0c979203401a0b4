"""`metrics.csv`: one row an epoch of the member that leads."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import lightning.pytorch as pl

from lessonnet.callbacks._curves import METRICS, curves_of
from lessonnet.durable import write_durably
from lessonnet.options import PositiveFloat

if TYPE_CHECKING:
    from lessonnet.stack import Outcome, Stack


class MetricsCSV(pl.Callback):
    """Write the history of the member with the lowest error so far, now and then and at the end.

    The file is always written whole, from the history that checkpoints carry, so a resumed run has neither a gap nor
    a row twice. `train_error` and `train_accuracy` are means over the epoch's mini-batches, each seen just before
    the step it caused and with dropout on; without a validation part they are measured after the epoch.

    Args:
        every_seconds: shortest time between two writes, in seconds, > 0.

    Attributes:
        directory: the run's, set before training.
    """

    def __init__(self, every_seconds: PositiveFloat = 2.0) -> None:
        self.every_seconds = every_seconds
        self.directory: Path | None = None
        self._written_at, self._cost = -float("inf"), 0.0
        self._epochs_written: int | None = None

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Write at the end of an epoch if it is time."""
        # A long history takes long to write: never spend more than about a quarter of a percent of the time on it.
        pause = max(self.every_seconds, 400 * self._cost)
        if batch.ends_epoch and trainer.is_global_zero and time.monotonic() - self._written_at >= pause:
            self._write(cast("Stack", pl_module))

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Write the whole history."""
        if trainer.is_global_zero:
            self._write(cast("Stack", pl_module))

    def finish(self, stack: Stack) -> None:
        """Write the whole history where no training did: it had been killed between its last save and its end."""
        if self._epochs_written != stack.epochs_done:
            self._write(stack)

    def _write(self, stack: Stack) -> None:
        if self.directory is None:
            return
        start = time.monotonic()
        self._epochs_written = stack.epochs_done
        write_durably(self.directory / "metrics.csv", metrics_table(stack).encode())
        self._written_at = time.monotonic()
        self._cost = self._written_at - start


def metrics_table(stack: Stack | Outcome) -> str:
    """Return the leading member's history as CSV: epoch (from 1), optimizer steps, then the metrics that exist."""
    curves = curves_of(stack, stack.record.leader)
    names = [name for name in METRICS if name in curves]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["epoch", "step", *names])
    steps = curves["step"].long().tolist() if curves else []
    epochs = range(1, len(steps) + 1)
    # Python writes a float with all the digits that tell it from its neighbours.
    writer.writerows(zip(epochs, steps, *(curves[name].tolist() for name in names), strict=True))
    return out.getvalue()
