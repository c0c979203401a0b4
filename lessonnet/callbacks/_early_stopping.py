"""Stop each member of a stack when its score no longer improves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import lightning.pytorch as pl
import torch
from torch import Tensor

from lessonnet.options import NonNegativeFloat, PositiveInt

if TYPE_CHECKING:
    from lessonnet.stack import Stack


class EarlyStopping(pl.Callback):
    """Let a member leave the stack after `patience` epochs in a row without improvement.

    An epoch improves if its score beats the member's best by more than `min_delta`; a NaN never does. Every member is
    judged by its own scores alone, so it stops where it would have stopped alone.

    Args:
        patience: epochs without improvement, ≥ 1.
        min_delta: what counts as an improvement, in units of the score, ≥ 0.
        monitor: ``error`` (lower is better; the validation error, without validation the training error plus the
            penalty) or ``accuracy`` (higher is better; on the same part).

    Attributes:
        patience_K: epochs without improvement [K] or [], int64; may be set per member.
        min_delta_K: smallest improvement [K] or [], float64; may be set per member.
    """

    def __init__(
        self,
        patience: PositiveInt = 20,
        min_delta: NonNegativeFloat = 0.0,
        monitor: Literal["error", "accuracy"] = "error",
    ) -> None:
        self.monitor = monitor
        self.patience_K = torch.tensor(patience)
        self.min_delta_K = torch.tensor(min_delta, dtype=torch.float64)
        self._best_K: Tensor | None = None
        self._wait_K: Tensor | None = None

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Judge every active member at the end of an epoch."""
        if not batch.ends_epoch:
            return
        stack = cast("Stack", pl_module)
        # Lower is better for both monitors.
        loss_K = stack.record.score if self.monitor == "error" else -stack.record.accuracy
        exhausted_K = self._judge(loss_K)
        if exhausted_K.any():
            leaving = [member for member in stack.active.tolist() if exhausted_K[member]]
            stack.leave(leaving, "completed")

    def state_dict(self) -> dict[str, Tensor]:
        """Return best scores and epochs waited, [K] each; empty before the first epoch's end."""
        if self._best_K is None or self._wait_K is None:
            return {}
        return {"best": self._best_K.clone(), "wait": self._wait_K.clone()}

    def load_state_dict(self, state_dict: dict[str, Tensor]) -> None:
        """Go on from a `state_dict`."""
        self._best_K = state_dict["best"].clone() if state_dict else None
        self._wait_K = state_dict["wait"].clone() if state_dict else None

    def _judge(self, loss_K: Tensor) -> Tensor:
        if self._best_K is None or self._wait_K is None:
            self._best_K = torch.full_like(loss_K, torch.inf)
            self._wait_K = torch.zeros(loss_K.shape, dtype=torch.int64)
        improves_K = loss_K < self._best_K - self.min_delta_K  # False for NaN
        self._best_K = torch.where(improves_K, loss_K, self._best_K)
        self._wait_K.add_(1).masked_fill_(improves_K, 0)
        return self._wait_K >= self.patience_K
