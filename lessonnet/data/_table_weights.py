"""How much each row of a table counts: its own weight times its class's.

With class_weight=balanced, rows of a class that has the weight W_c of the training's W get W / (C·W_c), as in
scikit-learn; a part's weights are then scaled to mean 1.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lessonnet.options import OptionError

PARTS = {"train": "training", "val": "validation", "test": "test"}
"""The parts as a user knows them."""

Floats = NDArray[np.float64]


def balancing(totals: Floats, class_names: Sequence[str]) -> Floats:
    """Return the factor of each class that lets all count the same.

    Args:
        totals: the classes' training rows, or the sums of their weights [C].
        class_names: for the error.

    Raises:
        OptionError: if a class has no weight.

    Example:
        >>> balancing(np.array([3.0, 1.0]), ["no", "yes"])
        array([0.66666667, 2.        ])
    """
    if not totals.all():
        name = class_names[int(totals.argmin())]
        raise OptionError(f"`data.class_weight=balanced`: no training row of the class {name!r} has a weight above 0.")
    return totals.sum() / (len(totals) * totals)


def combined(own: Floats | None, factors: Floats | None, classes: NDArray[np.int64]) -> Floats | None:
    """Return the weight of each row [N]: its own times its class's; None where all count the same.

    Args:
        own: the rows' weights [N], or None.
        factors: the classes' [C], or None.
        classes: of the rows [N].
    """
    if factors is None:
        return own
    return factors[classes] if own is None else own * factors[classes]


def refuse_weightless(total: float, where: object, column: str | None, part: str) -> None:
    """Refuse a part all of whose rows count nothing, or more than can be added up.

    Args:
        total: of the part's weights.
        where: the file.
        column: of the weights; without one the classes' weights alone count, which are never 0.
        part: `train`, `val` or `test`.

    Raises:
        OptionError: names file, column and part.
    """
    if not total > 0:
        raise OptionError(f"{where}: column `{column}`: the weights of all rows of the {PARTS[part]} part are 0.")
    if not math.isfinite(total):
        raise OptionError(
            f"{where}: column `{column}`: the weights of the {PARTS[part]} part are too large to be added up; divide "
            "them all by one number."
        )
