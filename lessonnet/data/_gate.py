"""The logic gates as data: their truth tables, in the order of the lesson's tables (rows L4, L5)."""

from typing import Literal

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.options import Fraction, Seed

GateName = Literal["and", "or", "not", "nand", "xor"]

_INPUTS = ((1, 1), (1, 0), (0, 1), (0, 0))
_OUTPUTS = {"and": (1, 0, 0, 0), "or": (1, 1, 1, 0), "nand": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}


class Gate(DataSet):
    """Hold one gate's truth table: all of it is the training part, as it stands and not standardised."""

    name = "gate"

    def __init__(
        self,
        gate: GateName = "and",
        *,
        batch_size: BatchSize = 1,
        val_fraction: Fraction = 0.0,
        test_fraction: Fraction = 0.0,
        standardize: bool = False,
        seed: Seed = 0,
    ) -> None:
        """Check and keep the options.

        Args:
            gate: which; ``"not"`` has one input, the others two.
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
        self.gate: GateName = self._checked("gate", gate)

    def rows(self) -> Rows:
        """Write out the table [4, 2], or [2, 1] for NOT."""
        inputs, outputs = (((1,), (0,)), (0, 1)) if self.gate == "not" else (_INPUTS, _OUTPUTS[self.gate])
        features = np.array(inputs, dtype=np.float64)
        names = [f"x{i + 1}" for i in range(features.shape[1])]
        return Rows(features, np.array(outputs, dtype=np.int64), names, ["false", "true"])
