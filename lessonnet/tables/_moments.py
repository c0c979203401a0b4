"""Mean and deviation of numbers that come in pieces."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass
class Moments:
    """Count, mean and sum of squared deviations, brought together chunk by chunk (Chan, Golub and LeVeque, 1979)."""

    count: int = 0
    missing: int = 0
    mean: float = 0.0
    squares: float = 0.0
    least: float = np.inf
    most: float = -np.inf

    @property
    def deviation(self) -> float:
        """Standard deviation once missing numbers are the mean; 1 where all are equal."""
        return 1.0 if self.least >= self.most else float(np.sqrt(self.squares / (self.count + self.missing)))

    def add(self, values: NDArray[np.float64]) -> None:
        known = values[~np.isnan(values)]
        self.missing += len(values) - len(known)
        if not len(known):
            return
        with np.errstate(over="ignore", invalid="ignore"):  # who asks for the deviation looks whether it is finite
            mean = known.mean()
            total, offset = self.count + len(known), mean - self.mean
            self.squares += float(((known - mean) ** 2).sum() + offset * offset * self.count * len(known) / total)
            self.mean += float(offset * len(known) / total)
        self.count = total
        self.least, self.most = min(self.least, float(known.min())), max(self.most, float(known.max()))
        if self.least == self.most:
            self.mean = self.least  # which a sum divided by its count may miss
