"""The logic gates as data: their truth tables, in the order of the lesson's tables (rows L4, L5)."""

from dataclasses import KW_ONLY, dataclass
from typing import Literal

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.options import Fraction

GateName = Literal["and", "or", "not", "nand", "xor"]

_INPUTS = ((1, 1), (1, 0), (0, 1), (0, 0))
_OUTPUTS = {"and": (1, 0, 0, 0), "or": (1, 1, 1, 0), "nand": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}


@dataclass(eq=False, repr=False)
class Gate(DataSet):
    """Hold one gate's truth table: all of it is the training part, as it stands and not standardised.

    Args:
        gate: which; ``"not"`` has one input, the others two.
    """

    name = "gate"

    gate: GateName = "and"
    _: KW_ONLY
    batch_size: BatchSize = 1
    val_fraction: Fraction = 0.0
    test_fraction: Fraction = 0.0
    standardize: bool = False

    def rows(self) -> Rows:
        """Write out the table [4, 2], or [2, 1] for NOT."""
        inputs, outputs = (((1,), (0,)), (0, 1)) if self.gate == "not" else (_INPUTS, _OUTPUTS[self.gate])
        features = np.array(inputs, dtype=np.float64)
        names = [f"x{i + 1}" for i in range(features.shape[1])]
        return Rows(features, np.array(outputs, dtype=np.int64), names, ["false", "true"])
