"""The lesson's students: a test score and grades, accepted or rejected by the lesson's own rule (rows L1, L2, L8a).

    line:    score = 2·test + grades − 18
    curved:  score = 3·∛(test²·grades) − 18
    accepted where score + noise·z ≥ 0, z standard normal

Both rules ask for a mean of at least 6 in which the test counts twice: the line for the arithmetic mean, the curve
for the geometric one, which is never larger and which a single weak mark pulls down. So a student with test 9 and
grades 1 scores +1 on the line and −5.0 on the curve.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Fraction, NonNegativeFloat, PositiveInt, Seed

Rule = Literal["line", "curved"]


class Admissions(DataSet):
    """Draw students with test and grades uniform in 0..10 and label them by one of the lesson's two rules."""

    name = "admissions"

    def __init__(
        self,
        points: PositiveInt = 400,
        noise: NonNegativeFloat = 0.5,
        rule: Rule = "line",
        *,
        batch_size: BatchSize = 16,
        val_fraction: Fraction = 0.2,
        test_fraction: Fraction = 0.2,
        standardize: bool = True,
        seed: Seed = 0,
    ) -> None:
        """Check and keep the options.

        Args:
            points: number of students, ≥ 1.
            noise: standard deviation of what is added to a score before the label is taken, in points of the score,
                ≥ 0; 0 follows the rule exactly.
            rule: ``"line"`` for the straight boundary, ``"curved"`` for the bent one.
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
        self.rule: Rule = self._checked("rule", rule)

    def rows(self) -> Rows:
        """Draw the students [points, 2] and label them."""
        data = random.Purpose.DATA
        marks = 10 * random.uniform((self.points, 2), seed=self.seed, purpose=data)
        noise = self.noise * random.normal(self.points, seed=self.seed, purpose=data, layer=1)
        accepted = admission_score(marks[:, 0], marks[:, 1], self.rule) + noise >= 0
        return Rows(marks, accepted.astype(np.int64), ["test", "grades"], ["rejected", "accepted"])


def admission_score(test: NDArray[np.float64], grades: NDArray[np.float64], rule: Rule) -> NDArray[np.float64]:
    """Score students by a rule; 0 and above is accepted.

    Args:
        test: test scores [N], 0 to 10.
        grades: grades [N], 0 to 10.
        rule: which of the two.

    Returns:
        scores [N].
    """
    if rule == "line":
        return 2 * test + grades - 18
    return 3 * np.cbrt(test**2 * grades) - 18
