"""A callback of one's own: it may watch a whole stack, and says so."""

from typing import Any, ClassVar

import torch
from lessonnet.options import PositiveFloat
from lightning.pytorch import Callback, LightningModule, Trainer


class MaxWeight(Callback):
    """Keep all weights near ±limit: what is beyond is put back after each chunk of steps.

    Args:
        limit: largest size of a weight, > 0; biases are left alone.
    """

    stacks: ClassVar[bool] = True  # it treats each member by itself, so it may have many at once
    changes_training: ClassVar[bool] = True

    def __init__(self, limit: PositiveFloat = 3.0) -> None:
        self.limit = limit

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Put back what is beyond the limit, in the rows [A, P] of the members that still train."""
        with torch.no_grad():
            pl_module.rows[:, : pl_module.layout.weights].clamp_(-self.limit, self.limit)
