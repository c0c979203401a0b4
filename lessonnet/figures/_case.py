"""One training among several, and where its epochs stand on a horizontal axis.

Suffixes name the axes: E epochs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Against = Literal["epoch", "step", "computations", "seconds"]


@dataclass(frozen=True)
class Case:
    """One training among those that are compared.

    Args:
        history: a row for each epoch, as in a run's `metrics.csv` [E].
        points: training points, each of which is fed through once an epoch, ≥ 1; needed against computations.
        batch_size: points of a mini-batch; None for all; needed against steps unless the history has `step`.
        seconds: of the whole training, > 0; needed against seconds. Its epochs are taken to last equally long.
    """

    history: Sequence[Mapping[str, float]]
    points: int | None = None
    batch_size: int | None = None
    seconds: float | None = None

    def along(self, against: Against) -> NDArray[np.float64]:
        """Return where each epoch's end stands on the horizontal axis [E].

        Raises:
            ValueError: if this needs what the case does not have.
        """
        epochs = np.arange(1, len(self.history) + 1, dtype=np.float64)
        if against == "epoch":
            return epochs
        if against == "step" and self.history and "step" in self.history[0]:
            return np.array([row["step"] for row in self.history], dtype=np.float64)
        if against == "seconds" and self.seconds is not None:
            return epochs * self.seconds / len(epochs)
        if against in ("computations", "step") and self.points is not None:
            per_step = min(self.batch_size or self.points, self.points)
            return epochs * (self.points if against == "computations" else -(-self.points // per_step))
        raise ValueError(f"A case has not what it needs to be drawn against {against}: see `Case`.")
