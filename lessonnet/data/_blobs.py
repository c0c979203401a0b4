"""Round clouds of points around random centres.

x = centre + spread·z          centres uniform in [−10, 10)^D, z standard normal
"""

from typing import Annotated

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Fraction, NonNegativeFloat, PositiveInt, Range, Seed


class Blobs(DataSet):
    """Draw normal clouds around random centres, one class each; clouds may overlap."""

    name = "blobs"

    def __init__(
        self,
        points: PositiveInt = 400,
        centers: Annotated[int, Range(at_least=2)] = 3,
        spread: NonNegativeFloat = 1.5,
        features: PositiveInt = 2,
        *,
        batch_size: BatchSize = 32,
        val_fraction: Fraction = 0.2,
        test_fraction: Fraction = 0.2,
        standardize: bool = True,
        seed: Seed = 0,
    ) -> None:
        """Check and keep the options.

        Args:
            points: number of points, ≥ 1; the clouds take turns.
            centers: number of clouds and of classes, ≥ 2.
            spread: standard deviation of each cloud in each direction, ≥ 0.
            features: number of features, ≥ 1.
            batch_size: points in a mini-batch, ≥ 1, or ``"full"`` for all of them.
            val_fraction: share of all points kept for validation, in [0, 1); 0 for none.
            test_fraction: share of all points kept for the test, in [0, 1); 0 for none.
            standardize: shift and scale each feature to mean 0 and deviation 1 on the training part.
            seed: of the draw, the split and the shuffles, 0 to 2^63 − 1.

        Raises:
            OptionError: a value has the wrong type or lies outside its range, or the two fractions reach 1.
        """
        super().__init__(
            batch_size=batch_size,
            val_fraction=val_fraction,
            test_fraction=test_fraction,
            standardize=standardize,
            seed=seed,
        )
        self.points: int = self._checked("points", points)
        self.centers: int = self._checked("centers", centers)
        self.spread: float = self._checked("spread", spread)
        self.features: int = self._checked("features", features)

    def rows(self) -> Rows:
        """Draw the points [points, features]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % self.centers
        centers = 20 * random.uniform((self.centers, self.features), seed=self.seed, purpose=data) - 10
        clouds = random.normal((self.points, self.features), seed=self.seed, purpose=data, layer=1)
        feature_names = [f"x{i + 1}" for i in range(self.features)]
        class_names = [f"blob {i + 1}" for i in range(self.centers)]
        return Rows(centers[targets] + self.spread * clouds, targets, feature_names, class_names)
