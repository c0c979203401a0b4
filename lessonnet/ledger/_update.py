"""One row of the ledger."""

from typing import NamedTuple


class Update(NamedTuple):
    """What one misclassified point did to the weights of one score.

    Attributes:
        step: optimizer step, from 1.
        epoch: from 1.
        point: its row in the training part, from 0; None where the points are streamed.
        output: number of the score, 0 where there is one; of several classes each has one.
        rate: the learning rate at this step.
        weight: how often the point's error counts; None where all points count once.
        x: its features [D], in the units trained in.
        label: 1 if the point belongs to the score's class, else 0.
        prediction: the other of the two.
        score_before: w·x + b before the step.
        score_after: the same after it.
        before: w and then b before the step [D + 1].
        after: the same after it.
        together: misclassified points that changed this score in this step; all of them made `before` into `after`.
    """

    step: int
    epoch: int
    point: int | None
    output: int
    rate: float
    weight: float | None
    x: list[float]
    label: int
    prediction: int
    score_before: float
    score_after: float
    before: list[float]
    after: list[float]
    together: int
