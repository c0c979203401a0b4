"""Spiral arms that wind around each other: a hard boundary for a small network.

    (r·cos t, r·sin t)          t = 2π·(turns·r + arm / arms), r = √u, u uniform in [0, 1)

The root spreads the points about evenly along an arm, whose length grows as r².
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lessonnet.data._dataset import DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Points, Range, Scale, Spread


@dataclass(eq=False, repr=False)
class Spirals(DataSet):
    """Draw spiral arms that start at the origin and end at radius 1, one class each.

    Args:
        points: number of points, ≥ 1; the arms take turns.
        noise: standard deviation of what is added to each coordinate, ≥ 0; arms lie 1 / (turns · arms) apart.
        turns: how often an arm winds around the origin, > 0.
        arms: number of arms and of classes, ≥ 2.
    """

    name = "spirals"

    points: Points = 600
    noise: Spread = 0.02
    turns: Scale = 1.5
    arms: Annotated[int, Range(at_least=2)] = 2

    def rows(self) -> Rows:
        """Draw the points [points, 2]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % self.arms
        r = np.sqrt(random.uniform(self.points, seed=self.seed, purpose=data))
        t = 2 * np.pi * (self.turns * r + targets / self.arms)
        arm = r[:, None] * np.stack([np.cos(t), np.sin(t)], axis=1)
        noise = self.noise * random.normal((self.points, 2), seed=self.seed, purpose=data, layer=1)
        return Rows(arm + noise, targets, ["x1", "x2"], [f"arm {i + 1}" for i in range(self.arms)])
