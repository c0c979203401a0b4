"""Ctrl-C and SIGTERM: finish the chunk, save, stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import lightning.pytorch as pl
import torch

from lessonnet.callbacks._checkpoint import Checkpoint

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt(pl.Callback):
    """Turn SIGINT and SIGTERM into a checkpoint and a stop at the end of the running chunk.

    The handlers only take a note, so a signal may come at any moment, in a save or twice; nothing is broken off.

    Attributes:
        signal_number: the first signal that came, None without one; the exit code is 128 + it.
    """

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._is_listening = False
        self._former: dict[int, Any] = {}

    def setup(self, trainer: pl.Trainer, pl_module: pl.LightningModule, stage: str) -> None:
        """Start to listen when a fit begins."""
        if stage == "fit" and threading.current_thread() is threading.main_thread():
            self.signal_number = None
            self._former = {number: signal.getsignal(number) for number in _SIGNALS}
            self._is_listening = True
            self._install()

    def on_sanity_check_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Take the signals back from Lightning."""
        self._take_over(trainer)

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Take the signals back from Lightning."""
        self._take_over(trainer)

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Save and stop if a signal came, to any of the ranks."""
        if self._has_come(trainer):
            for callback in trainer.callbacks:  # type: ignore[attr-defined]
                if isinstance(callback, Checkpoint):
                    callback.request()  # its own turn comes after ours
            self._stop(trainer)

    def teardown(self, trainer: pl.Trainer, pl_module: pl.LightningModule, stage: str) -> None:
        """Give the signals back to whoever had them before the fit."""
        self._give_back()

    def on_exception(self, trainer: pl.Trainer, pl_module: pl.LightningModule, exception: BaseException) -> None:
        """Give the signals back; after an exception Lightning calls no teardown."""
        self._give_back()

    def _take_over(self, trainer: pl.Trainer) -> None:
        # Lightning puts its own handlers over ours between `setup` and here, and raises SIGTERMException at the next
        # chunk's end if one of them saw a SIGTERM; ours has seen it too, and saves first.
        if self._is_listening:
            self._install()
            trainer._signal_connector.received_sigterm = False

    def _install(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if not self._is_listening:
            # Lightning's teardown after an exception puts us back once more: pass on to whom we had replaced.
            self._restore()
            signal.raise_signal(number)
        elif self.signal_number is None:
            self.signal_number = number

    def _has_come(self, trainer: pl.Trainer) -> bool:
        if trainer.world_size == 1:
            return self.signal_number is not None
        # The largest of all ranks' numbers, so that each of them stops and leaves with the same exit code.
        # A signal that comes meanwhile stays noted, and all ranks see it next time.
        own = torch.tensor(self.signal_number or 0, device=trainer.strategy.root_device)
        largest = int(trainer.strategy.reduce(own, reduce_op="max"))
        if largest:
            self.signal_number = largest
        return bool(largest)

    def _stop(self, trainer: pl.Trainer) -> None:
        trainer.should_stop = True
        # A stop is otherwise put off until these are reached.
        trainer.fit_loop.min_epochs = 0
        trainer.fit_loop.epoch_loop.min_steps = None

    def _give_back(self) -> None:
        if self._is_listening:
            self._is_listening = False
            self._restore()

    def _restore(self) -> None:
        for number, handler in self._former.items():
            # None: installed by something outside Python, which cannot be put back.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
