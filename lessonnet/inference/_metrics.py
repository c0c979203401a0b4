"""Every number that tells how good a classifier is, from its answers on labelled points.

Suffixes name the axes: N points, C classes.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonnet.inference._answers import Answers
from lessonnet.inference._confusion import Confusion, confusion_of
from lessonnet.inference._probability_errors import brier_score, log_loss
from lessonnet.inference._ranking import ranking
from lessonnet.inference._reliability import reliability
from lessonnet.inference._undefined import mean_of_defined

AVERAGED = ("precision", "recall", "f1", "roc_auc", "average_precision")
"""The numbers of each class that also have a mean over classes."""


def classification_metrics(
    classes: NDArray[np.int64],
    class_names: Sequence[str],
    *,
    predicted: NDArray[np.int64],
    probabilities: NDArray[np.floating] | None = None,
    scores: NDArray[np.floating] | None = None,
    weights: NDArray[np.floating] | None = None,
    error: float | None = None,
) -> dict[str, Any]:
    """Measure a classifier's answers.

    A number that is undefined is None: what needs probabilities where there are none, what needs a class that has no
    points, what is not finite. So the result can be written as strict JSON, and nothing is warned of. Means over
    classes are over those where the number is defined.

    Args:
        classes: the true ones [N], N ≥ 1, in 0 … C − 1.
        class_names: C ≥ 2.
        predicted: [N], in 0 … C − 1.
        probabilities: [N, C], in [0, 1]; None for a model that has none, such as a perceptron.
        scores: higher means more likely: of two classes [N] or [N, 1], the second's, or [N, 2]; of several [N, C].
            They rank the points where there are no probabilities.
        weights: what each point counts [N], ≥ 0 and finite, with a sum > 0; None counts each once. They weigh every
            number, and what counts points counts their weights, except `points`.
        error: the model's own mean error, where it is known from the scores, without the rounding of probabilities
            and for a perceptron; None takes the log loss.

    Returns:
        - `points`: N; `weight`: the sum of the weights or None.
        - `error`: mean error in nats.
        - `accuracy`; `balanced_accuracy`: mean recall over the classes that have points.
        - `macro`: means over classes of precision, recall, F1, ROC AUC and average precision.
        - `per_class`: a row for each class: its name as `class`, `support` (points), `precision` (None where never
          predicted), `recall` (None without points), `f1` = 2·TP / (2·TP + FP + FN), `roc_auc` and
          `average_precision` of the class against the rest.
        - `roc_auc`, `average_precision`: of the second of two classes; of several the mean over classes, one against
          the rest. A tie counts half.
        - `log_loss`: mean −ln p_y in nats; p_y is at least 2.2e-16, so a point costs at most 36.04.
        - `brier_score`: of two classes mean (p − y)² of the second; of several mean Σ_c (p_c − y_c)².
        - `mean_confidence`: of the predicted classes' probabilities.
        - `expected_calibration_error`: Σ_b n_b/N · |accuracy_b − confidence_b| over 15 bins of equal width of the
          predicted class's probability (Naeini, Cooper and Hauskrecht, AAAI 2015).
        - `class_names`; `confusion_matrix`: rows are true classes, columns predicted ones.

    Raises:
        OptionError: if the arrays do not fit together, or hold what no model answers, such as NaN.
    """
    # A running sum of ten million float32 weights is off by percents.
    weights = None if weights is None else np.asarray(weights, dtype=np.float64)
    answers = Answers(classes, class_names, predicted, probabilities, scores, weights)
    confusion = confusion_of(answers.classes, answers.predicted, answers.count, answers.weights)
    rows = _per_class(answers, confusion)
    macro = {name: mean_of_defined(row[name] for row in rows) for name in AVERAGED}
    of_probabilities = _of_probabilities(answers)
    return {
        "points": len(classes),
        "weight": None if weights is None else float(weights.sum()),
        "error": _finite(of_probabilities["log_loss"] if error is None else error),
        "accuracy": confusion.accuracy,
        "balanced_accuracy": confusion.balanced_accuracy,
        "macro": macro,
        **{name: (macro if answers.count > 2 else rows[1])[name] for name in ("roc_auc", "average_precision")},
        **of_probabilities,
        "per_class": rows,
        "class_names": list(class_names),
        "confusion_matrix": confusion.counts.tolist(),
    }


def _per_class(answers: Answers, confusion: Confusion) -> list[dict[str, Any]]:
    columns = {
        "class": answers.class_names,
        "support": confusion.support.tolist(),
        "precision": confusion.precision,
        "recall": confusion.recall,
        "f1": confusion.f1,
        **_ranked(answers),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _ranked(answers: Answers) -> dict[str, list[float | None]]:
    """Return the areas under the two curves of each class."""
    names, ranked = ("roc_auc", "average_precision"), answers.ranked
    if ranked is None:
        return {name: [None] * answers.count for name in names}
    areas = []
    for c in range(answers.count):  # one ranking at a time: each holds as much as the points do
        one = ranking(answers.classes, ranked, c, count=answers.count, weights=answers.weights)
        areas.append((one.roc_auc, one.average_precision))
    return dict(zip(names, map(list, zip(*areas, strict=True)), strict=True))


def _of_probabilities(answers: Answers) -> dict[str, float | None]:
    names = ("log_loss", "brier_score", "mean_confidence", "expected_calibration_error")
    if answers.probabilities is None:
        return dict.fromkeys(names)
    arrays = (answers.classes, answers.probabilities, answers.weights)
    bins = reliability(answers.classes, answers.predicted, answers.probabilities, answers.weights)
    values = (log_loss(*arrays), brier_score(*arrays), bins.mean_confidence, bins.expected_calibration_error)
    return dict(zip(names, values, strict=True))


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
