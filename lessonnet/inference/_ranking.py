"""How well a score separates a class from the rest, whatever the threshold: ROC and precision-recall.

Suffixes name the axes: N points, C classes, T thresholds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Ranking:
    """What is predicted as a class while the threshold sinks through its scores.

    One sort gives both curves and both areas. Points of equal score enter together, so ties count half in the area
    under the ROC curve.

    Args:
        true_positives: points (or weight) of the class with a score at or above each threshold [T + 1], from 0 up to
            all of them.
        false_positives: the same of the other classes [T + 1].
    """

    true_positives: NDArray[Any]
    false_positives: NDArray[Any]

    @property
    def positives(self) -> float:
        """Points, or weight, of the class."""
        return float(self.true_positives[-1])

    @property
    def negatives(self) -> float:
        """Points, or weight, of the other classes."""
        return float(self.false_positives[-1])

    def roc(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return false positive rate and true positive rate [T + 1]; both kinds of points are needed."""
        return self.false_positives / self.negatives, self.true_positives / self.positives

    def precision_recall(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return recall and precision at each threshold [T]; points of the class are needed."""
        found = self.true_positives[1:]
        return found / self.positives, found / (found + self.false_positives[1:])

    @property
    def roc_auc(self) -> float | None:
        """Area under the ROC curve by trapezoids; None where the class, or the rest, has no points.

        It is the probability that a point of the class scores higher than one of the rest, a tie counting half.
        """
        if not (self.positives and self.negatives):
            return None
        # One rate and one sum: products of two sums of tiny weights would vanish.
        heights = (self.true_positives[1:] + self.true_positives[:-1]) / self.positives
        doubled = float(np.sum(np.diff(self.false_positives) * heights)) / self.negatives
        return min(1.0, doubled / 2)  # sums of weights are rounded

    @property
    def average_precision(self) -> float | None:
        """Σ_t (R_t − R_{t−1})·P_t, with recall R and precision P; None where the class has no points.

        Not interpolated: a straight line between two points of that curve is too hopeful.
        """
        if not self.positives:
            return None
        _, precision = self.precision_recall()
        return min(1.0, float(np.sum(np.diff(self.true_positives) * precision)) / self.positives)


def ranking(
    classes: NDArray[np.int64],
    scores: NDArray[Any],
    class_index: int,
    *,
    count: int,
    weights: NDArray[np.floating] | None = None,
) -> Ranking:
    """Rank points for one class against the rest.

    Args:
        classes: the true ones [N], in 0 … count − 1.
        scores: higher means more likely, never NaN: [N] or [N, 1], of the second of two classes; or [N, C], scores or
            probabilities. Of two columns the second ranks for both classes, so that their areas under the ROC curve
            agree.
        class_index: of the class, in 0 … count − 1.
        count: C, of classes, ≥ 2.
        weights: ≥ 0 [N], with a sum > 0; None counts each point once. A point of weight 0 is as none.
    """
    if weights is not None and not weights.all():
        kept = weights > 0
        classes, scores, weights = classes[kept], scores[kept], weights[kept]
    columns = scores.reshape(len(classes), -1)
    column = columns[:, class_index] if count > 2 else (-1, 1)[class_index] * columns[:, -1]
    order = np.argsort(column)[::-1]
    ordered, positive = column[order], classes[order] == class_index
    last_of_equals = np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1)
    weights = None if weights is None else weights[order]
    reached = (_sums(chosen, weights)[last_of_equals] for chosen in (positive, ~positive))
    return Ranking(*(np.concatenate(([0], sums)) for sums in reached))


def _sums(chosen: NDArray[np.bool_], weights: NDArray[np.floating] | None) -> NDArray[Any]:
    return np.cumsum(chosen) if weights is None else np.cumsum(np.where(chosen, weights, 0), dtype=np.float64)
