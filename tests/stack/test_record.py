"""The best weights: the lowest error's, and of equal errors the more accurate ones."""

import torch

from lessonnet.stack import Record


def closed(*epochs: tuple[float, float]) -> Record:
    """Return the record of one member after epochs that ended with these errors and accuracies."""
    record = Record(torch.zeros(1, 2))
    for epoch, (error, accuracy) in enumerate(epochs, start=1):
        row = torch.full((1, 2), float(epoch))
        record.close_epoch(row, torch.tensor([error]), torch.tensor([error]), torch.tensor([accuracy]), epoch)
    return record


def test_best_epoch_is_that_of_the_lowest_error() -> None:
    assert closed((0.5, 0.5), (0.2, 0.7), (0.3, 0.9)).best_epoch.tolist() == [2]


def test_best_epoch_is_the_more_accurate_when_errors_are_equal() -> None:
    # A perceptron's point of class 0 at score exactly 0 is wrong and has the error 0.
    assert closed((0.0, 0.75), (0.0, 1.0), (0.0, 1.0)).best_epoch.tolist() == [2]


def test_best_weights_never_come_from_a_nan_error() -> None:
    record = closed((0.5, 0.5), (float("nan"), 1.0))
    assert record.best_rows.tolist() == [[1.0, 1.0]]


def test_leader_is_the_most_accurate_of_equal_errors() -> None:
    record = Record(torch.zeros(3, 1))
    error = torch.tensor([0.1, 0.0, 0.0])
    record.close_epoch(torch.zeros(3, 1), error, error, torch.tensor([1.0, 0.5, 0.75]), 1)
    assert record.leader == 2
