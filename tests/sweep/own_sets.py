"""Data sets that a config names by `_target_`."""

import torch

from lessonnet.data import Moons
from tests.data.streams import HeldStream


class WeightedMoons(Moons):
    """Two moons whose points count 1, 2 and 3 times in turns."""

    def fill(self) -> None:
        super().fill()
        for name in ("train", "val", "test"):
            part = getattr(self, name)
            weights = 1.0 + torch.arange(part.points, dtype=torch.float64) % 3
            setattr(self, name, part._replace(weights=weights / weights.mean()))


class LonelyMoons(WeightedMoons):
    """The same, which is trained on by one job at a time."""

    stacks = False


class StreamedMoons(WeightedMoons):
    """The same in chunks of ten points."""

    def fill(self) -> None:
        super().fill()
        for name in ("train", "val", "test"):
            part = getattr(self, name)
            sizes = [10] * (part.points // 10) + [part.points % 10]
            setattr(self, name, HeldStream(part, sizes, together=3))
