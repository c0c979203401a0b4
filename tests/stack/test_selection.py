"""What decides which weights are the best: the validation part, or in its absence what the training descends."""

from dataclasses import replace

import torch

from lessonnet.nn import L2, Normal
from lessonnet.optim import SGD, Plateau
from lessonnet.stack import Member, Stack
from tests.stack.trainings import blobs, fit, make_stack, members


def trained(val_fraction: float) -> Stack:
    own = [replace(one, regularizer=L2(0.1)) for one in members("sgd")]
    return fit(make_stack(own, [blobs(val_fraction=val_fraction)]), 4)


def test_validation_part_selects() -> None:
    stack = trained(0.2)
    assert stack.selected_by == "val"
    assert torch.equal(stack.record.score, stack.history["val_error"][-1])
    assert torch.equal(stack.record.accuracy, stack.history["val_accuracy"][-1])


def test_training_part_selects_by_its_error_plus_the_penalty_where_there_is_no_other() -> None:
    stack = trained(0.0)
    assert stack.selected_by == "train"
    assert (stack.history["penalty"] > 0).all()
    assert torch.equal(stack.record.score, stack.history["train_error"][-1] + stack.history["penalty"][-1])
    assert torch.equal(stack.record.accuracy, stack.history["train_accuracy"][-1])


def test_best_epoch_is_that_of_the_lowest_validation_error() -> None:
    stack = trained(0.2)
    assert torch.equal(stack.record.best_error, stack.history["val_error"].amin(0))
    assert torch.equal(stack.record.best_epoch, stack.history["val_error"].argmin(0) + 1)


def test_best_epoch_without_validation_is_that_of_the_lowest_score_and_its_error_has_no_penalty() -> None:
    stack = trained(0.0)
    score = stack.history["train_error"] + stack.history["penalty"]
    assert torch.equal(stack.record.best_score, score.amin(0))
    assert torch.equal(stack.record.best_epoch, score.argmin(0) + 1)
    assert torch.equal(stack.record.best_error, stack.history["train_error"].gather(0, score.argmin(0)[None])[0])


def lowered(scores: list[float], lr: float) -> list[float]:
    """The rate of each epoch by the plateau's rule: halved after every epoch that was no improvement."""
    rates, best = [], float("inf")
    for score in scores:
        rates.append(lr)
        if score >= best:
            lr /= 2
        best = min(best, score)
    return rates


def test_plateau_without_validation_watches_the_score() -> None:
    # From weights near zero the error falls while they, and with them the penalty, grow.
    plateau = Plateau(patience=0, threshold=0.0)
    one = Member(optimizer=SGD(lr=0.2), regularizer=L2(0.1), initializer=Normal(0.05), scheduler=plateau)
    stack = fit(make_stack([one], [blobs(val_fraction=0.0)], dtype=torch.float64), 20)
    by = {
        name: lowered(values.tolist(), 0.2)
        for name, values in (
            ("score", (stack.history["train_error"] + stack.history["penalty"])[:, 0]),
            ("error", stack.history["train_error"][:, 0]),
        )
    }
    assert by["score"] != by["error"]  # or the test shows nothing
    assert stack.history["lr"][:, 0].tolist() == by["score"]
