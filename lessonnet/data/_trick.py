"""The two worked examples of the perceptron trick as data (rows L7, L8)."""

from dataclasses import KW_ONLY, dataclass
from typing import Literal

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.options import Fraction

_POINTS = {
    "first": (((4.0, 5.0), 0), ((10.0, 10.0), 1)),
    "second": (((1.0, 1.0), 1), ((0.0, 0.0), 0)),
}
"""Each with its label: the point that the line 3·x1 + 4·x2 − 10 gets wrong, and one that it gets right throughout."""


@dataclass(eq=False, repr=False)
class Trick(DataSet):
    """Hold the point that a worked example is about, and one of the other class, since a class alone is no problem.

    With ``init=fixed init.weights=[3,4,-10]`` and rate 0.1 only the example's own point is ever wrong.

    Args:
        example: ``"first"`` is (4, 5) with the label 0, ``"second"`` is (1, 1) with the label 1.
    """

    name = "trick"

    example: Literal["first", "second"] = "second"
    _: KW_ONLY
    batch_size: BatchSize = 1
    val_fraction: Fraction = 0.0
    test_fraction: Fraction = 0.0
    standardize: bool = False

    def rows(self) -> Rows:
        """Write the two points out [2, 2]."""
        points, labels = zip(*_POINTS[self.example], strict=True)
        return Rows(np.array(points), np.array(labels, dtype=np.int64), ["x1", "x2"], ["0", "1"])
