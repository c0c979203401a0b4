"""What is undefined is null, what cannot be is refused, and everything else is strict JSON."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as oracle

from lessonnet.inference import classification_metrics, metrics_table
from lessonnet.options import OptionError
from tests.inference.answers import answered, column, measured

OF_PROBABILITIES = ("log_loss", "brier_score", "mean_confidence", "expected_calibration_error")


def of_two(classes: list[int], second: list[float], **options: Any) -> dict[str, Any]:
    p = np.array(second)
    given = {"predicted": (p >= 0.5).astype(np.int64), "probabilities": np.stack([1 - p, p], axis=1), **options}
    return classification_metrics(np.array(classes), ["no", "yes"], **given)


def test_one_point_has_no_area_under_the_roc_curve() -> None:
    found = of_two([1], [0.75])
    assert (found["accuracy"], found["balanced_accuracy"], found["brier_score"]) == (1, 1, 0.0625)
    assert found["roc_auc"] is None
    assert column(found, "recall") == [None, 1]
    assert column(found, "support") == [0, 1]
    json.dumps(found, allow_nan=False)


def test_one_class_alone_has_accuracy_but_no_area_under_the_roc_curve() -> None:
    found = of_two([1, 1, 1, 1], [0.9, 0.8, 0.6, 0.3])
    assert (found["accuracy"], found["balanced_accuracy"]) == (0.75, 0.75)
    assert (found["roc_auc"], found["average_precision"]) == (None, 1)
    assert column(found, "average_precision") == [None, 1]
    assert column(found, "precision") == [0, 1]
    assert column(found, "f1") == [0, pytest.approx(6 / 7)]


def test_class_never_predicted_has_no_precision() -> None:
    found = of_two([0, 0, 1], [0.1, 0.2, 0.3])
    assert column(found, "precision") == [pytest.approx(2 / 3), None]
    assert column(found, "recall") == [1, 0]
    assert column(found, "f1") == [pytest.approx(4 / 5), 0]
    assert found["macro"]["precision"] == pytest.approx(2 / 3)


def test_absent_class_is_null_and_the_others_are_right() -> None:
    points = answered(4)
    kept = points.classes != 2
    classes, probabilities = points.classes[kept], points.probabilities[kept]
    predicted = points.predicted[kept]
    found = classification_metrics(classes, points.names, predicted=predicted, probabilities=probabilities)
    row = found["per_class"][2]
    assert (row["support"], row["recall"], row["roc_auc"], row["average_precision"]) == (0, None, None, None)
    assert (row["precision"], row["f1"]) == (0, 0)  # it is predicted, and never right
    expected = oracle.precision_recall_fscore_support(classes, predicted, labels=range(4), zero_division=np.nan)
    others = [0, 1, 3]
    for name, values in zip(("precision", "recall", "f1"), expected, strict=False):
        assert [column(found, name)[c] for c in others] == pytest.approx(values[others].tolist(), rel=1e-12)
        assert found["macro"][name] == pytest.approx(np.nanmean(values), rel=1e-12)
    areas = [oracle.roc_auc_score(classes == c, probabilities[:, c]) for c in others]
    assert found["roc_auc"] == pytest.approx(np.mean(areas), rel=1e-12)
    assert found["log_loss"] == pytest.approx(oracle.log_loss(classes, probabilities, labels=range(4)), rel=1e-12)
    assert found["balanced_accuracy"] == found["macro"]["recall"]
    json.dumps(found, allow_nan=False)


def test_class_of_weight_zero_is_absent() -> None:
    points = answered(3)
    found = measured(points, weights=np.where(points.classes == 1, 0.0, 2.0))
    row = found["per_class"][1]
    assert (row["support"], row["recall"], row["roc_auc"], row["average_precision"]) == (0, None, None, None)
    kept = points.classes != 1
    area = oracle.roc_auc_score(points.classes[kept] == 0, points.probabilities[kept, 0])
    assert column(found, "roc_auc")[0] == pytest.approx(area, rel=1e-12)


def test_tiny_weights_count_as_ordinary_ones() -> None:
    points = answered(3)
    tiny, ordinary = (measured(points, weights=np.full(500, weight)) for weight in (1e-300, 1.0))
    for name in ("roc_auc", "average_precision", "accuracy", "log_loss", "brier_score"):
        assert tiny[name] == pytest.approx(ordinary[name], rel=1e-12)


def test_ties_count_half_in_the_area_under_the_roc_curve() -> None:
    # Of the four pairs two are in order, one is tied and one is in the wrong order.
    assert of_two([0, 1, 0, 1], [0.2, 0.6, 0.6, 0.5])["roc_auc"] == (1 + 0.5 + 1 + 0) / 4
    assert of_two([0, 1, 1], [0.5, 0.5, 0.5])["roc_auc"] == 0.5
    assert of_two([0, 1, 1], [0.5, 0.5, 0.5])["average_precision"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("weights", [None, np.array([0.1, 0.2, 0.3, 0.7])], ids=["unweighted", "weighted"])
def test_perfect_predictions_have_exactly_the_best_numbers(weights: np.ndarray | None) -> None:
    found = of_two([0, 1, 1, 0], [0, 1, 1, 0], weights=weights)
    for name in ("accuracy", "balanced_accuracy", "roc_auc", "average_precision", "mean_confidence"):
        assert found[name] == 1, name
    assert set(found["macro"].values()) == {1}
    for name in ("error", "log_loss", "brier_score", "expected_calibration_error"):
        assert found[name] == 0, name


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_loss_of_what_was_called_impossible_is_clipped_as_in_scikit_learn(dtype: type) -> None:
    probabilities = np.array([[1, 0], [0, 1]], dtype=dtype)
    classes = np.array([1, 1])
    found = classification_metrics(classes, ["no", "yes"], predicted=np.array([0, 1]), probabilities=probabilities)
    assert found["log_loss"] == pytest.approx(-math.log(2**-52) / 2, rel=1e-12)  # the eps of float64 is 2^−52
    expected = oracle.log_loss(classes, probabilities.astype(np.float64), labels=[0, 1])
    assert found["log_loss"] == pytest.approx(expected, rel=1e-12)


def test_perceptron_has_no_number_that_needs_probabilities() -> None:
    points = answered(3)
    found = measured(points, probabilities=None, scores=points.scores, error=0.25)
    assert [found[name] for name in OF_PROBABILITIES] == [None] * 4
    assert found["error"] == 0.25
    areas = [oracle.roc_auc_score(points.classes == c, points.scores[:, c]) for c in range(3)]
    assert column(found, "roc_auc") == pytest.approx(areas, rel=1e-12)
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("shape", [(500,), (500, 1), (500, 2)])
def test_scores_of_two_classes_come_in_one_column_or_in_two(shape: tuple[int, ...]) -> None:
    points = answered(2)
    margin = points.scores[:, 1] - points.scores[:, 0]
    scores = points.scores if shape[-1] == 2 else margin.reshape(shape)
    found = measured(points, probabilities=None, scores=scores)
    assert found["roc_auc"] == pytest.approx(oracle.roc_auc_score(points.classes, margin), rel=1e-12)
    assert column(found, "average_precision")[0] == pytest.approx(
        oracle.average_precision_score(points.classes == 0, -margin), rel=1e-12
    )


def test_neither_probabilities_nor_scores_leaves_what_follows_from_predictions() -> None:
    found = measured(answered(2), probabilities=None)
    assert found["error"] is None
    assert found["roc_auc"] is None
    assert found["accuracy"] == measured(answered(2))["accuracy"]


def test_probabilities_rank_where_there_are_scores_too() -> None:
    points = answered(3)
    assert measured(points, scores=points.scores) == measured(points)


@pytest.mark.parametrize("error", [math.inf, -math.inf, math.nan])
def test_error_that_is_not_finite_is_null(error: float) -> None:
    assert measured(answered(2), error=error)["error"] is None


def test_infinite_scores_are_ranked() -> None:
    found = measured(answered(2, 4), probabilities=None, scores=np.array([-np.inf, np.inf, np.inf, 0]))
    json.dumps(found, allow_nan=False)
    assert found["roc_auc"] is not None


GOOD = answered(3, 6)
NAN = np.full((6, 3), np.nan)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"predicted": GOOD.predicted[:5]}, "`predicted` must be 6 whole numbers, got int64 of shape (5,)."),
        ({"predicted": GOOD.predicted + 0.5}, "`predicted` must be 6 whole numbers, got float64 of shape (6,)."),
        ({"predicted": np.full(6, 3)}, "`predicted` must be in 0 … 2, got 3."),
        ({"predicted": np.full(6, -1)}, "`predicted` must be in 0 … 2, got -1."),
        ({"probabilities": GOOD.probabilities[:, :2]}, "`probabilities` must have the shape (6, 3), got (6, 2)."),
        ({"probabilities": NAN}, "`probabilities` must be in [0, 1], got nan for class 0 of point 0."),
        ({"probabilities": GOOD.probabilities * 9 - 1}, "`probabilities` must be in [0, 1], got "),
        ({"probabilities": GOOD.probabilities / 2}, "`probabilities` of a point must sum to 1, those of point "),
        ({"probabilities": None, "scores": NAN[:, 0]}, "`scores` must have the shape (6, 3), got (6,)."),
        ({"probabilities": None, "scores": NAN}, "`scores` must be numbers that can be ranked, those of point 0 "),
        ({"weights": np.ones(5)}, "`weights` must have the shape (6,), got (5,)."),
        ({"weights": np.array([1, 1, -1, 1, 1, 1])}, "`weights` must be finite and ≥ 0, got -1.0 for point 2."),
        ({"weights": np.array([1, 1, np.nan, 1, 1, 1])}, "`weights` must be finite and ≥ 0, got nan for point 2."),
        ({"weights": np.array([1, 1, np.inf, 1, 1, 1])}, "`weights` must be finite and ≥ 0, got inf for point 2."),
        ({"weights": np.zeros(6)}, "`weights` must not all be 0: then no point counts."),
        ({"weights": np.full(6, 1e300)}, "`weights` must be at most 1e+100, got 1e+300."),
    ],
)
def test_answers_that_cannot_be_are_refused_in_one_line(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError) as refusal:
        measured(GOOD, **options)
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("points", "count"), [(0, 2), (3, 1)])
def test_no_point_and_a_single_class_are_refused(points: int, count: int) -> None:
    nothing = np.zeros(points, dtype=np.int64)
    with pytest.raises(OptionError, match=r"need at least (one point, got none|two classes, got 1)\."):
        classification_metrics(nothing, ["a", "b"][:count], predicted=nothing)


def test_two_scores_that_are_both_infinite_are_refused() -> None:
    with pytest.raises(OptionError, match="those of point 1 are not"):
        measured(answered(2, 3), probabilities=None, scores=np.array([[0, 1], [np.inf, np.inf], [0, 0]]))


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, Any]:
    """Few points, so that classes are often absent, tied, or certain."""
    count, points = draw(st.integers(2, 4)), draw(st.integers(1, 6))
    numbers = st.lists(st.integers(0, count - 1), min_size=points, max_size=points).map(np.array)
    parts = st.lists(
        st.lists(st.integers(0, 3), min_size=count, max_size=count).filter(any), min_size=points, max_size=points
    )
    shares = np.array(draw(parts), dtype=float)
    weights = (
        st.lists(st.sampled_from([0, 1e-300, 0.1, 1.0, 1e100]), min_size=points, max_size=points)
        .filter(any)
        .map(np.array)
    )
    return {
        "classes": draw(numbers),
        "class_names": [str(c) for c in range(count)],
        "predicted": draw(numbers),
        "probabilities": draw(st.sampled_from([None, shares / shares.sum(axis=1, keepdims=True)])),
        "scores": draw(st.sampled_from([None, shares])),
        "weights": draw(st.none() | weights),
    }  # fmt: skip


@given(any_answers())
def test_any_answers_give_strict_json_and_ratios_between_0_and_1(answers: dict[str, Any]) -> None:
    found = classification_metrics(**answers)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert len(metrics_table(found).splitlines()) > len(answers["class_names"])
    ratios = ("accuracy", "balanced_accuracy", "roc_auc", "average_precision", *OF_PROBABILITIES[2:])
    rows = [value for row in found["per_class"] for key, value in row.items() if key not in ("class", "support")]
    for value in [*(found[name] for name in ratios), *found["macro"].values(), *rows]:
        assert value is None or 0 <= value <= 1
