"""What follows from the counts of true and predicted classes alone.

Suffixes name the axes: N points, C classes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonnet.inference._undefined import mean_of_defined, ratios


@dataclass(frozen=True)
class Confusion:
    """The confusion matrix and what is read from it. A ratio over nothing is undefined: None.

    Args:
        counts: points, or their weights where they have any [C, C]; rows are true classes, columns predicted ones.
    """

    counts: NDArray[Any]

    @property
    def support(self) -> NDArray[Any]:
        """Points, or weight, of each true class [C]."""
        return self.counts.sum(axis=1)

    @property
    def accuracy(self) -> float:
        """Share of right predictions."""
        right = self.counts.trace()
        # So summed, weights give exactly 1 where all predictions are right.
        return float(right / (right + (self.counts.sum(axis=1) - self.counts.diagonal()).sum()))

    @property
    def precision(self) -> list[float | None]:
        """Share of right ones among the predictions of each class; None where it is never predicted."""
        return ratios(self.counts.diagonal(), self.counts.sum(axis=0))

    @property
    def recall(self) -> list[float | None]:
        """Share of each class's points that are found; None where it has no points."""
        return ratios(self.counts.diagonal(), self.support)

    @property
    def f1(self) -> list[float | None]:
        """Harmonic mean of the two, 2·TP / (2·TP + FP + FN); None where a class neither occurs nor is predicted."""
        return ratios(2 * self.counts.diagonal(), self.counts.sum(axis=0) + self.support)

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean recall over the classes that have points."""
        return mean_of_defined(self.recall)


def confusion_of(
    classes: NDArray[np.int64], predicted: NDArray[np.int64], count: int, weights: NDArray[np.float64] | None
) -> Confusion:
    """Count each pair of true and predicted class.

    Args:
        classes: [N], in 0 … count − 1.
        predicted: [N], in 0 … count − 1.
        count: of classes.
        weights: [N], ≥ 0; None counts each point once, in whole numbers.
    """
    counts = np.bincount(classes * count + predicted, weights=weights, minlength=count * count)
    return Confusion(counts.reshape(count, count))
