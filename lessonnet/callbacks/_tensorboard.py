"""Curves and an HParams entry for TensorBoard."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import lightning.pytorch as pl

from lessonnet.callbacks._metrics_csv import row
from lessonnet.options import PositiveFloat

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

    from lessonnet.stack import Stack

TAGS = {
    "train_error": "error/train",
    "val_error": "error/validation",
    "train_accuracy": "accuracy/train",
    "val_accuracy": "accuracy/validation",
    "penalty": "penalty",
    "objective": "objective",
    "lr": "learning_rate",
}


class TensorBoard(pl.Callback):
    """Write the curves of the member that leads, against optimizer steps.

    Epochs are collected and written together every now and then, each at the time when it ended. Where the lead
    changed, the curves are written anew at the end, so that they are one member's: those of `metrics.csv`.

    Args:
        every_seconds: time between two writes, in seconds, > 0.

    Attributes:
        directory: where event files go, usually a run's ``tensorboard/``; set before training.
    """

    def __init__(self, every_seconds: PositiveFloat = 1.0) -> None:
        self.every_seconds = every_seconds
        self.directory: Path | None = None
        self._writer: SummaryWriter | None = None
        self._waiting: list[tuple[float, dict[str, float]]] = []
        self._written_at = 0.0
        self._first_step: int | None = None
        self._ended_at: list[float] = []
        self._shown: set[int] = set()

    def on_fit_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Start the clock; curves of a resumed run go on from the checkpoint's step."""
        self._written_at = time.monotonic()
        self._first_step = cast("Stack", pl_module).steps_done

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Collect an epoch, and write if it is time."""
        if not batch.ends_epoch or not trainer.is_global_zero or self.directory is None:
            return
        stack = cast("Stack", pl_module)
        leader = stack.record.leader
        self._ended_at.append(time.time())
        if stack.record.epochs[leader] == stack.epochs_done:  # it has not left the stack before
            self._shown.add(leader)
            self._waiting.append((self._ended_at[-1], row(stack.epoch_metrics, leader)))
        if time.monotonic() - self._written_at >= self.every_seconds:
            self._write()

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Write what is left, all of it by the member that leads."""
        stack = cast("Stack", pl_module)
        if not trainer.is_global_zero or self.directory is None:
            return
        if self._shown - {stack.record.leader}:
            self._begin_anew(stack)
        self._write()

    def on_save_checkpoint(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, checkpoint: dict[str, Any]
    ) -> None:
        """Write what is left: a training that is killed goes on behind the checkpoint."""
        self._write()

    def state_dict(self) -> dict[str, Any]:
        """Return when the epochs ended, and the members that are shown."""
        return {"ended_at": list(self._ended_at), "shown": sorted(self._shown)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        self._ended_at, self._shown = list(state_dict["ended_at"]), set(state_dict["shown"])

    def finish(self, hyperparameters: Mapping[str, Any], metrics: Mapping[str, float], step: int) -> None:
        """Write the HParams entry into the run's own event file, and close it.

        Args:
            hyperparameters: dotted config keys to plain values.
            metrics: names to the run's final numbers.
            step: optimizer steps taken. The metrics stand one step behind it: a run that goes on takes them back.
        """
        if self.directory is None:
            return
        from torch.utils.tensorboard.summary import hparams

        if self._first_step is None:  # nothing was left to train
            self._first_step = step
        plain = {key: v if isinstance(v, bool | int | float | str) else str(v) for key, v in hyperparameters.items()}
        writer = self._open()
        # SummaryWriter.add_hparams would make a run of its own for each entry.
        for summary in hparams(plain, dict(metrics)):
            writer._get_file_writer().add_summary(summary)
        for name, value in metrics.items():
            writer.add_scalar(name, value, step + 1)
        self._close()

    def _begin_anew(self, stack: Stack) -> None:
        """Take back all curves, and collect those of the member that leads in the end."""
        leader = stack.record.leader
        history = stack.history[: int(stack.record.epochs[leader])]
        self._close()
        self._first_step, self._shown = 0, {leader}
        self._waiting = [(at, row(metrics, leader)) for at, metrics in zip(self._ended_at, history, strict=False)]

    def _write(self) -> None:
        for wall_time, values in self._waiting:
            for name, tag in TAGS.items():
                if name in values:
                    self._open().add_scalar(tag, values[name], int(values["step"]), walltime=wall_time)
        self._waiting.clear()
        if self._writer is not None:
            self._writer.flush()
        self._written_at = time.monotonic()

    def _open(self) -> SummaryWriter:
        if self._writer is None:
            # The import takes a while: the first steps need not wait for it.
            from torch.utils.tensorboard import SummaryWriter

            # What an earlier start of this run wrote beyond the step from which we go on is void.
            has_earlier = any(Path(str(self.directory)).glob("events.*"))
            purge = (self._first_step or 0) + 1 if has_earlier else None
            self._writer = SummaryWriter(str(self.directory), purge_step=purge)
        return self._writer

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
