"""Whether a model is as sure as it is right (row L18)."""

import math

import numpy as np
import pytest
import torch
from torchmetrics.functional.classification import multiclass_calibration_error

from lessonnet.functional import sigmoid
from lessonnet.inference import classification_metrics, reliability
from tests.inference.answers import answered, measured


@pytest.mark.parametrize("count", [2, 3, 7])
def test_expected_calibration_error_is_torchmetrics(count: int) -> None:
    points = answered(count, 2000)
    expected = multiclass_calibration_error(
        torch.from_numpy(points.probabilities), torch.from_numpy(points.classes), count, n_bins=15
    )
    found = measured(points)["expected_calibration_error"]
    # It sums confidences up to 1 in float32.
    assert found == pytest.approx(float(expected), abs=1e-6)


def of_confidences(confidences: list[float], right: list[bool], weights: list[float] | None = None, bins: int = 5):
    """Three classes, the first predicted."""
    first = np.array(confidences)
    probabilities = np.stack([first, (1 - first) / 2, (1 - first) / 2], axis=1)
    classes = np.where(right, 0, 1)
    given = None if weights is None else np.array(weights)
    return reliability(classes, np.zeros(len(first), dtype=np.int64), probabilities, given, bins=bins)


def test_bins_hold_the_points_worked_by_hand() -> None:
    found = of_confidences([0.5, 0.55, 0.9, 0.95, 0.95], [True, False, True, True, False])
    assert found.share.tolist() == [0, 0, 2 / 5, 0, 3 / 5]
    assert found.confidence[[2, 4]] == pytest.approx([1.05 / 2, 2.8 / 3])
    assert found.accuracy[[2, 4]] == pytest.approx([1 / 2, 2 / 3])
    assert np.isnan(found.confidence[[0, 1, 3]]).all()
    assert found.expected_calibration_error == pytest.approx(2 / 5 * 0.025 + 3 / 5 * (2.8 / 3 - 2 / 3))
    assert (found.mean_confidence, found.overall_accuracy) == pytest.approx(((1.05 + 2.8) / 5, 3 / 5))


def test_edge_belongs_to_the_bin_below_it_and_zero_to_the_first() -> None:
    found = of_confidences([0.0, 0.2, 0.4, 1.0], [True] * 4)
    assert found.share.tolist() == [0.5, 0.25, 0, 0, 0.25]


def test_weights_weigh_the_bins() -> None:
    found = of_confidences([0.5, 0.5, 0.9, 0.9], [True, False, True, False], [3, 1, 4, 0])
    assert found.share.tolist() == [0, 0, 0.5, 0, 0.5]
    assert found.accuracy[[2, 4]].tolist() == [0.75, 1]
    assert found.expected_calibration_error == pytest.approx(0.5 * 0.25 + 0.5 * 0.1)


QUIZ = np.array([[1.0, 1.0], [-1.0, -1.0]])


def quiz_model(slope: float, points: np.ndarray = QUIZ) -> np.ndarray:
    """The probabilities of slope·x1 + slope·x2."""
    second = sigmoid(torch.from_numpy(slope * points.sum(axis=1))).numpy()
    return np.stack([1 - second, second], axis=1)


def test_quiz_has_the_lessons_probabilities() -> None:
    assert quiz_model(1)[:, 1].round(2).tolist() == [0.88, 0.12]
    assert quiz_model(10)[:, 1].round(2).tolist() == [1.0, 0.0]


def test_steeper_model_of_the_quiz_has_the_lower_error_and_is_certain() -> None:
    classes = np.array([1, 0])
    mild, steep = (
        classification_metrics(classes, ["red", "blue"], predicted=classes, probabilities=quiz_model(slope))
        for slope in (1, 10)
    )
    # ln(1 + e^−2) and ln(1 + e^−20); the second goes through 1 − p, which is rounded to 1e-16.
    assert mild["error"] == pytest.approx(math.log1p(math.exp(-2)))
    assert steep["error"] == pytest.approx(math.log1p(math.exp(-20)), abs=1e-15)
    assert (mild["accuracy"], steep["accuracy"]) == (1, 1)
    assert mild["mean_confidence"] == pytest.approx(0.8808, abs=5e-5)
    assert steep["mean_confidence"] == pytest.approx(1, abs=1e-8)


def test_steeper_model_of_the_quiz_is_too_certain_where_some_points_are_of_the_other_class() -> None:
    # Fifty points at each of the quiz's two, six of them (12 %) of the other class: what σ(2) = 0.88 says.
    points, usual = QUIZ.repeat(50, axis=0), np.array([1, 0]).repeat(50)
    classes = np.where(np.arange(100) % 50 < 6, 1 - usual, usual)
    mild, steep = (
        classification_metrics(classes, ["red", "blue"], predicted=usual, probabilities=quiz_model(slope, points))
        for slope in (1, 10)
    )
    assert mild["accuracy"] == steep["accuracy"] == 0.88
    assert mild["expected_calibration_error"] == pytest.approx(0.8808 - 0.88, abs=5e-5)
    assert steep["expected_calibration_error"] == pytest.approx(1 - 0.88, abs=1e-8)
    # 0.88·ln(1 + e^−2) + 0.12·ln(1 + e^2) against 0.12·20.
    assert mild["error"] == pytest.approx(0.88 * math.log1p(math.exp(-2)) + 0.12 * math.log1p(math.exp(2)))
    assert steep["error"] == pytest.approx(0.12 * 20, rel=1e-6)
