"""How much each row of a table counts: its own weight times its class's.

With class_weight=balanced a class c of N_c training rows gets N / (C·N_c) for each of them, as in scikit-learn; a part's
weights are then scaled to mean 1.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.options import OptionError
from lessonnet.tables import FileRows, TableRows


class Weigher(NamedTuple):
    """Hold each class's weight, None where all count the same."""

    by_class: NDArray[np.float64] | None

    @classmethod
    def of(cls, table: TableRows, train: NDArray[np.int64], balanced: bool) -> "Weigher":
        """Measure the classes' weights on the training rows."""
        if not balanced:
            return cls(None)
        classes = table.main.classes[train]
        weights = table.main.weights
        counts = np.bincount(classes, None if weights is None else weights[train], len(table.class_names))
        if not counts.all():
            name = table.class_names[int(counts.argmin())]
            raise OptionError(
                f"`data.class_weight=balanced`: all training rows of the class {name!r} have the weight 0."
            )
        return cls(counts.sum() / (len(counts) * counts))

    def of_rows(self, rows: FileRows, place: NDArray[np.int64]) -> Tensor | None:
        """Return the weights of these rows, mean 1, or None where all count the same."""
        weights = None if rows.weights is None else rows.weights[place]
        if self.by_class is not None:
            own = self.by_class[rows.classes[place]]
            weights = own if weights is None else own * weights
        if weights is None:
            return None
        if not weights.any():
            raise OptionError(f"{rows.place(None)}: the weights of a part's rows are all 0.")
        return torch.from_numpy(weights / weights.mean())
