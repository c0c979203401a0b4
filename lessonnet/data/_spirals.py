"""Spiral arms that wind around each other: a hard boundary for a small network.

    (r·cos t, r·sin t)          t = 2π·(turns·r + arm / arms), r = √u, u uniform in [0, 1)

The root spreads the points about evenly along an arm, whose length grows as r².
"""

from typing import Annotated

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Fraction, NonNegativeFloat, PositiveFloat, PositiveInt, Range, Seed


class Spirals(DataSet):
    """Draw spiral arms that start at the origin and end at radius 1, one class each."""

    name = "spirals"

    def __init__(
        self,
        points: PositiveInt = 600,
        noise: NonNegativeFloat = 0.02,
        turns: PositiveFloat = 1.5,
        arms: Annotated[int, Range(at_least=2)] = 2,
        *,
        batch_size: BatchSize = 32,
        val_fraction: Fraction = 0.2,
        test_fraction: Fraction = 0.2,
        standardize: bool = True,
        seed: Seed = 0,
    ) -> None:
        """Check and keep the options.

        Args:
            points: number of points, ≥ 1; the arms take turns.
            noise: standard deviation of what is added to each coordinate, ≥ 0; arms lie 1 / (turns · arms) apart.
            turns: how often an arm winds around the origin, > 0.
            arms: number of arms and of classes, ≥ 2.
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
        self.noise: float = self._checked("noise", noise)
        self.turns: float = self._checked("turns", turns)
        self.arms: int = self._checked("arms", arms)

    def rows(self) -> Rows:
        """Draw the points [points, 2]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % self.arms
        r = np.sqrt(random.uniform(self.points, seed=self.seed, purpose=data))
        t = 2 * np.pi * (self.turns * r + targets / self.arms)
        arm = r[:, None] * np.stack([np.cos(t), np.sin(t)], axis=1)
        noise = self.noise * random.normal((self.points, 2), seed=self.seed, purpose=data, layer=1)
        return Rows(arm + noise, targets, ["x1", "x2"], [f"arm {i + 1}" for i in range(self.arms)])
