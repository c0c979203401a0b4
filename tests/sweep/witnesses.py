"""Callbacks that a config names by `_target_`, to stop a run or to note what it was like inside."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import torch


class StopAt(pl.Callback):
    """Send this process a signal as soon as it has taken so many optimizer steps.

    Args:
        steps: when, each once; chunks must end there.
        by: the signal's name.
        rank: of the process that gets it.
    """

    def __init__(self, steps: list[int], by: str = "SIGTERM", rank: int = 0) -> None:
        self._steps, self._signal, self._rank = steps, signal.Signals[by], rank

    def on_train_batch_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule, batch: Any, number: int) -> None:
        # A chunk stops after it was finished: the one that is about to begin is the last.
        if trainer.global_step + batch.stop - batch.first in self._steps and trainer.global_rank == self._rank:
            os.kill(os.getpid(), self._signal)


class Witness(pl.Callback):
    """Leave the parameters of each rank, what its process was set to, and how the run's files grew.

    Args:
        into: directory inside the run's; `rank0.pt`, `rank0.json` … are written there.
    """

    def __init__(self, into: str) -> None:
        self._into = Path(into)
        self._sizes: list[dict[str, int]] = []

    def on_train_batch_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule, batch: Any, number: int) -> None:
        files = (path for path in self._into.parent.rglob("*") if path.is_file())
        self._sizes.append({re.sub(r"(events).*", r"\1", path.name): path.stat().st_size for path in files})

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        self._into.mkdir(parents=True, exist_ok=True)
        torch.save(pl_module.rows.detach().cpu(), self._into / f"rank{trainer.global_rank}.pt")
        settings = {
            "world_size": trainer.world_size,
            "num_threads": torch.get_num_threads(),
            "deterministic": torch.are_deterministic_algorithms_enabled(),
            "accelerator": type(trainer.accelerator).__name__,
            "strategy": type(trainer.strategy).__name__,
            "backprop": type(pl_module._crew.engines[0]._backprop).__name__,
            "sizes": self._sizes,
        }
        (self._into / f"rank{trainer.global_rank}.json").write_text(json.dumps(settings))
