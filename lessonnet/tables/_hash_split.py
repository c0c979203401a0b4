"""The split of a table that memory cannot hold: a row's part is decided by a hash of its values and the seed.

So equal rows fall into one part, and each class is split in the wanted proportion in expectation.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray


class HashSplit(NamedTuple):
    """Which part a row belongs to, by a hash of its values.

    Attributes:
        columns: that are hashed.
        val_fraction: of the rows.
        test_fraction: likewise.
        seed: of the split.
    """

    columns: tuple[str, ...]
    val_fraction: float
    test_fraction: float
    seed: int

    def hashes(self, frame: pl.DataFrame) -> NDArray[np.uint64]:
        """Return a hash of each row's values, spread evenly over 64 bits."""
        return mixed(frame.select(self.columns).hash_rows(seed=self.seed).to_numpy())

    def parts(self, frame: pl.DataFrame) -> dict[str, NDArray[np.int64]]:
        """Return the numbers of the rows of each part."""
        return self.parts_of(self.hashes(frame))

    def parts_of(self, hashes: NDArray[np.uint64]) -> dict[str, NDArray[np.int64]]:
        """Return the numbers of the rows of each part, from the rows' hashes."""
        bounds = (self.test_fraction, self.test_fraction + self.val_fraction)
        part = np.searchsorted(bounds, hashes / 2.0**64, side="right")
        found = {"test": 0, "val": 1, "train": 2}
        return {name: np.flatnonzero(part == number) for name, number in found.items()}


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit hashes evenly over their range: polars tells rows apart by all bits, not by the highest alone.

    The finalizer of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
    """
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
