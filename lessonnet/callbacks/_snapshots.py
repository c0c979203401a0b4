"""Keep the weights of a training at chosen epochs, for all that shows what it went through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import lightning.pytorch as pl

from lessonnet.stack import Frames

if TYPE_CHECKING:
    from torch import Tensor

    from lessonnet.stack import Stack


class Snapshots(pl.Callback):
    """Keep the members' parameters before the first step and after epochs that lie apart evenly.

    A resumed training goes on with the frames of its checkpoint. It must come before callbacks that take members out.

    Args:
        jobs: that the members belong to, as many to each, ≥ 1.

    Attributes:
        frames: what is kept.
    """

    def __init__(self, jobs: int = 1) -> None:
        self.frames = Frames(jobs)

    @property
    def epochs(self) -> list[int]:
        """Finished epochs at each of F frames; 0 is the start."""
        return self.frames.epochs

    @property
    def steps(self) -> list[int]:
        """Optimizer steps at each frame."""
        return self.frames.steps

    @property
    def rows(self) -> Tensor:
        """Parameters of all members [F, K, P], on the CPU."""
        return self.frames.rows

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Keep the start."""
        self.begin(cast("Stack", pl_module))

    def begin(self, stack: Stack) -> None:
        """Keep the weights as they are, where none are kept yet."""
        if not len(self.frames):
            self._add(stack)

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Keep an epoch's end, if it is one of those."""
        if batch.ends_epoch:
            stack = cast("Stack", pl_module)
            if self.frames.wants(stack.epochs_done):
                self._add(stack)

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Keep the end."""
        self._add(cast("Stack", pl_module))

    def state_dict(self) -> dict[str, Any]:
        """Return the frames."""
        return self.frames.state()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        self.frames.restore(state_dict)

    def _add(self, stack: Stack) -> None:
        if len(stack.rows):
            self.frames.add(stack.epochs_done, stack.steps_done, stack.active, stack.rows)
