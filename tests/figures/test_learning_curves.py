"""What is drawn of a training: the data of the lines, not pixels."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lessonnet.figures import learning_curves

TRAIN = [0.9, 0.6, 0.4, 0.3, 0.2]
VAL = [0.8, 0.7, 0.5, 0.6, 0.5]


def history(train: list[float], val: list[float] | None = None) -> list[dict[str, float]]:
    rows = [{"train_error": error, "train_accuracy": 0.5} for error in train]
    return rows if val is None else [row | {"val_error": error} for row, error in zip(rows, val, strict=True)]


def line(figure: Figure, label: str) -> Line2D:
    (found,) = [line for line in figure.axes[0].lines if line.get_label() == label]
    return found


def labels(figure: Figure) -> list[object]:
    return [line.get_label() for line in figure.axes[0].lines]


@pytest.mark.parametrize(("label", "errors"), [("training", TRAIN), ("validation", VAL)])
def test_curve_shows_each_error_at_its_epoch(label: str, errors: list[float]) -> None:
    drawn = line(learning_curves(history(TRAIN, VAL)), label)
    assert list(drawn.get_xdata()) == [1, 2, 3, 4, 5]
    assert list(drawn.get_ydata()) == errors


def test_best_epoch_is_the_first_with_the_lowest_validation_error() -> None:
    assert set(line(learning_curves(history(TRAIN, VAL)), "best epoch 3").get_xdata()) == {3}


def test_best_epoch_goes_by_the_training_error_without_a_validation_part() -> None:
    figure = learning_curves(history(TRAIN))
    assert labels(figure) == ["training", "best epoch 5"]


def test_best_epoch_of_a_run_without_a_validation_part_goes_by_its_objective() -> None:
    rows = [{"train_error": 0.5 - 0.1 * e, "objective": objective} for e, objective in enumerate([0.9, 0.7, 0.8])]
    figure = learning_curves(rows)
    assert labels(figure) == ["training", "best epoch 2"]
    (dot,) = figure.axes[0].collections
    assert np.array_equal(np.asarray(dot.get_offsets()), [[2, 0.4]])  # on the curve that is drawn


def test_best_epoch_has_a_dot_on_its_curve() -> None:
    (dot,) = learning_curves(history(TRAIN, VAL)).axes[0].collections
    assert np.array_equal(np.asarray(dot.get_offsets()), [[3, 0.5]])


def test_best_epoch_is_written_beside_its_line() -> None:
    (text,) = learning_curves(history(TRAIN, VAL)).axes[0].texts
    assert text.get_text() == "best epoch 3"


def test_best_epoch_skips_what_is_not_finite() -> None:
    assert "best epoch 1" in labels(learning_curves(history([0.9, math.nan], [0.8, math.nan])))


def test_best_epoch_is_left_out_when_no_error_is_finite() -> None:
    assert labels(learning_curves(history([math.nan]))) == ["training"]


def test_error_axis_starts_at_zero() -> None:
    assert learning_curves(history(TRAIN)).axes[0].get_ylim()[0] == 0


def test_key_names_the_curves() -> None:
    legend = learning_curves(history(TRAIN, VAL)).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["training", "validation"]


def test_one_epoch_is_enough() -> None:
    assert list(line(learning_curves(history([0.9])), "training").get_ydata()) == [0.9]


def test_no_epoch_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one epoch"):
        learning_curves([])


def accurate(train: list[float], val: list[float] | None = None) -> list[dict[str, float]]:
    rows = history(TRAIN[: len(train)], VAL[: len(train)])
    for row, accuracy in zip(rows, train, strict=True):
        row["train_accuracy"] = accuracy
    if val is not None:
        for row, accuracy in zip(rows, val, strict=True):
            row["val_accuracy"] = accuracy
    return rows


def test_accuracies_stand_beside_the_errors_on_request() -> None:
    figure = learning_curves(accurate([0.5, 0.7, 0.8], [0.4, 0.6, 0.7]), accuracy=True)
    assert [axes.get_ylabel() for axes in figure.axes] == ["error", "accuracy"]
    assert [list(line.get_ydata()) for line in figure.axes[1].lines[:2]] == [[0.5, 0.7, 0.8], [0.4, 0.6, 0.7]]
    (dot,) = figure.axes[1].collections
    assert np.array_equal(np.asarray(dot.get_offsets()), [[3, 0.7]])  # the epoch of the lowest validation error


def test_accuracies_have_the_axis_from_the_tenth_below_them_to_one() -> None:
    bottom, top = learning_curves(accurate([0.75, 0.92]), accuracy=True).axes[1].get_ylim()
    assert bottom == 0.7
    assert 1 < top < 1.01  # room for half a line


@pytest.mark.parametrize("accuracies", [[math.nan], [1.0], [0.0]], ids=str)
def test_accuracy_of_one_epoch_is_enough(accuracies: list[float]) -> None:
    learning_curves(accurate(accuracies), accuracy=True).draw_without_rendering()


def test_what_is_measured_can_be_called_otherwise() -> None:
    assert learning_curves(history([2.0, 1.0]), error_name="height").axes[0].get_ylabel() == "height"
