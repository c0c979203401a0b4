"""What a data set is made of: its rows as they come, its parts as they are trained on, and the scaling between."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


class Rows(NamedTuple):
    """Hold a whole data set in its original units, before anything is split off.

    Attributes:
        features: float64 [N, D].
        targets: class indices, int64 [N].
        feature_names: D names.
        class_names: a name for each class index.
    """

    features: NDArray[np.float64]
    targets: NDArray[np.int64]
    feature_names: list[str]
    class_names: list[str]


class Part(NamedTuple):
    """Hold the points of one part of a data set: training, validation or test.

    Attributes:
        features: float64 [N, D], or float32 for a large table.
        targets: class indices, int64 [N].
        weights: how often the error of each point counts, float [N], ≥ 0 and with mean 1 over the part; None for once
            each. An accuracy counts every point once in any case.
    """

    features: Tensor
    targets: Tensor
    weights: Tensor | None = None

    @classmethod
    def of(cls, features: NDArray[np.float64], targets: NDArray[np.int64]) -> "Part":
        """Copy arrays [N, D] and [N] into tensors."""
        return cls(torch.tensor(features, dtype=torch.float64), torch.tensor(targets, dtype=torch.int64))


class Scaling(NamedTuple):
    """Hold what standardisation took off and divided by: standardised = (original − mean) / scale.

    Attributes:
        mean: D means, in original units.
        scale: D standard deviations, in original units; 1 for a column that is constant.
    """

    mean: list[float]
    scale: list[float]
