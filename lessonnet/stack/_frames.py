"""The weights of a stack's members at chosen epochs: the frames of the film of a training."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

_MOST_NUMBERS = 1 << 20
"""Numbers kept of one job's frames together, 4 MB in single precision."""
_MOST_FRAMES = 512


class Course(NamedTuple):
    """What one member's weights went through.

    Attributes:
        epochs: finished epochs at each of F frames, ascending; 0 is the start.
        steps: optimizer steps at each.
        rows: its parameters [F, P], as a layout orders them.
    """

    epochs: list[int]
    steps: list[int]
    rows: Tensor


class Frames:
    """Parameters of K members, kept at epochs that lie apart evenly: where there are too many, every second goes.

    The first frame is the start and the last the newest epoch offered at the end of a training. Which epochs are kept
    depends on nothing but a job's members, P and how many there were, so a resumed training keeps those that an
    undisturbed one does, and a job in a stack those that it would have had alone.

    Args:
        jobs: that the members belong to, as many to each, ≥ 1.
        most_numbers: kept of each job's frames together; two frames are kept in any case.

    Attributes:
        epochs: finished epochs at each frame, ascending.
        steps: optimizer steps at each frame.
    """

    def __init__(self, jobs: int = 1, most_numbers: int = _MOST_NUMBERS) -> None:
        self.epochs: list[int] = []
        self.steps: list[int] = []
        self._rows: list[Tensor] = []
        self._stride, self._most_numbers = 1, jobs * most_numbers

    def __len__(self) -> int:
        """Return how many frames there are, F."""
        return len(self.epochs)

    @property
    def rows(self) -> Tensor:
        """Parameters of all members [F, K, P], on the CPU; of one that had left, those from when it left."""
        return torch.stack(self._rows)

    def wants(self, epoch: int) -> bool:
        """Tell whether the parameters after an epoch are to be added."""
        return epoch % self._stride == 0

    def add(self, epoch: int, step: int, active: Tensor, rows: Tensor) -> None:
        """Add a frame; one of the same epoch is there already, and stays.

        Args:
            epoch: finished epochs; later than that of any frame.
            step: optimizer steps.
            active: numbers of the members that still train, [A].
            rows: their parameters [A, P].
        """
        if self.epochs and self.epochs[-1] == epoch:
            return
        if self.epochs and not self.wants(self.epochs[-1]):
            self._keep(self.epochs[:-1])  # it was the end of a training that has gone on
        full = rows.detach().cpu().clone()
        if self._rows and len(active) < len(self._rows[-1]):
            full = self._rows[-1].index_copy(0, active, full)
        self.epochs.append(epoch)
        self.steps.append(step)
        self._rows.append(full)
        if len(self) > max(2, min(_MOST_FRAMES, self._most_numbers // full.numel())):
            self._stride *= 2
            self._keep([kept for kept in self.epochs if self.wants(kept) or kept == epoch])

    def of(self, member: int, last_epoch: int | None = None) -> Course:
        """Return one member's frames.

        Args:
            member: its number among all K.
            last_epoch: the last that it trained; None for the last frame's.
        """
        count = sum(last_epoch is None or epoch <= last_epoch for epoch in self.epochs)
        rows = torch.stack([frame[member] for frame in self._rows[:count]]) if count else torch.empty(0, 0)
        return Course(self.epochs[:count], self.steps[:count], rows)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs; one tensor, since many small ones take long to save."""
        rows = self.rows if self._rows else None
        return {"epochs": self.epochs, "steps": self.steps, "stride": self._stride, "rows": rows}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it back."""
        self.epochs, self.steps, self._stride = list(state["epochs"]), list(state["steps"]), state["stride"]
        self._rows = [] if state["rows"] is None else list(state["rows"].unbind(0))

    def _keep(self, epochs: Sequence[int]) -> None:
        kept = set(epochs)
        places = [place for place, epoch in enumerate(self.epochs) if epoch in kept]
        self.epochs, self.steps = [self.epochs[p] for p in places], [self.steps[p] for p in places]
        self._rows = [self._rows[p] for p in places]
