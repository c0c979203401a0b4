"""No data: what a descent on an error surface learns from (row L26)."""

from dataclasses import dataclass, field

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Part, Rows
from lessonnet.options import Fraction, Seed


@dataclass(eq=False, repr=False, kw_only=True)
class NoData(DataSet):
    """Hold one point without features and without a class, so that an epoch is one step.

    The error of a surface depends on the two parameters alone. It has no options: there is nothing to cut into
    batches or parts.
    """

    name = "none"

    batch_size: BatchSize = field(init=False, default="full")
    val_fraction: Fraction = field(init=False, default=0.0)
    test_fraction: Fraction = field(init=False, default=0.0)
    standardize: bool = field(init=False, default=False)
    seed: Seed = field(init=False, default=0)

    def rows(self) -> Rows:
        """Return the point, features [1, 0]."""
        return Rows(np.empty((1, 0)), np.zeros(1, dtype=np.int64), [], [])

    def fill(self) -> None:
        """Let the point be the training part; nobody else needs it."""
        rows = self.rows()
        self.feature_names, self.class_names, self.scaling = rows.feature_names, rows.class_names, None
        self.train = self._raw_train = Part.of(rows.features, rows.targets)
        self.val = self.test = None
