"""The worked numbers of the lesson, read off the ledger of a real training (rows L7 and L8)."""

from itertools import pairwise

import pytest
import torch

from lessonnet.ledger import formula, ledger_of
from tests.ledger.pasts import lesson

BOTH = [torch.float32, torch.float64]


@pytest.mark.parametrize("dtype", BOTH, ids=str)
@pytest.mark.parametrize(
    ("point", "label", "line", "scores"),
    [  # L7's numbers; the scores by hand: 3·4 + 4·5 − 10 = 22, 2.6·4 + 3.5·5 − 10.1 = 17.8, and −3, −2.7 likewise
        ((4, 5), 0, "(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)", (22, 17.8)),
        ((1, 1), 1, "(3, 4, −10) + 0.1·(1, 1, 1) = (3.1, 4.1, −9.9)", (-3, -2.7)),
    ],
)
def test_ledger_has_the_worked_numbers_of_the_lesson(
    point: tuple[float, float], label: int, line: str, scores: tuple[float, float], dtype: torch.dtype
) -> None:
    (update,) = ledger_of(lesson(point, label, 1, dtype), 10).updates
    assert formula(update) == line
    # a few roundings of numbers up to 22 in single precision
    assert (update.score_before, update.score_after) == pytest.approx(scores, rel=0, abs=1e-5)
    assert (update.step, update.epoch, update.point, update.label, update.prediction) == (1, 1, 0, label, 1 - label)


@pytest.mark.parametrize(("dtype", "tricks"), [(torch.float32, 10), (torch.float64, 11)], ids=str)
def test_ledger_counts_the_tricks_of_the_lesson(dtype: torch.dtype, tricks: int) -> None:
    # L8: each trick adds 0.3 to −3, so ten in exact arithmetic. In float64 the tenth ends below 0, and an eleventh is
    # needed; in float32 it ends above.
    updates = ledger_of(lesson((1, 1), 1, 15, dtype), 100).updates
    assert [update.step for update in updates] == list(range(1, tricks + 1))
    assert updates[8].score_after < -0.2  # the ninth, at −0.3
    assert (updates[9].score_after >= 0) == (tricks == 10)
    assert abs(updates[9].score_after) < 1e-5  # nothing but rounding is left


@pytest.mark.parametrize("dtype", BOTH, ids=str)
def test_ledgers_steps_join_without_a_gap(dtype: torch.dtype) -> None:
    updates = ledger_of(lesson((1, 1), 1, 15, dtype), 100).updates
    for earlier, later in pairwise(updates):
        assert earlier.after == later.before
        assert earlier.score_after == later.score_before
