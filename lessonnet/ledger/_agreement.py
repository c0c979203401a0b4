"""Whether the ledger ends where the training did."""

from collections.abc import Mapping
from math import isnan
from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.stack import Course, Outcome


class Agreement(NamedTuple):
    """How the ledger's weights compare with those that the training kept.

    Attributes:
        epochs: after how many epochs weights were compared, the start not counted.
        last_epoch: the latest of them; 0 if only the start was compared, or nothing.
        difference: the largest between two numbers; 0 where all are equal bit for bit, ∞ beside a NaN.
    """

    epochs: int
    last_epoch: int
    difference: float

    @property
    def words(self) -> str:
        """What a reader should know of it."""
        if not self.epochs:
            return "not compared with the training's weights, none of which were kept that early"
        times = f"after {self.epochs} epoch{'s' * (self.epochs > 1)} (the last: {self.last_epoch})"
        if self.difference == 0:
            return f"recomputed, and bit for bit the training's weights {times}"
        return f"recomputed, and NOT the training's own: weights {times} differ by up to {self.difference:.3g}"


def kept_rows(outcome: Outcome, member: int, course: Course | None) -> dict[int, Tensor]:
    """Return the parameters [P] of a member that a training kept: finished epochs to rows; 0 is the start.

    Args:
        outcome: of the training: it has the best weights.
        member: its number among the outcome's.
        course: its snapshots, where there are any.
    """
    record = outcome.record
    # Weights of an epoch that was broken off, as by Ctrl-C, stand in no row of whole epochs.
    last = int(record.epochs[member])
    rows = {} if course is None else {e: row for e, row in zip(course.epochs, course.rows, strict=True) if e <= last}
    best_epoch = int(record.best_epoch[member])
    return rows | {best_epoch: record.best_rows[member]}


def agreement_of(ledger_rows: Mapping[int, Tensor], kept: Mapping[int, Tensor]) -> Agreement:
    """Compare rows of the same epochs."""
    both = sorted(ledger_rows.keys() & kept.keys())
    later = [epoch for epoch in both if epoch > 0]
    differences = [_difference(ledger_rows[epoch], kept[epoch].cpu()) for epoch in both]
    return Agreement(len(later), max(later, default=0), max(differences, default=0.0))


def _difference(own: Tensor, kept: Tensor) -> float:
    if torch.equal(own, kept):
        return 0.0
    largest = float((own.double() - kept.double()).abs().max())
    return float("inf") if isnan(largest) else largest
