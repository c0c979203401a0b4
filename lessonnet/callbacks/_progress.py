"""A progress bar on a terminal, silence elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import lightning.pytorch as pl
import torch
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from lessonnet.options import PositiveFloat

if TYPE_CHECKING:
    from lessonnet.stack import Stack


class Progress(pl.Callback):
    """Show epoch, steps and the best member's error while training, if standard error is a terminal.

    Args:
        refresh_seconds: time between two drawings, in seconds, > 0; between them a chunk costs one look at the clock.
    """

    def __init__(self, refresh_seconds: PositiveFloat = 0.2) -> None:
        self.refresh_seconds = refresh_seconds
        self._bar: Bar | None = None
        self._drawn_at = 0.0

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Open the bar."""
        console = Console(stderr=True)
        if not (console.is_terminal and trainer.is_global_zero):
            setattr(self, "on_train_batch_end", None)  # noqa: B010  # Lightning passes over it: there is nothing to draw
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        # No thread of its own: it would take turns with the training on small machines.
        self._bar = Bar(*columns, console=console, auto_refresh=False, transient=True)
        is_endless = trainer.max_epochs is None or trainer.max_epochs < 0
        self._bar.add_task("training", total=None if is_endless else trainer.max_epochs)
        self._bar.start()

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Draw anew if it is time."""
        if self._bar is not None and time.monotonic() - self._drawn_at >= self.refresh_seconds:
            stack = cast("Stack", pl_module)
            text = f"epoch {stack.epochs_done} · step {trainer.global_step}{_best_error(stack)}"
            self._bar.update(self._bar.task_ids[0], completed=stack.epochs_done, description=text)
            self._bar.refresh()
            self._drawn_at = time.monotonic()

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Take the bar off the screen."""
        self._close()

    def on_exception(self, trainer: pl.Trainer, pl_module: pl.LightningModule, exception: BaseException) -> None:
        """Take the bar off the screen before the error is printed."""
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _best_error(stack: Stack) -> str:
    if not stack.epochs_done:
        return ""
    error_A = stack.record.score[stack.active]
    finite = error_A[torch.isfinite(error_A)]
    return f" · error {finite.min().item():.4f}" if len(finite) else ""
