"""How far probabilities are from what happened: log loss and Brier score.

Suffixes name the axes: N points, C classes.
"""

import numpy as np
from numpy.typing import NDArray

SMALLEST = float(np.finfo(np.float64).eps)
"""2.2e-16, where scikit-learn clips float64: a point costs at most 36.04 nats, even one that was called impossible."""


def log_loss(
    classes: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64] | None
) -> float:
    """Return the mean of −ln p_y, with p_y, the probability of the true class, at least 2.2e-16; in nats.

    Args:
        classes: the true ones [N], in 0 … C − 1.
        probabilities: [N, C], in [0, 1].
        weights: [N], ≥ 0, with a sum > 0; None counts each point once.
    """
    of_true = np.take_along_axis(probabilities, classes[:, None], axis=1)[:, 0].astype(np.float64)
    return float(np.average(-np.log(np.clip(of_true, SMALLEST, 1)), weights=weights))


def brier_score(
    classes: NDArray[np.int64], probabilities: NDArray[np.floating], weights: NDArray[np.float64] | None
) -> float:
    """Return the mean squared error of the probabilities (Brier 1950).

    Of two classes mean (p − y)², where p is the probability of the second and y whether it is true, in [0, 1]; of
    several mean Σ_c (p_c − y_c)², in [0, 2]. Brier's own sum over both of two classes would be twice the first.

    Args:
        classes: the true ones [N], in 0 … C − 1.
        probabilities: [N, C], in [0, 1].
        weights: [N], ≥ 0, with a sum > 0; None counts each point once.
    """
    count = probabilities.shape[1]
    return sum(
        float(np.average(np.subtract(probabilities[:, c], classes == c, dtype=np.float64) ** 2, weights=weights))
        for c in (range(count) if count > 2 else [1])
    )
