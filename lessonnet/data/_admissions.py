"""The lesson's students: a test score and grades, accepted or rejected by the lesson's own rule (rows L1, L2, L8a).

    line:    score = 2·test + grades − 18
    curved:  score = 3·∛(test²·grades) − 18
    accepted where score + noise·z ≥ 0, z standard normal

Both rules ask for a mean of at least 6 in which the test counts twice: the line for the arithmetic mean, the curve
for the geometric one, which is never larger and which a single weak mark pulls down. So a student with test 9 and
grades 1 scores +1 on the line and −5.0 on the curve.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.functional import random
from lessonnet.options import Points, Spread

Rule = Literal["line", "curved"]


@dataclass(eq=False, repr=False)
class Admissions(DataSet):
    """Draw students with test and grades uniform in 0..10 and label them by one of the lesson's two rules.

    Args:
        points: number of students, ≥ 1.
        noise: standard deviation of what is added to a score before the label is taken, in points of the score,
            ≥ 0; 0 follows the rule exactly.
        rule: ``"line"`` for the straight boundary, ``"curved"`` for the bent one.
    """

    name = "admissions"

    points: Points = 400
    noise: Spread = 0.5
    rule: Rule = "line"
    _: KW_ONLY
    batch_size: BatchSize = 16

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
