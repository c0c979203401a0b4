"""What a data set is made of: its rows as they come, its parts as they are trained on, and the scaling between."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.options import OptionError


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

    def refuse_unfit(self, name: str) -> None:
        """Refuse rows that no network could be trained on.

        Args:
            name: of the data set.

        Raises:
            OptionError: names the first thing that is wrong.
        """
        points, features, classes = len(self.features), len(self.feature_names), len(self.class_names)
        found = np.shape(self.features), np.shape(self.targets)
        if found != ((points, features), (points,)) or not points * features:
            raise OptionError(
                f"`data`: the rows of {name} must be features [N, {features}] for its {features} feature names, and "
                f"targets [N]; got {list(found[0])} and {list(found[1])}."
            )
        if np.asarray(self.features).dtype.kind not in "fiub":
            raise OptionError(f"`data`: the features of {name} must be numbers, got {np.asarray(self.features).dtype}.")
        if not np.issubdtype(self.targets.dtype, np.integer):
            raise OptionError(f"`data`: the targets of {name} must be whole numbers, got {self.targets.dtype}.")
        if classes < 2 or self.targets.min() < 0 or self.targets.max() >= classes:
            raise OptionError(
                f"`data`: the targets of {name} must be class indices below its {classes} class names, of which it "
                f"needs two or more; got {self.targets.min()} to {self.targets.max()}."
            )
        if not np.isfinite(self.features).all():
            raise OptionError(f"`data`: the features of {name} must be finite numbers.")


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

    @property
    def points(self) -> int:
        """Number of points, N."""
        return len(self.targets)

    def each(self, change: Callable[[Tensor], Tensor]) -> "Part":
        """Return the part with each of its tensors changed, along their first axis alone."""
        weights = None if self.weights is None else change(self.weights)
        return Part(change(self.features), change(self.targets), weights)

    def between(self, first: int, stop: int) -> "Part":
        """Return the points number first … stop − 1, without a copy."""
        return self.each(lambda tensor: tensor[first:stop])

    def to(self, dtype: torch.dtype) -> "Part":
        """Return the part with features and weights in a dtype, without a copy of what has it already."""
        weights = None if self.weights is None else self.weights.to(dtype)
        return Part(self.features.to(dtype), self.targets, weights)


class Scaling(NamedTuple):
    """Hold what standardisation took off and divided by: standardised = (original − mean) / scale.

    Attributes:
        mean: D means, in original units.
        scale: D standard deviations, in original units; 1 for a column that is constant.
    """

    mean: list[float]
    scale: list[float]
