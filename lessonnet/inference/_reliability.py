"""Whether a model is as sure as it is right: confidence against accuracy (row L18).

Suffixes name the axes: N points, C classes, M bins.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15
"""Of equal width over [0, 1]; the number that Guo et al. 2017 use, and torchmetrics by default."""


@dataclass(frozen=True)
class Reliability:
    """Points by their confidence, which is the probability of the class that is predicted.

    Bin b of M holds the confidences in (b/M, (b + 1)/M]; 0 is in the first.

    Args:
        share: of all points, or of their weight [M]; sums to 1.
        confidence: mean confidence in each bin [M], NaN in an empty one.
        accuracy: share of right predictions in each bin [M], NaN in an empty one.
    """

    share: NDArray[np.float64]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @property
    def mean_confidence(self) -> float:
        """Mean confidence over all points; above the accuracy, the model is too certain."""
        return self._over_bins(self.confidence)

    @property
    def overall_accuracy(self) -> float:
        """Share of right predictions among all points."""
        return self._over_bins(self.accuracy)

    @property
    def expected_calibration_error(self) -> float:
        """Σ_b n_b/N · |accuracy_b − confidence_b| (Naeini, Cooper and Hauskrecht, AAAI 2015), in [0, 1]."""
        return self._over_bins(np.abs(self.accuracy - self.confidence))

    def _over_bins(self, values: NDArray[np.float64]) -> float:
        full = self.share > 0
        return float(np.dot(self.share[full], values[full]))


def reliability(
    classes: NDArray[np.int64],
    predicted: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    weights: NDArray[np.float64] | None = None,
    *,
    bins: int = BINS,
) -> Reliability:
    """Sort points into bins of equal width by the confidence of their prediction.

    Args:
        classes: the true ones [N], N ≥ 1.
        predicted: [N], in 0 … C − 1; not necessarily the most probable, where there is a threshold.
        probabilities: [N, C], in [0, 1].
        weights: [N], ≥ 0, with a sum > 0; None counts each point once.
        bins: M ≥ 1.
    """
    confidence = np.take_along_axis(probabilities, predicted[:, None], axis=1)[:, 0].astype(np.float64)
    index = np.searchsorted(np.arange(1, bins) / bins, confidence, side="left")
    weights = np.ones(len(classes)) if weights is None else weights
    total, sure, right = (
        np.bincount(index, weights=weights * values, minlength=bins)
        for values in (1.0, confidence, classes == predicted)
    )
    scale = np.where(total > 0, total, np.nan)
    return Reliability(share=total / total.sum(), confidence=sure / scale, accuracy=right / scale)
