"""Each member of a stack is stopped by its own scores."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from lessonnet.callbacks import EarlyStopping
from lessonnet.options import options_of
from tests.callbacks.toy_stack import CHUNKS_PER_EPOCH, Chunk, ToyStack, make_trainer

NAN = math.nan


def stopping_epochs(callback: EarlyStopping, errors: Sequence[Sequence[float]]) -> list[int | None]:
    """Return after which epoch each member was told to leave, from 1."""
    stack = ToyStack(members=len(errors))
    stack.trainer = make_trainer(Path(), [])
    for epoch in range(len(errors[0])):
        stack.epochs_done = epoch + 1
        stack.record.score = torch.tensor([row[epoch] for row in errors])
        callback.on_train_batch_end(stack.trainer, stack, None, Chunk(epoch, 0, 1, True), 0)
    left: list[int | None] = [None] * len(errors)
    for epoch, members, status in stack.left:
        assert status == "completed"
        for member in members:
            left[member] = epoch
    return left


def by_hand(errors: Sequence[float], patience: int, min_delta: float = 0.0) -> int | None:
    """The rule in plain words: leave when the last improvement lies `patience` epochs back."""
    best, improved_at = math.inf, 0
    for epoch, error in enumerate(errors, start=1):
        if error < best - min_delta:
            best, improved_at = error, epoch
        if epoch - improved_at >= patience:
            return epoch
    return None


def test_early_stopping_has_its_keys() -> None:
    assert {name: option.default for name, option in options_of(EarlyStopping).items()} == {
        "patience": 20,
        "min_delta": 0.0,
        "monitor": "error",
    }


def test_members_leave_when_their_own_patience_runs_out() -> None:
    errors = torch.rand(40, 60, generator=torch.Generator().manual_seed(0)).double().tolist()
    found = stopping_epochs(EarlyStopping(patience=7), errors)
    assert found == [by_hand(row, 7) for row in errors]
    assert len(set(found)) > 5


def test_member_alone_leaves_at_the_epoch_at_which_it_leaves_a_stack() -> None:
    errors = torch.rand(10, 40, generator=torch.Generator().manual_seed(1)).double().tolist()
    together = stopping_epochs(EarlyStopping(patience=5, min_delta=0.01), errors)
    assert together == [stopping_epochs(EarlyStopping(patience=5, min_delta=0.01), [row])[0] for row in errors]


def test_improvement_up_to_min_delta_does_not_count() -> None:
    errors = [1.0, 0.875, 0.75, 0.5]  # exact in binary: 0.125 is not more than min_delta, 0.25 is
    assert stopping_epochs(EarlyStopping(patience=2, min_delta=0.125), [errors]) == [by_hand(errors, 2, 0.125)]
    assert stopping_epochs(EarlyStopping(patience=1, min_delta=0.125), [errors]) == [2]


def test_equal_score_is_no_improvement() -> None:
    assert stopping_epochs(EarlyStopping(patience=2), [[1.0, 1.0, 1.0]]) == [3]


@pytest.mark.parametrize(
    ("errors", "epoch"),
    [([NAN, NAN, 1.0], 2), ([1.0, NAN, NAN], 3), ([NAN, 1.0, NAN, 0.5, NAN, NAN], 6)],
)
def test_nan_is_no_improvement(errors: list[float], epoch: int) -> None:
    assert stopping_epochs(EarlyStopping(patience=2), [errors]) == [epoch]


def test_patience_and_min_delta_may_be_set_per_member() -> None:
    callback = EarlyStopping()
    callback.patience_K = torch.tensor([1, 2, 3])
    callback.min_delta_K = torch.tensor([0.0, 0.0, 0.25], dtype=torch.float64)
    assert stopping_epochs(callback, [[1.0] * 5, [1.0] * 5, [1.0, 0.875, 0.75, 0.5, 0.5]]) == [2, 3, None]


def test_accuracy_counts_upwards() -> None:
    stack = ToyStack()
    stack.trainer = make_trainer(Path(), [])
    callback = EarlyStopping(patience=2, monitor="accuracy")
    for epoch, accuracy in enumerate([0.5, 0.6, 0.6, 0.55]):
        stack.epochs_done = epoch + 1
        stack.record.accuracy = torch.tensor([accuracy])
        callback.on_train_batch_end(stack.trainer, stack, None, Chunk(epoch, 0, 1, True), 0)
    assert stack.left == [(4, [0], "completed")]


def test_chunk_within_an_epoch_is_not_judged() -> None:
    stack = ToyStack(members=1)
    callback = EarlyStopping(patience=1)
    for _ in range(3):
        callback.on_train_batch_end(make_trainer(Path(), []), stack, None, Chunk(0, 0, 1, False), 0)
    assert stack.left == []
    assert callback.state_dict() == {}


def test_state_continues_the_count(tmp_path: Path) -> None:
    errors = torch.rand(20, 30, generator=torch.Generator().manual_seed(2)).double()
    for cut in (0, 1, 7, 29):
        first, second = EarlyStopping(patience=6), EarlyStopping(patience=6)
        left = stopping_epochs(first, errors[:, :cut].tolist()) if cut else [None] * 20
        torch.save(first.state_dict(), tmp_path / "state")
        second.load_state_dict(torch.load(tmp_path / "state", weights_only=True))
        rest = stopping_epochs(second, errors[:, cut:].tolist())
        found = [a if a is not None else b and b + cut for a, b in zip(left, rest, strict=True)]
        assert found == [by_hand(row, 6) for row in errors.tolist()]


def test_training_ends_when_the_last_member_has_left(tmp_path: Path) -> None:
    stack = ToyStack(errors=[[1.0] * 9, [1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25]], members=2)
    make_trainer(tmp_path, [EarlyStopping(patience=2)], max_epochs=9).fit(stack)
    assert stack.left == [(3, [0], "completed"), (4, [1], "completed")]
    assert len(stack.trace) == 4 * CHUNKS_PER_EPOCH
