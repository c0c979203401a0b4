"""A data set of weighted points, that a config names by `_target_`."""

import torch

from lessonnet.data import Moons


class WeightedMoons(Moons):
    """Two moons whose points count 1, 2 and 3 times in turns."""

    def setup(self, stage: str | None = None) -> None:
        if not self._is_set_up:
            super().setup(stage)
            for name in ("train", "val", "test"):
                part = getattr(self, name)
                weights = 1.0 + torch.arange(len(part.targets), dtype=torch.float64) % 3
                setattr(self, name, part._replace(weights=weights / weights.mean()))
