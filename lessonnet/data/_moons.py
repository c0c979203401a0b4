"""Two half circles that reach into each other: no line parts them.

upper: (cos t, sin t)          lower: (1 − cos t, ½ − sin t)          t uniform in [0, π)
"""

from dataclasses import dataclass

import numpy as np

from lessonnet.data._dataset import DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Points, Spread


@dataclass(eq=False, repr=False)
class Moons(DataSet):
    """Draw two interleaving half circles of radius 1, one class each.

    Args:
        points: number of points, ≥ 1; the classes take turns.
        noise: standard deviation of what is added to each coordinate, ≥ 0.
    """

    name = "moons"

    points: Points = 400
    noise: Spread = 0.15

    def rows(self) -> Rows:
        """Draw the points [points, 2]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % 2
        t = np.pi * random.uniform(self.points, seed=self.seed, purpose=data)
        x = np.where(targets == 0, np.cos(t), 1 - np.cos(t))
        y = np.where(targets == 0, np.sin(t), 0.5 - np.sin(t))
        noise = self.noise * random.normal((self.points, 2), seed=self.seed, purpose=data, layer=1)
        return Rows(np.stack([x, y], axis=1) + noise, targets, ["x1", "x2"], ["upper", "lower"])
