"""What was measured while the members trained."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from lessonnet.stack._sums import Sums

_MOST_PENDING = 256
"""Epochs that wait to be stored, each some kilobytes."""


class History:
    """Metrics of each epoch, and the sums of the one that has not ended.

    What an epoch measured stays as it came, on its device, until somebody looks or many epochs have gathered: to store
    one costs more than to measure it, and to store many at once not much more than one.

    Attributes:
        unfinished: sums over the steps since the last epoch's end; None before the first of them.
    """

    def __init__(self, members: int) -> None:
        self._names: list[str] = []
        # Room for more epochs than there are, M metrics and K members: it doubles when it is full.
        self._values_EMK, self._count = torch.empty(0, 0, members, dtype=torch.float64), 0
        self._pending: list[Mapping[str, Tensor]] = []
        self._active = torch.arange(members)
        self.unfinished: Sums | None = None

    @property
    def epochs(self) -> dict[str, Tensor]:
        """Metrics of all epochs: names to float64 [E, K] on the CPU, NaN for members that had left.

        Empty before the first epoch; later epochs may or may not be written into the same memory.
        """
        self._store()
        return dict(zip(self._names, self._values_EMK[: self._count].unbind(1), strict=True)) if self._count else {}

    def add(self, sums: Sums) -> None:
        """Add the sums of a chunk."""
        self.unfinished = sums.plus(self.unfinished)

    def close_epoch(self, active: Tensor, measured: Mapping[str, Tensor]) -> None:
        """Begin the next epoch.

        Args:
            active: numbers of the members that trained, [A]; the same for every epoch until `keep`.
            measured: names to float64 [A].
        """
        self._active = active
        self._pending.append(measured)
        if len(self._pending) == _MOST_PENDING:
            self._store()
        self.unfinished = None

    def keep(self, stay: Tensor) -> None:
        """Go on with these of the members that trained."""
        self._store()
        if self.unfinished is not None:
            self.unfinished = self.unfinished.keep(stay)

    def to(self, device: torch.device) -> None:
        """Move the sums to a device."""
        if self.unfinished is not None:
            self.unfinished = self.unfinished.to(device)

    def state(self) -> dict[str, Any]:
        """Return what a resumed training needs; of all epochs one tensor, since many small ones take long to save."""
        self._store()
        unfinished = None if self.unfinished is None else list(self.unfinished)
        return {"names": self._names, "values": self._values_EMK[: self._count].clone(), "unfinished": unfinished}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self._names, self._values_EMK = list(state["names"]), state["values"]
        self._count, self._pending = len(self._values_EMK), []
        self.unfinished = None if state["unfinished"] is None else Sums(*state["unfinished"])

    def _store(self) -> None:
        """Place what the members that trained have measured among all K."""
        if not self._pending:
            return
        self._names = list(self._pending[0])
        stop = self._count + len(self._pending)
        if stop > len(self._values_EMK):
            self._make_room(2 * stop)
        values = torch.stack([values_A for measured in self._pending for values_A in measured.values()])
        values_EMA = values.view(len(self._pending), len(self._names), -1).cpu()
        self._values_EMK[self._count : stop, :, self._active] = values_EMA
        self._count, self._pending = stop, []

    def _make_room(self, epochs: int) -> None:
        values_EMK = torch.full((epochs, len(self._names), self._values_EMK.shape[-1]), torch.nan, dtype=torch.float64)
        if self._count:
            values_EMK[: self._count] = self._values_EMK[: self._count]
        self._values_EMK = values_EMK
