"""Stop each member of a stack when its score no longer improves."""

from __future__ import annotations

import math
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
        patience_K: epochs without improvement [K] or [], int64; may be set per member, before the training.
        min_delta_K: smallest improvement [K] or [], float64; likewise.
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
        # Lists: for the one member of a run alone tensors take ten times as long, after every epoch.
        self._best: list[float] = []
        self._wait: list[int] = []
        self._limits: list[tuple[int, float]] = []

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Judge every active member at the end of an epoch."""
        if not batch.ends_epoch:
            return
        stack = cast("Stack", pl_module)
        # Lower is better for both monitors.
        loss_K = stack.record.score if self.monitor == "error" else -stack.record.accuracy
        exhausted = self._judge(loss_K.tolist())
        if exhausted:
            stack.leave([member for member in stack.active.tolist() if member in exhausted], "completed")

    def state_dict(self) -> dict[str, Tensor]:
        """Return best scores and epochs waited, [K] each; empty before the first epoch's end."""
        if not self._best:
            return {}
        return {"best": torch.tensor(self._best, dtype=torch.float64), "wait": torch.tensor(self._wait)}

    def load_state_dict(self, state_dict: dict[str, Tensor]) -> None:
        """Go on from a `state_dict`."""
        self._best = state_dict["best"].tolist() if state_dict else []
        self._wait = state_dict["wait"].tolist() if state_dict else []

    def _judge(self, losses: list[float]) -> set[int]:
        """Compare each member's newest loss with its best; return who has waited too long."""
        if not self._best:
            self._best, self._wait = [math.inf] * len(losses), [0] * len(losses)
        if not self._limits:
            patience_K, min_delta_K = self.patience_K.expand(len(losses)), self.min_delta_K.expand(len(losses))
            self._limits = list(zip(patience_K.tolist(), min_delta_K.tolist(), strict=True))
        exhausted = set()
        for member, (loss, (patience, min_delta)) in enumerate(zip(losses, self._limits, strict=True)):
            if loss < self._best[member] - min_delta:  # False for NaN
                self._best[member], self._wait[member] = loss, 0
            else:
                self._wait[member] += 1
            if self._wait[member] >= patience:
                exhausted.add(member)
        return exhausted
