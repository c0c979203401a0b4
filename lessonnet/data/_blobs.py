"""Round clouds of points around random centres.

x = centre + spread·z          centres uniform in [−10, 10)^D, z standard normal
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lessonnet.data._dataset import DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Points, Range, Size, Spread


@dataclass(eq=False, repr=False)
class Blobs(DataSet):
    """Draw normal clouds around random centres, one class each; clouds may overlap.

    Args:
        points: number of points, ≥ 1; the clouds take turns.
        centers: number of clouds and of classes, ≥ 2.
        spread: standard deviation of each cloud in each direction, ≥ 0.
        features: number of features, ≥ 1.
    """

    name = "blobs"

    points: Points = 400
    centers: Annotated[int, Range(at_least=2)] = 3
    spread: Spread = 1.5
    features: Size = 2

    def rows(self) -> Rows:
        """Draw the points [points, features]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % self.centers
        centers = 20 * random.uniform((self.centers, self.features), seed=self.seed, purpose=data) - 10
        clouds = random.normal((self.points, self.features), seed=self.seed, purpose=data, layer=1)
        feature_names = [f"x{i + 1}" for i in range(self.features)]
        class_names = [f"blob {i + 1}" for i in range(self.centers)]
        return Rows(centers[targets] + self.spread * clouds, targets, feature_names, class_names)
