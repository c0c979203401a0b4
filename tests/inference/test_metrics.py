"""Metrics against scikit-learn, and against numbers worked by hand."""

import math
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as oracle

from lessonnet.inference import classification_metrics
from tests.inference.answers import Answered, answered, column, measured

# Sums of 500 float64 numbers, in another order.
CLOSE = {"rel": 1e-12}

COUNTS = pytest.mark.parametrize("count", [2, 3, 7])
WEIGHTED = pytest.mark.parametrize("weighted", [False, True])


def both(count: int, weighted: bool) -> tuple[Answered, dict[str, Any], np.ndarray | None]:
    points = answered(count)
    weights = points.weights if weighted else None
    return points, measured(points, weights=weights), weights


@COUNTS
@WEIGHTED
def test_accuracies_are_scikit_learns(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    given = (points.classes, points.predicted)
    assert found["accuracy"] == pytest.approx(oracle.accuracy_score(*given, sample_weight=weights), **CLOSE)
    balanced = oracle.balanced_accuracy_score(*given, sample_weight=weights)
    assert found["balanced_accuracy"] == pytest.approx(balanced, **CLOSE)


@COUNTS
@WEIGHTED
def test_numbers_of_each_class_are_scikit_learns(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    expected = oracle.precision_recall_fscore_support(points.classes, points.predicted, sample_weight=weights)
    for name, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        assert column(found, name) == pytest.approx(values.tolist(), **CLOSE)
    assert column(found, "class") == points.names


@COUNTS
@WEIGHTED
def test_means_over_classes_are_scikit_learns(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    expected = oracle.precision_recall_fscore_support(
        points.classes, points.predicted, sample_weight=weights, average="macro"
    )
    for name, value in zip(("precision", "recall", "f1"), expected, strict=False):
        assert found["macro"][name] == pytest.approx(value, **CLOSE)


@COUNTS
@WEIGHTED
def test_confusion_matrix_is_scikit_learns(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    expected = oracle.confusion_matrix(points.classes, points.predicted, sample_weight=weights)
    assert np.array(found["confusion_matrix"]) == pytest.approx(expected, **CLOSE)
    assert found["class_names"] == points.names


@COUNTS
@WEIGHTED
def test_areas_of_each_class_against_the_rest_are_scikit_learns(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    # The first of two classes is ranked by the second's probability too: 1 − p is rounded, and has other ties.
    ranked = points.probabilities if count > 2 else points.probabilities[:, 1:] * [-1, 1]
    pairs = [(points.classes == c, ranked[:, c]) for c in range(count)]
    areas = [oracle.roc_auc_score(*pair, sample_weight=weights) for pair in pairs]
    averages = [oracle.average_precision_score(*pair, sample_weight=weights) for pair in pairs]
    assert column(found, "roc_auc") == pytest.approx(areas, **CLOSE)
    assert column(found, "average_precision") == pytest.approx(averages, **CLOSE)
    assert found["macro"]["roc_auc"] == pytest.approx(np.mean(areas), **CLOSE)
    whole = (areas[1], averages[1]) if count == 2 else (np.mean(areas), np.mean(averages))
    assert (found["roc_auc"], found["average_precision"]) == pytest.approx(whole, **CLOSE)


@COUNTS
@WEIGHTED
def test_log_loss_is_scikit_learns_and_the_error(count: int, weighted: bool) -> None:
    points, found, weights = both(count, weighted)
    expected = oracle.log_loss(points.classes, points.probabilities, sample_weight=weights)
    assert found["log_loss"] == pytest.approx(expected, **CLOSE)
    assert found["error"] == found["log_loss"]


@WEIGHTED
def test_brier_score_of_two_classes_is_scikit_learns(weighted: bool) -> None:
    points, found, weights = both(2, weighted)
    expected = oracle.brier_score_loss(points.classes, points.probabilities[:, 1], sample_weight=weights)
    assert found["brier_score"] == pytest.approx(expected, **CLOSE)


@WEIGHTED
def test_brier_score_of_several_classes_sums_over_them(weighted: bool) -> None:
    points, found, weights = both(5, weighted)
    squares = (points.probabilities - np.eye(5)[points.classes]) ** 2
    assert found["brier_score"] == pytest.approx(np.average(squares.sum(axis=1), weights=weights), **CLOSE)


def test_four_points_have_the_numbers_worked_by_hand() -> None:
    # Ranked: 0.85 of the class, 0.45 not, 0.35 of it, 0.1 not.
    second = np.array([0.1, 0.45, 0.35, 0.85])
    found = classification_metrics(
        np.array([0, 0, 1, 1]),
        ["no", "yes"],
        predicted=(second >= 0.5).astype(np.int64),
        probabilities=np.stack([1 - second, second], axis=1),
    )
    assert found == {
        "points": 4,
        "weight": None,
        "error": pytest.approx(-(math.log(0.9) + math.log(0.55) + math.log(0.35) + math.log(0.85)) / 4),
        "accuracy": 3 / 4,
        "balanced_accuracy": (1 + 1 / 2) / 2,
        "macro": {
            "precision": pytest.approx((2 / 3 + 1) / 2),
            "recall": (1 + 1 / 2) / 2,
            "f1": pytest.approx((4 / 5 + 2 / 3) / 2),
            "roc_auc": 3 / 4,
            "average_precision": pytest.approx(5 / 6),
        },
        # Of the four pairs of one from each class, only (0.35, 0.45) is in the wrong order.
        "roc_auc": 3 / 4,
        "average_precision": pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3),
        "log_loss": pytest.approx(-(math.log(0.9) + math.log(0.55) + math.log(0.35) + math.log(0.85)) / 4),
        "brier_score": pytest.approx((0.01 + 0.2025 + 0.4225 + 0.0225) / 4),
        "mean_confidence": pytest.approx((0.9 + 0.55 + 0.65 + 0.85) / 4),
        # Each point is alone in its bin; that of 0.65 is wrong.
        "expected_calibration_error": pytest.approx((0.1 + 0.45 + 0.65 + 0.15) / 4),
        "per_class": [
            {
                "class": "no",
                "support": 2,
                "precision": pytest.approx(2 / 3),
                "recall": 1.0,
                "f1": pytest.approx(4 / 5),
                "roc_auc": 3 / 4,
                "average_precision": pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3),
            },
            {
                "class": "yes",
                "support": 2,
                "precision": 1.0,
                "recall": 1 / 2,
                "f1": pytest.approx(2 / 3),
                "roc_auc": 3 / 4,
                "average_precision": pytest.approx(1 / 2 * 1 + 1 / 2 * 2 / 3),
            },
        ],
        "class_names": ["no", "yes"],
        "confusion_matrix": [[2, 0], [1, 1]],
    }


@COUNTS
def test_whole_weights_count_as_so_many_equal_points(count: int) -> None:
    points = answered(count)
    times = np.random.default_rng(1).integers(0, 4, len(points.classes))
    repeated = Answered(*(np.repeat(array, times, axis=0) for array in vars(points).values()))
    found, expected = measured(points, weights=times.astype(float)), measured(repeated)
    assert (found.pop("points"), found.pop("weight")) == (len(points.classes), expected.pop("points"))
    assert expected.pop("weight") is None
    for name in ("per_class", "confusion_matrix", "macro"):
        ours, theirs = found.pop(name), expected.pop(name)
        assert np.array(_numbers(ours)) == pytest.approx(np.array(_numbers(theirs)), **CLOSE)
    assert found.pop("class_names") == expected.pop("class_names")
    assert found == pytest.approx(expected, **CLOSE)


def _numbers(part: Any) -> list[float]:
    """All numbers in nested lists and maps, in their order."""
    if isinstance(part, dict):
        part = list(part.values())
    return [n for one in part for n in _numbers(one)] if isinstance(part, list) else [part] * (type(part) is not str)


def test_prediction_by_a_threshold_is_taken_as_it_is() -> None:
    points = answered(2)
    careful = (points.probabilities[:, 1] >= 0.8).astype(np.int64)
    found = measured(points, predicted=careful)
    assert column(found, "recall")[1] == pytest.approx(oracle.recall_score(points.classes, careful), **CLOSE)
    confidence = points.probabilities[np.arange(len(careful)), careful]
    assert confidence.min() < 0.5  # or the threshold would change no confidence
    assert found["mean_confidence"] == pytest.approx(confidence.mean(), **CLOSE)


def test_float32_weights_of_many_points_are_summed_exactly_enough() -> None:
    points = answered(2, 500_000)
    weights = np.full(500_000, 0.1, dtype=np.float32)
    found, expected = measured(points, weights=weights), measured(points)
    # A running sum in float32 would be off by 1e-3 already.
    for name in ("roc_auc", "average_precision", "accuracy", "log_loss", "expected_calibration_error"):
        assert found[name] == pytest.approx(expected[name], rel=1e-9)


def test_float32_probabilities_are_measured_to_their_own_precision() -> None:
    points = answered(3)
    found = measured(points, probabilities=points.probabilities.astype(np.float32))
    for name in ("log_loss", "brier_score", "expected_calibration_error", "mean_confidence"):
        # Probabilities are rounded to 6e-8 of themselves.
        assert found[name] == pytest.approx(measured(points)[name], rel=1e-6)
