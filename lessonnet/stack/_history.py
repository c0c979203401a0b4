"""What was measured while the members trained."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lessonnet.stack._sums import Sums


class History:
    """Metrics of each epoch, and the sums of the one that has not ended.

    What an epoch measured stays as it came, on its device, until somebody looks: a look costs more than the measuring.

    Attributes:
        unfinished: sums over the steps since the last epoch's end; None before the first of them.
    """

    def __init__(self, members: int) -> None:
        self._members = members
        self._seen: list[dict[str, Tensor]] = []
        self._unseen: list[tuple[Tensor, Mapping[str, Tensor]]] = []
        self.unfinished: Sums | None = None

    @property
    def epochs(self) -> list[dict[str, Tensor]]:
        """Metrics of each epoch: names to float64 [K] on the CPU, NaN for members that had left."""
        self._seen += [self._for_all(active, measured) for active, measured in self._unseen]
        self._unseen.clear()
        return self._seen

    @property
    def newest(self) -> dict[str, Tensor]:
        """Metrics of the newest epoch, none before the first."""
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
        self._unseen.append((active, measured))
        self.unfinished = None

    def _for_all(self, active: Tensor, measured: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Place values of the members that trained among all K."""
        values_MK = torch.full((len(measured), self._members), torch.nan, dtype=torch.float64)
        values_MK[:, active] = torch.stack([values_A.double() for values_A in measured.values()]).cpu()
        return dict(zip(measured, values_MK.unbind(), strict=True))

    def keep(self, stay: Tensor) -> None:
        """Go on with these of the members that trained."""
        if self.unfinished is not None:
            self.unfinished = self.unfinished.keep(stay)

    def to(self, device: torch.device) -> None:
        """Move the sums to a device."""
        if self.unfinished is not None:
            self.unfinished = self.unfinished.to(device)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs; of all epochs one tensor, since many small ones take long to save."""
        names = list(self.newest)
        values_EMK = torch.stack([torch.stack([*epoch.values()]) for epoch in self.epochs]) if names else None
        unfinished = None if self.unfinished is None else list(self.unfinished)
        return {"names": names, "values": values_EMK, "unfinished": unfinished}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        names, values_EMK = state["names"], state["values"]
        epochs = () if values_EMK is None else values_EMK
        self._seen = [dict(zip(names, values_MK.unbind(), strict=True)) for values_MK in epochs]
        self.unfinished = None if state["unfinished"] is None else Sums(*state["unfinished"])
