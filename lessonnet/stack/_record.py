"""What is known of every member of a stack, whether it still trains or has left."""

from collections.abc import Sequence
from copy import copy
from typing import Any

import torch
from torch import Tensor

TRAINING = "training"


class Record:
    """Best weights, their scores and status of the K members that the stack began with.

    A score decides which weights are the best: the lower, the better. It is the validation error; without a validation
    part it is the training error plus the penalty.

    Args:
        rows: the initial parameters [K, P]; they count as best until an epoch has ended with a finite score.

    Attributes:
        active: numbers of the members that still train, int64 [A]; row a of the stack belongs to member active[a].
        score: newest score [K], float64 on the CPU; of a member that has left, its last; ∞ before the first epoch.
            The next epoch writes into the same memory.
        accuracy: newest accuracy [K] of the same weights on the part that selects, likewise.
        best_rows: parameters [K, P] at the lowest score.
        best_score: that score [K]; ∞ before the first epoch.
        best_error: the error there [K], on the part that selects and without the penalty.
        best_accuracy: the accuracy there [K]; it decides between equal scores, since a perceptron's wrong point whose
            sum is exactly zero has no error.
        best_epoch: after how many epochs it was reached [K]; 0 stands for the initial weights.
        epochs: epochs that each member has trained [K].
        steps: optimizer steps that a member had taken when it left [K]; −1 of one that still trains.
        status: of each member: `training`, or why it left.
    """

    def __init__(self, rows: Tensor) -> None:
        members = len(rows)
        self.active = torch.arange(members)
        self.best_rows = rows.detach().clone()
        self.score = torch.full((members,), torch.inf, dtype=torch.float64)
        self.accuracy = torch.zeros(members, dtype=torch.float64)
        self.best_score = torch.full((members,), torch.inf, dtype=torch.float64)
        self.best_error = torch.full((members,), torch.inf, dtype=torch.float64)
        self.best_accuracy = torch.zeros(members, dtype=torch.float64)
        self.best_epoch = torch.zeros(members, dtype=torch.int64)
        self.epochs = torch.zeros(members, dtype=torch.int64)
        self.steps = torch.full((members,), -1, dtype=torch.int64)
        self.status = [TRAINING] * members

    @property
    def leader(self) -> int:
        """The member with the lowest score so far, of equals the most accurate, of those the first."""
        lowest = self.best_score == self.best_score.min()
        return int(torch.where(lowest, self.best_accuracy, -1.0).argmax())

    def close_epoch(self, rows: Tensor, score_A: Tensor, error_A: Tensor, accuracy_A: Tensor, epoch: int) -> None:
        """Keep the weights of the active members whose score is the lowest so far; a NaN never is.

        Args:
            rows: parameters [A, P] after the epoch.
            score_A: what selects.
            error_A: errors on the part that selects.
            accuracy_A: accuracies on that part.
            epoch: its number, from 1.
        """
        score, error, accuracy = (values_A.double().cpu() for values_A in (score_A, error_A, accuracy_A))
        # `index_copy_` and its like take a fourth of what indexing with a tensor does.
        self.epochs.index_fill_(0, self.active, epoch)
        self.score.index_copy_(0, self.active, score)
        self.accuracy.index_copy_(0, self.active, accuracy)
        best, most = (known.index_select(0, self.active) for known in (self.best_score, self.best_accuracy))
        better = (score < best) | ((score == best) & (accuracy > most))
        positions = better.nonzero().squeeze(1)
        if len(positions):
            improved = self.active.index_select(0, positions)
            for known, values_A in ((self.best_score, score), (self.best_error, error), (self.best_accuracy, accuracy)):
                known.index_copy_(0, improved, values_A.index_select(0, positions))
            self.best_epoch.index_fill_(0, improved, epoch)
            newest = rows.detach().index_select(0, positions.to(rows.device))
            self.best_rows.index_copy_(0, improved.to(rows.device), newest)

    def leave(self, members: Sequence[int], status: str, steps: int) -> Tensor:
        """Take members out after so many steps; return which of the active ones stay, as positions [A']."""
        for member in members:
            if self.status[member] == TRAINING:
                self.status[member] = status
                self.steps[member] = steps
        stay = torch.tensor([i for i, m in enumerate(self.active.tolist()) if self.status[m] == TRAINING])
        stay = stay.to(torch.int64)
        self.active = self.active[stay]
        return stay

    def of(self, members: Sequence[int]) -> "Record":
        """Return what is known of these members alone, in memory of its own."""
        part, index = copy(self), torch.tensor(members, dtype=torch.int64)
        for name, value in vars(self).items():
            if isinstance(value, Tensor) and name != "active":
                setattr(part, name, value[index.to(value.device)])
        part.status = [self.status[member] for member in members]
        part.active = torch.tensor([m for m, status in enumerate(part.status) if status == TRAINING], dtype=torch.int64)
        return part

    def to(self, device: torch.device) -> None:
        """Move the weights to a device."""
        self.best_rows = self.best_rows.to(device)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs, in memory of its own."""
        return {name: value.clone() if isinstance(value, Tensor) else value for name, value in vars(self).items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it back."""
        vars(self).update(state)
