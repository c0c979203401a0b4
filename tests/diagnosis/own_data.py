"""Data made to have an illness: a rare class, features of unlike size."""

from dataclasses import dataclass

import numpy as np

from lessonnet.data import DataSet, Moons, Rows
from lessonnet.functional import random


@dataclass(eq=False, repr=False, kw_only=True)
class Rare(DataSet):
    """Two overlapping clouds, one with few points; `apart` is the distance of their middles in deviations."""

    name = "rare"

    points: int = 600
    share: float = 0.05
    apart: float = 1.5
    features: int = 2
    class_weight: str | None = None

    def rows(self) -> Rows:
        count = round(self.share * self.points)
        targets = (np.arange(self.points) < count).astype(np.int64)
        cloud = random.normal((self.points, self.features), seed=self.seed, purpose=random.Purpose.DATA)
        cloud[:, 0] += self.apart * targets
        return Rows(cloud, targets, [f"x{i}" for i in range(self.features)], ["usual", "rare"])


@dataclass(eq=False, repr=False, kw_only=True)
class Stretched(Moons):
    """Moons, one of whose coordinates is in a smaller unit."""

    factor: float = 100.0

    def rows(self) -> Rows:
        rows = super().rows()
        return rows._replace(features=rows.features * np.array([self.factor, 1.0]))


@dataclass(eq=False, repr=False, kw_only=True)
class TwoPoints(DataSet):
    """Two points that a line parts, on the wrong sides of 3x + 4y − 10."""

    name = "two_points"

    def rows(self) -> Rows:
        return Rows(np.array([[4.0, 5.0], [1.0, 1.0]]), np.array([0, 1]), ["x1", "x2"], ["0", "1"])
