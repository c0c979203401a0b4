"""Standardisation: each feature shifted to mean 0 and divided to standard deviation 1, as measured on training data.

mean_d  = Σ_n x_nd / N
scale_d = √(Σ_n (x_nd − mean_d)² / N)          (divided by N, as scikit-learn's StandardScaler does)
"""

import numpy as np
from numpy.typing import NDArray

from lessonnet.data._part import Scaling


def fit_scaling(features: NDArray[np.float64]) -> Scaling:
    """Measure the mean and standard deviation of each column.

    Args:
        features: training points [N, D], N ≥ 1; no other part's points belong here.

    Returns:
        the scaling; a column whose values are all equal gets scale 1.
    """
    # Compared by value: the deviation of a constant like 0.1 can come out as 1e-17 instead of 0.
    constant = features.min(axis=0) == features.max(axis=0)
    scale = np.where(constant, 1.0, features.std(axis=0))
    return Scaling(features.mean(axis=0).tolist(), scale.tolist())


def standardized(features: NDArray[np.float64], scaling: Scaling) -> NDArray[np.float64]:
    """Apply a scaling to points [N, D] in original units."""
    mean, scale = (np.array(values, dtype=np.float64) for values in scaling)
    return (features - mean) / scale
