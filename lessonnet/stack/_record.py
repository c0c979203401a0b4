"""What is known of every member of a stack, whether it still trains or has left."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

TRAINING = "training"


class Record:
    """Best weights, errors and status of the K members that the stack began with.

    Args:
        rows: the initial parameters [K, P]; they count as best until an epoch has ended with a finite error.

    Attributes:
        active: numbers of the members that still train, int64 [A]; row a of the stack belongs to member active[a].
        error: newest selection error [K], float64; of a member that has left, its last; ∞ before the first epoch.
        accuracy: newest accuracy [K] on the same part, float64.
        best_rows: parameters [K, P] at the lowest selection error.
        best_error: that error [K]; ∞ before the first epoch.
        best_accuracy: the accuracy there [K]; it decides between equal errors, since a perceptron's wrong point of
            score exactly zero has no error.
        best_epoch: after how many epochs it was reached [K]; 0 stands for the initial weights.
        epochs: epochs that each member has trained [K].
        status: of each member: `training`, or why it left.
    """

    def __init__(self, rows: Tensor) -> None:
        members = len(rows)
        self.active = torch.arange(members)
        self.best_rows = rows.detach().clone()
        self.error = torch.full((members,), torch.inf, dtype=torch.float64)
        self.accuracy = torch.zeros(members, dtype=torch.float64)
        self.best_error = torch.full((members,), torch.inf, dtype=torch.float64)
        self.best_accuracy = torch.zeros(members, dtype=torch.float64)
        self.best_epoch = torch.zeros(members, dtype=torch.int64)
        self.epochs = torch.zeros(members, dtype=torch.int64)
        self.status = [TRAINING] * members

    @property
    def leader(self) -> int:
        """The member with the lowest error so far, of equals the most accurate, of those the first."""
        lowest = self.best_error == self.best_error.min()
        return int(torch.where(lowest, self.best_accuracy, -1.0).argmax())

    def close_epoch(self, rows: Tensor, error_A: Tensor, accuracy_A: Tensor, epoch: int) -> None:
        """Keep the weights of the active members whose error is the lowest so far; a NaN never is.

        Args:
            rows: parameters [A, P] after the epoch.
            error_A: selection errors.
            accuracy_A: accuracies on the same part.
            epoch: its number, from 1.
        """
        error, accuracy = error_A.double().cpu(), accuracy_A.double().cpu()
        # `index_copy_` and its like take a fourth of what indexing with a tensor does.
        self.epochs.index_fill_(0, self.active, epoch)
        self.error.index_copy_(0, self.active, error)
        self.accuracy.index_copy_(0, self.active, accuracy)
        best, most = (known.index_select(0, self.active) for known in (self.best_error, self.best_accuracy))
        better = (error < best) | ((error == best) & (accuracy > most))
        positions = better.nonzero().squeeze(1)
        if len(positions):
            improved = self.active.index_select(0, positions)
            self.best_error.index_copy_(0, improved, error.index_select(0, positions))
            self.best_accuracy.index_copy_(0, improved, accuracy.index_select(0, positions))
            self.best_epoch.index_fill_(0, improved, epoch)
            newest = rows.detach().index_select(0, positions.to(rows.device))
            self.best_rows.index_copy_(0, improved.to(rows.device), newest)

    def leave(self, members: Sequence[int], status: str) -> Tensor:
        """Take members out; return which of the active ones stay, as positions [A']."""
        for member in members:
            if self.status[member] == TRAINING:
                self.status[member] = status
        stay = torch.tensor([i for i, m in enumerate(self.active.tolist()) if self.status[m] == TRAINING])
        stay = stay.to(torch.int64)
        self.active = self.active[stay]
        return stay

    def to(self, device: torch.device) -> None:
        """Move the weights to a device."""
        self.best_rows = self.best_rows.to(device)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs."""
        return dict(vars(self))

    def restore(self, state: dict[str, Any]) -> None:
        """Take it back."""
        vars(self).update(state)
