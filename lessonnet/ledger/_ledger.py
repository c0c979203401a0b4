"""The ledger of a perceptron's training: every trick that it took, recomputed from its start (rows L6 to L8).

A training is a pure function of its seed: its start, its points and their order are known afterwards, so nothing has to
be watched while it runs.

The numbers are those of the training, rounded as it rounded them. So the lesson's ten tricks (row L8), each of which
adds 0.3 to a score of −3, are ten rows of a training in single precision and eleven of one in double precision, where
the tenth ends a hair below 0.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl
import torch
from torch import Tensor

from lessonnet.data import DataSet
from lessonnet.ledger._agreement import Agreement, agreement_of, kept_rows
from lessonnet.ledger._rates import PastRates
from lessonnet.ledger._replay import Replayed, replay
from lessonnet.ledger._table import Names, table_of
from lessonnet.ledger._trick import Trick
from lessonnet.ledger._update import Update
from lessonnet.stack import Course, Member, Outcome, PointOrder, initial_rows


@dataclass(frozen=True)
class PastTraining:
    """A perceptron's training after its end.

    Args:
        data: set up; what it learned from.
        members: of the training, one for each restart; the ledger is that of the leader.
        outcome: of the training.
        max_epochs: epochs that it was to have.
        max_steps: optimizer steps likewise, −1 for no limit.
        dtype: of parameters and data.
        course: the leader's snapshots, if there are any.
    """

    data: DataSet
    members: list[Member]
    outcome: Outcome
    max_epochs: int
    max_steps: int = -1
    dtype: torch.dtype = torch.float32
    course: Course | None = None


@dataclass(frozen=True)
class Ledger:
    """Every trick of a training, or the first so many.

    Attributes:
        updates: one for each misclassified point, in their order.
        names: of features and classes, and the scaling.
        dtype: of the training.
        is_whole: whether the last update stands here; else there are as many as were asked for.
        steps: optimizer steps that were gone over.
        agreement: with the weights that the training kept.
    """

    updates: list[Update]
    names: Names
    dtype: torch.dtype
    is_whole: bool
    steps: int
    agreement: Agreement

    @cached_property
    def table(self) -> pl.DataFrame:
        """A row for each update, see `table_of`."""
        return table_of(self.updates, self.names, self.dtype)


def ledger_of(past: PastTraining, most: int) -> Ledger:
    """Go over a training again and write down what each misclassified point did.

    Args:
        past: one of plain gradient descent on the perceptron criterion, by one process, without penalty, clipping or
            weight decay.
        most: updates after which the rest is left out, ≥ 1.
    """
    data, record = past.data, past.outcome.record
    leader = record.leader
    outputs = 1 if data.classes == 2 else data.classes
    batch_size = None if data.batch_size == "full" else data.batch_size
    order = PointOrder(data.train, past.members[leader].seed, batch_size, outputs, past.dtype)
    kept = kept_rows(past.outcome, leader, past.course)
    replayed = replay(
        Trick(_start(past, kept, outputs), data.in_features, outputs),
        order,
        _rates(past, order.steps_per_epoch),
        steps=past.outcome.best_steps,
        most=most,
        watched=kept,
    )
    return _ledger(past, replayed, agreement_of(replayed.rows, kept))


def _ledger(past: PastTraining, replayed: Replayed, agreement: Agreement) -> Ledger:
    names = Names(past.data.feature_names, past.data.class_names, past.data.scaling)
    return Ledger(replayed.updates, names, past.dtype, replayed.is_whole, replayed.steps, agreement)


def _start(past: PastTraining, kept: dict[int, Tensor], outputs: int) -> Tensor:
    """Return the parameters before the first step [P]: the snapshot, or what the initializer makes again."""
    if past.course is not None and past.course.epochs[:1] == [0]:
        return kept[0] if 0 in kept else past.course.rows[0]
    member = replace(past.members[past.outcome.record.leader], data=0)
    return initial_rows([member], (past.data.in_features, outputs), past.outcome.layout, past.dtype)[0]


def _rates(past: PastTraining, steps_per_epoch: int) -> PastRates:
    leader = past.outcome.record.leader
    scores = past.outcome.history.get(f"{past.outcome.selected_by}_error")
    total = past.max_epochs * steps_per_epoch
    return PastRates(
        past.members[leader].optimizer,
        past.members[leader].scheduler,
        [] if scores is None else scores[:, leader].tolist(),
        past.max_epochs,
        total if past.max_steps < 0 else min(total, past.max_steps),
    )
