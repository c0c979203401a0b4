"""When dashboards are written: now and then while training, for a small share of the time, and at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lessonnet.observation import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from torch.utils.tensorboard import SummaryWriter

    from lessonnet.callbacks._dashboard import Dashboard
    from lessonnet.observation import Scene


class Dashboards:
    """Some dashboards and what they have cost.

    While training, each shows the newest network as often as its share of the time allows.
    At the end it shows networks from the whole training, spread evenly, as many as its time allows; those of the start
    and of the end are always among them.

    Args:
        dashboards: to be written.
    """

    def __init__(self, dashboards: Iterable[Dashboard]) -> None:
        self._all = list(dashboards)
        self._began = time.monotonic()
        self._spent = dict.fromkeys(self._all, 0.0)
        self._cost = {dashboard: dashboard.expected_seconds for dashboard in self._all}
        self.forget()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all)

    def start(self) -> None:
        """Start the clock of the training."""
        self._began = time.monotonic()

    def forget(self) -> None:
        """Show everything anew, in another file."""
        self._newest = dict.fromkeys(self._all, -1)

    def write(self, writer: SummaryWriter, scene: Scene, walltime: Callable[[int], float]) -> None:
        """Write the newest network where that is due.

        Args:
            writer: of the run's event file.
            scene: the training so far.
            walltime: from finished epochs to when that was, in seconds since 1970.
        """
        newest = len(scene.course.epochs) - 1
        for dashboard in self._all:
            allowed = dashboard.share * (time.monotonic() - self._began) - self._spent[dashboard]
            if scene.course.epochs[newest] > self._newest[dashboard] and allowed > self._cost[dashboard]:
                self._add(writer, dashboard, scene, newest, walltime)

    @property
    def has_shown(self) -> bool:
        """Whether anything has been shown since the file was begun."""
        return any(epoch >= 0 for epoch in self._newest.values())

    def finish(self, writer: SummaryWriter, scene: Scene, walltime: Callable[[int], float]) -> None:
        """Write networks from the whole training, as many as the time allows, the first and the last among them.

        Args:
            writer: of a file that has none of them yet: TensorBoard takes a step that is not after the one before it
                for a restart, and drops what it has of later ones.
            scene: the training at its end.
            walltime: as for `write`.
        """
        count = len(scene.course.epochs)
        for dashboard in self._all:
            if dashboard.most > 1 and count > 1:
                self._add(writer, dashboard, scene, 0, walltime)
            affordable = 1 + int(dashboard.seconds / max(self._cost[dashboard], 1e-6))
            for place in spread(count, min(dashboard.most, affordable)):
                self._add(writer, dashboard, scene, place, walltime)

    def _add(
        self, writer: SummaryWriter, dashboard: Dashboard, scene: Scene, place: int, walltime: Callable[[int], float]
    ) -> None:
        """Write the network of a frame, if it comes after those that are written."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        epoch, step = scene.course.epochs[place], scene.course.steps[place]
        if epoch <= self._newest[dashboard]:
            return
        start = time.monotonic()
        values = list(dashboard.values(scene, scene.frame(place)))
        writer._get_file_writer().add_summary(Summary(value=values), step, walltime(epoch))
        self._cost[dashboard] = time.monotonic() - start
        self._spent[dashboard] += self._cost[dashboard]
        self._newest[dashboard] = epoch
