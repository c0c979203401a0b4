"""Two circles around one centre: no line parts them, a closed curve does.

(r·cos t, r·sin t)          r = 1 outside, ½ inside, t uniform in [0, 2π)
"""

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Fraction, NonNegativeFloat, PositiveInt, Seed

_RADII = np.array([1.0, 0.5])


class Circles(DataSet):
    """Draw a circle of radius 1 and one of radius ½ inside it, one class each."""

    name = "circles"

    def __init__(
        self,
        points: PositiveInt = 400,
        noise: NonNegativeFloat = 0.1,
        *,
        batch_size: BatchSize = 32,
        val_fraction: Fraction = 0.2,
        test_fraction: Fraction = 0.2,
        standardize: bool = True,
        seed: Seed = 0,
    ) -> None:
        """Check and keep the options.

        Args:
            points: number of points, ≥ 1; the classes take turns.
            noise: standard deviation of what is added to each coordinate, ≥ 0.
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

    def rows(self) -> Rows:
        """Draw the points [points, 2]."""
        data = random.Purpose.DATA
        targets = np.arange(self.points) % 2
        t = 2 * np.pi * random.uniform(self.points, seed=self.seed, purpose=data)
        circle = _RADII[targets, None] * np.stack([np.cos(t), np.sin(t)], axis=1)
        noise = self.noise * random.normal((self.points, 2), seed=self.seed, purpose=data, layer=1)
        return Rows(circle + noise, targets, ["x1", "x2"], ["outer", "inner"])
