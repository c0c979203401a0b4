"""What decides which weights are the best: the validation part, or in its absence what the training descends."""

from dataclasses import replace

import torch

from lessonnet.nn import L2
from lessonnet.stack import Stack
from tests.stack.trainings import blobs, fit, make_stack, members


def trained(val_fraction: float) -> Stack:
    own = [replace(one, regularizer=L2(0.1)) for one in members("sgd")]
    return fit(make_stack(own, [blobs(val_fraction=val_fraction)]), 4)


def test_validation_part_selects() -> None:
    stack = trained(0.2)
    assert stack.selected_by == "val"
    assert torch.equal(stack.selection_error, stack.history["val_error"][-1])
    assert torch.equal(stack.selection_accuracy, stack.history["val_accuracy"][-1])


def test_training_part_selects_by_its_error_plus_the_penalty_where_there_is_no_other() -> None:
    stack = trained(0.0)
    assert stack.selected_by == "train"
    assert (stack.history["penalty"] > 0).all()
    assert torch.equal(stack.selection_error, stack.history["train_error"][-1] + stack.history["penalty"][-1])
    assert torch.equal(stack.selection_accuracy, stack.history["train_accuracy"][-1])


def test_best_error_is_the_lowest_of_the_selecting_ones() -> None:
    stack = trained(0.2)
    assert torch.equal(stack.record.best_error, stack.history["val_error"].amin(0))
    assert torch.equal(stack.record.best_epoch, stack.history["val_error"].argmin(0) + 1)
