"""A stack in miniature, for the callbacks' tests: chunks, members, positions, and nothing to learn.

Each optimizer step moves every weight by an amount that depends on the step's number and, through the momentum, on all
steps before it: a step left out, repeated or taken out of order shows in the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import lightning.pytorch as pl
import torch

from lessonnet.callbacks import DurableCheckpointIO

EPOCHS = 3
CHUNKS_PER_EPOCH = 4
STEPS_PER_CHUNK = 2


class Chunk(NamedTuple):
    epoch: int
    first: int
    stop: int
    ends_epoch: bool


class Chunks:
    """An epoch's chunks, from wherever the stack stands."""

    def __init__(self, stack: ToyStack) -> None:
        self.stack = stack

    def __len__(self) -> int:
        return CHUNKS_PER_EPOCH

    def __iter__(self) -> Iterator[Chunk]:
        epoch, done = divmod(int(self.stack.chunks_done), CHUNKS_PER_EPOCH)
        for place in range(done, CHUNKS_PER_EPOCH):
            first = place * STEPS_PER_CHUNK
            yield Chunk(epoch, first, first + STEPS_PER_CHUNK, place == CHUNKS_PER_EPOCH - 1)

    def state_dict(self) -> dict[str, Any]:
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """The stack's own position is restored already."""


class ToyRecord:
    """The newest score and accuracy of each member."""

    def __init__(self, members: int) -> None:
        self.score = torch.full((members,), torch.nan)
        self.accuracy = torch.full((members,), torch.nan)


class ToyStack(pl.LightningModule):
    def __init__(self, errors: Sequence[Sequence[float]] = (), members: int = 1) -> None:
        super().__init__()
        self.automatic_optimization = False
        self.weights = torch.nn.Parameter(torch.zeros(members, 3, dtype=torch.float64))
        self.register_buffer("chunks_done", torch.tensor(0))
        self.errors = errors
        self.active = torch.arange(members)
        self.left: list[tuple[int, list[int], str]] = []
        self.epochs_done = 0
        self.record = ToyRecord(members)
        self.trace: list[tuple[int, int]] = []
        self.during_step: Callable[[int], None] = lambda chunk: None

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD([self.weights], lr=0.1, momentum=0.9)

    def train_dataloader(self) -> Chunks:
        return Chunks(self)

    def training_step(self, chunk: Chunk, batch_idx: int) -> None:
        optimizer = self.optimizers()
        for step in range(chunk.first, chunk.stop):
            moment = chunk.epoch * CHUNKS_PER_EPOCH * STEPS_PER_CHUNK + step
            self.weights.grad = torch.sin(torch.full_like(self.weights, float(moment))) + self.weights
            optimizer.step()
        self.trace.append((chunk.epoch, chunk.first))
        self.chunks_done += 1
        if chunk.ends_epoch:
            self.epochs_done = chunk.epoch + 1
            if self.errors:
                self.record.score = torch.tensor([row[chunk.epoch] for row in self.errors])
        self.during_step(int(self.chunks_done))

    def leave(self, members: Sequence[int], status: str) -> None:
        self.left.append((self.epochs_done, list(members), status))
        self.active = torch.tensor([member for member in self.active.tolist() if member not in members])
        if not len(self.active):
            self.trainer.should_stop = True


def make_trainer(directory: Path, callbacks: Sequence[pl.Callback], **options: Any) -> pl.Trainer:
    return pl.Trainer(
        **{
            "default_root_dir": directory,
            "accelerator": "cpu",
            "max_epochs": EPOCHS,
            "logger": False,
            "enable_checkpointing": any(isinstance(c, pl.callbacks.Checkpoint) for c in callbacks),
            "enable_progress_bar": False,
            "enable_model_summary": False,
            "callbacks": list(callbacks),
            "plugins": [DurableCheckpointIO()],
            **options,
        }
    )
