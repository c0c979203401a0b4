"""Trainings of perceptrons on given points, ready to be gone over again."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from lessonnet.callbacks import EarlyStopping, Snapshots
from lessonnet.data import DataSet
from lessonnet.data._part import Part, Rows
from lessonnet.ledger import PastTraining
from lessonnet.nn import DenseNetwork, Fixed, Initializer, PerceptronCriterion
from lessonnet.optim import SGD
from lessonnet.stack import Member, Stack
from tests.stack.trainings import fit

PRECISIONS = {torch.float32: "32-true", torch.float64: "64-true"}


@dataclass(eq=False, repr=False, kw_only=True)
class Given(DataSet):
    """Points as they stand, all of them for training."""

    name = "given"

    points: list[list[float]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    batch_size: int | str = 1  # type: ignore[assignment]
    val_fraction: float = 0.0
    test_fraction: float = 0.0
    standardize: bool = False

    def rows(self) -> Rows:
        features = np.array(self.points, dtype=np.float64)
        names = [f"x{place + 1}" for place in range(features.shape[1])]
        return Rows(features, np.array(self.labels), names, ["0", "1"])

    def fill(self) -> None:
        """Split nothing off: a class may have no point at all."""
        rows = self.rows()
        self.feature_names, self.class_names = rows.feature_names, rows.class_names
        self.train, self.val, self.test = Part.of(rows.features, rows.targets), None, None
        self.scaling = None


def given(points: list[list[float]], labels: list[int], **options: Any) -> DataSet:
    data = Given(points=points, labels=labels, **options)
    data.setup()
    return data


def past(
    data: DataSet,
    members: list[Member],
    *,
    epochs: int,
    dtype: torch.dtype = torch.float32,
    patience: int | None = None,
    max_steps: int = -1,
    snapshots: bool = True,
) -> PastTraining:
    """Train perceptrons, the members of one run, and return what there is afterwards."""
    outputs = 1 if data.classes == 2 else data.classes
    stack = Stack(
        DenseNetwork(data.in_features, [], outputs, None),
        PerceptronCriterion(),
        members,
        [data.train],
        None if data.val is None else [data.val],
        batch_size=None if data.batch_size == "full" else data.batch_size,
        dtype=dtype,
        max_steps=max_steps,
    )
    kept = Snapshots()
    stopping = [] if patience is None else [EarlyStopping(patience=patience)]
    fit(stack, epochs, [*([kept] if snapshots else []), *stopping], precision=PRECISIONS[dtype])
    outcome = stack.outcome()
    leader = outcome.record.leader
    course = kept.frames.of(leader, int(outcome.record.epochs[leader])) if snapshots else None
    return PastTraining(data, members, outcome, epochs, max_steps, dtype, course)


def lesson(point: tuple[float, float], label: int, epochs: int, dtype: torch.dtype) -> PastTraining:
    """The lesson's line 3·x1 + 4·x2 − 10 and one point, at rate 0.1 (rows L7 and L8)."""
    return past(given([list(point)], [label]), [member(Fixed([3, 4, -10]))], epochs=epochs, dtype=dtype)


def member(initializer: Initializer, lr: float = 0.1, **options: Any) -> Member:
    return Member(optimizer=SGD(lr=lr), initializer=initializer, **options)
