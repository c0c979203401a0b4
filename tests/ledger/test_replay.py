"""The ledger's rows against the trick written out in NumPy: another implementation, in double precision."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from lessonnet.data import Admissions
from lessonnet.functional import random
from lessonnet.ledger import ledger_of
from lessonnet.nn import Fixed
from tests.ledger.pasts import given, member, past

CORNERS = [[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
Row = tuple[int, int, int, int]


def tricks(
    x: NDArray[np.float64], y: NDArray[np.int64], start: list[float], *, rate: float, size: int, epochs: int
) -> tuple[list[Row], list[float]]:
    """Steps 1 to 5 of the trick; returns step, epoch, point and label of each, and the final w and b."""
    w, rows, step = np.array(start, dtype=float), [], 0
    extended = np.column_stack([x, np.ones(len(x))])
    for epoch in range(epochs):
        order = np.arange(len(x))
        if size < len(x):
            order = random.permutation(len(x), seed=0, purpose=random.Purpose.SHUFFLE, position=epoch)
        for first in range(0, len(x), size):
            step += 1
            batch = order[first : first + size]
            wrong = batch[(extended[batch] @ w >= 0).astype(int) != y[batch]]
            rows += [(step, epoch + 1, int(point), int(y[point])) for point in wrong]
            w = w + rate * ((2 * y[wrong] - 1) @ extended[wrong])
    return rows, w.tolist()


@pytest.mark.parametrize("size", [1, 3, 8, "full"])
def test_ledger_has_the_rows_that_the_trick_makes(size: int | str) -> None:
    data = Admissions(points=120, noise=1.0, batch_size=size, standardize=False)
    data.setup()
    x, y = data.train.features.numpy(), data.train.targets.numpy()
    points = len(x) if size == "full" else int(size)
    rows, end = tricks(x, y, [3, 4, -10], rate=0.1, size=points, epochs=6)
    ledger = ledger_of(past(data, [member(Fixed([3, 4, -10]))], epochs=6, dtype=torch.float64), 10**6)
    assert [(u.step, u.epoch, u.point, u.label) for u in ledger.updates] == rows
    # some hundred roundings of numbers up to 100
    assert ledger.updates[-1].after == pytest.approx(end, rel=0, abs=1e-11)


def test_misclassified_points_of_a_batch_stand_in_rows_of_their_own() -> None:
    # From w = 0 and b = −1 nothing is accepted: all three true corners of OR are wrong at once, and their sum is added.
    training = past(given(CORNERS, [1, 1, 1, 0], batch_size="full"), [member(Fixed([0, 0, -1]), lr=1.0)], epochs=1)
    updates = ledger_of(training, 100).updates
    assert [update.point for update in updates] == [0, 1, 2]
    assert {update.step for update in updates} == {1}
    assert {update.together for update in updates} == {3}
    assert [update.before for update in updates] == [[0, 0, -1]] * 3
    assert [update.after for update in updates] == [[2, 2, 2]] * 3
    assert [update.score_after for update in updates] == [6, 4, 4]


def test_score_of_exactly_zero_counts_as_one() -> None:
    # From w = 0 and b = 0 all scores are 0 and say 1 (row L2): AND's three false corners are wrong, (1, 1) is not.
    training = past(given(CORNERS, [1, 0, 0, 0], batch_size="full"), [member(Fixed([0, 0, 0]), lr=1.0)], epochs=1)
    assert [update.point for update in ledger_of(training, 100).updates] == [1, 2, 3]


def test_points_weight_stands_in_its_row() -> None:
    data = given([[2.0, 0.0], [0.0, 2.0]], [0, 0], batch_size="full")
    data.train = data.train._replace(weights=torch.tensor([0.5, 1.5], dtype=torch.float64))
    updates = ledger_of(past(data, [member(Fixed([1, 1, 0]), lr=1.0)], epochs=1), 100).updates
    assert [update.weight for update in updates] == [0.5, 1.5]
    assert updates[0].after == [0, -2, -2]  # (1, 1, 0) − 0.5·(2, 0, 1) − 1.5·(0, 2, 1)


def test_training_without_a_mistake_has_an_empty_ledger() -> None:
    training = past(given(CORNERS, [1, 0, 0, 0]), [member(Fixed([1, 1, -1.5]))], epochs=3)
    ledger = ledger_of(training, 100)
    assert (ledger.updates, ledger.is_whole, ledger.agreement.difference) == ([], True, 0.0)
    assert ledger.table.height == 0


def test_ledger_keeps_novikoffs_bound() -> None:
    # Novikoff: one point at a time and from 0 at most (R/γ)² updates; 51 for AND (see tests/functional).
    training = past(given(CORNERS, [1, 0, 0, 0]), [member(Fixed([0, 0, 0]))], epochs=100, dtype=torch.float64)
    assert 0 < len(ledger_of(training, 1000).updates) <= 51
