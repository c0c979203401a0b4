"""A data set of one's own: rows in original units; splits, scaling and batches come with the base."""

from dataclasses import dataclass

import numpy as np
from lessonnet.data import DataSet, Rows
from lessonnet.options import Points, PositiveInt


@dataclass(eq=False, repr=False)
class Checkerboard(DataSet):
    """Points in a square, of the colour of the field that they lie on.

    Args:
        points: how many, ≥ 1.
        fields: along each side, ≥ 1.
    """

    name = "checkerboard"

    points: Points = 400
    fields: PositiveInt = 2

    def rows(self) -> Rows:
        """Draw the points [N, 2] and their colours, the same for the same seed."""
        generator = np.random.Generator(np.random.Philox(self.seed))
        places = generator.uniform(0, self.fields, size=(self.points, 2))
        colours = np.floor(places).astype(np.int64).sum(1) % 2
        return Rows(places, colours, ["x1", "x2"], ["black", "white"])
