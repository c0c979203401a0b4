"""What was measured while the members trained."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lessonnet.stack._sums import Sums


class History:
    """Metrics of each epoch, and the sums of the one that has not ended.

    Attributes:
        epochs: for each, names to float64 [K], NaN for members that had left.
        unfinished: sums over the steps since the last epoch's end; None before the first of them.
    """

    def __init__(self, members: int) -> None:
        self._members = members
        self.epochs: list[dict[str, Tensor]] = []
        self.unfinished: Sums | None = None

    @property
    def newest(self) -> dict[str, Tensor]:
        """Return the metrics of the newest epoch, none before the first."""
        return self.epochs[-1] if self.epochs else {}

    def add(self, sums: Sums) -> None:
        """Add the sums of a chunk."""
        self.unfinished = sums.plus(self.unfinished)

    def close_epoch(self, active: Tensor, measured: Mapping[str, Tensor]) -> None:
        """Begin the next epoch.

        Args:
            active: numbers of the members that trained, [A].
            measured: names to [A].
        """
        values_MK = torch.full((len(measured), self._members), torch.nan, dtype=torch.float64)
        values_MK[:, active] = torch.stack([values_A.double() for values_A in measured.values()]).cpu()
        self.epochs.append(dict(zip(measured, values_MK.unbind(), strict=True)))
        self.unfinished = None

    def keep(self, stay: Tensor) -> None:
        """Go on with these of the members that trained."""
        if self.unfinished is not None:
            self.unfinished = self.unfinished.keep(stay)

    def to(self, device: torch.device) -> None:
        """Move the sums to a device."""
        if self.unfinished is not None:
            self.unfinished = self.unfinished.to(device)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs."""
        return {"epochs": self.epochs, "unfinished": None if self.unfinished is None else list(self.unfinished)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self.epochs = state["epochs"]
        self.unfinished = None if state["unfinished"] is None else Sums(*state["unfinished"])
