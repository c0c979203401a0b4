"""What a training has made of some members of a stack: of all of a run's, or of those of one job of a sweep."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lessonnet.nn import Layout
from lessonnet.stack._record import Record


@dataclass(frozen=True)
class Outcome:
    """Some members of a stack as they stand.

    Attributes:
        record: best weights, errors and status of the M members.
        history: metrics of all epochs: names to float64 [E, M], NaN for members that had left.
        layout: where each layer's parameters stand in a row.
        selected_by: `val` or `train`, the part that selects.
        steps_done: optimizer steps of the stack.
        epochs_done: finished epochs of the stack.
        seconds: of the training.
        stack_size: members of the whole stack.
    """

    record: Record
    history: dict[str, Tensor]
    layout: Layout
    selected_by: str
    steps_done: int
    epochs_done: int
    seconds: float
    stack_size: int

    @property
    def best_steps(self) -> int:
        """Optimizer steps that the best member has taken."""
        steps = int(self.record.steps[self.record.leader])
        return self.steps_done if steps < 0 else steps

    @property
    def best_tensors(self) -> dict[str, Tensor]:
        """The best member's parameters by name, on the CPU."""
        best = self.record.leader
        views = self.layout.views(self.record.best_rows[best : best + 1].cpu())
        return {name: view[0].clone(memory_format=torch.contiguous_format) for name, view in views.items()}
