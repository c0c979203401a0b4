"""When a run saves what it needs to go on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
from lightning.pytorch.callbacks import Checkpoint as LightningCheckpoint

from lessonnet.callbacks._checkpoint_io import checkpoint_name, prune_checkpoints
from lessonnet.options import PositiveFloat


# Lightning moves every callback of this base behind the others: what they change at a chunk's end is then in the file.
class Checkpoint(LightningCheckpoint):
    """Save a checkpoint every so many seconds at the end of a chunk, when asked to, and at the end of the training.

    Args:
        every_seconds: time between two checkpoints, in seconds, > 0.
        directory: where to, usually a run's ``checkpoints/``; set by the run before training, not a config key.
    """

    def __init__(self, every_seconds: PositiveFloat = 60.0, directory: Path | None = None) -> None:
        super().__init__()
        self.every_seconds = every_seconds
        self.directory = directory
        self._saved_at = 0.0
        self._saved_step: int | None = None
        self._is_asked_for = False

    def request(self) -> None:
        """Have a checkpoint saved at the end of the chunk that is running; under DDP all ranks must ask."""
        self._is_asked_for = True

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Start the clock."""
        self._saved_at = time.monotonic()
        self._saved_step = trainer.global_step
        self._is_asked_for = False

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Save if asked to, if the training stops here, or if it is time (under DDP by the first rank's clock)."""
        # An epoch's last chunk waits for `on_train_epoch_end`: resumed from here, Lightning would forget to count the
        # epoch that follows, and a second resumption would train one too many.
        if not trainer.is_last_batch and (self._is_asked_for or _stops_here(trainer) or self._is_due(trainer)):
            self._save(trainer)

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Do the same after an epoch's last chunk."""
        # Lightning also calls this for an epoch that is broken off, and counts it as done: no moment to save.
        if trainer.is_last_batch and (self._is_asked_for or self._is_due(trainer)):
            self._save(trainer)

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Save the end of the training, unless its last step is saved already."""
        if trainer.global_step != self._saved_step:
            self._save(trainer)

    def _is_due(self, trainer: pl.Trainer) -> bool:
        is_due = time.monotonic() - self._saved_at >= self.every_seconds
        if trainer.world_size == 1:
            return is_due
        decided = trainer.strategy.reduce_boolean_decision(is_due and trainer.is_global_zero, all=False)
        return bool(decided)

    def _save(self, trainer: pl.Trainer) -> None:
        if self.directory is None:
            raise ValueError("`Checkpoint.directory` must be set before the training starts.")
        step = trainer.global_step
        trainer.save_checkpoint(self.directory / checkpoint_name(step))
        if trainer.is_global_zero:
            prune_checkpoints(self.directory)
        self._is_asked_for = False
        self._saved_step = step
        self._saved_at = time.monotonic()


def _stops_here(trainer: pl.Trainer) -> bool:
    return trainer.should_stop or 0 <= trainer.max_steps <= trainer.global_step


class CheckpointOnRequest(Checkpoint):
    """Save a checkpoint when asked to, and at no other time: for runs that were told to do without checkpoints."""

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Leave the end of the training unsaved."""

    def _is_due(self, trainer: pl.Trainer) -> bool:
        return False
