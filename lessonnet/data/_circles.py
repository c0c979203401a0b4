"""Two circles around one centre: no line parts them, a closed curve does.

(r·cos t, r·sin t)          r = 1 outside, ½ inside, t uniform in [0, 2π)
"""

from dataclasses import dataclass

import numpy as np

from lessonnet.data._dataset import DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Points, Spread

_RADII = np.array([1.0, 0.5])


@dataclass(eq=False, repr=False)
class Circles(DataSet):
    """Draw a circle of radius 1 and one of radius ½ inside it, one class each.

    Args:
        points: number of points, ≥ 1; the classes take turns.
        noise: standard deviation of what is added to each coordinate, ≥ 0.
    """

    name = "circles"

    points: Points = 400
    noise: Spread = 0.1

    def rows(self) -> Rows:
        """Draw the points [points, 2]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % 2
        t = 2 * np.pi * random.uniform(self.points, seed=self.seed, purpose=data)
        circle = _RADII[targets, None] * np.stack([np.cos(t), np.sin(t)], axis=1)
        noise = self.noise * random.normal((self.points, 2), seed=self.seed, purpose=data, layer=1)
        return Rows(circle + noise, targets, ["x1", "x2"], ["outer", "inner"])
