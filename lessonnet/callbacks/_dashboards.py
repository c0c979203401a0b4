"""When dashboards are written: now and then while training, for a small share of the time, and at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lessonnet.observation import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from torch.utils.tensorboard import SummaryWriter

    from lessonnet.callbacks._dashboard import Dashboard
    from lessonnet.observation import Scene


class Dashboards:
    """Some dashboards and what they have cost.

    While training, each shows the newest network as often as its share of the time allows.
    At the end it shows networks from the whole training that it has not shown, spread evenly, as many as its time
    allows, and always the last.

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
        self._shown = dict.fromkeys(self._all, -1)

    def write(self, writer: SummaryWriter, scene: Scene, walltime: Callable[[int], float], *, is_last: bool) -> None:
        """Write what is due.

        Args:
            writer: of the run's event file.
            scene: the training so far.
            walltime: from finished epochs to when that was, in seconds since 1970.
            is_last: whether the training has ended.
        """
        from tensorboard.compat.proto.summary_pb2 import Summary

        for dashboard in self._all:
            deadline = time.monotonic() + dashboard.seconds
            for place in self._places(dashboard, scene, is_last):
                if place + 1 < len(scene.course.epochs) and is_last and time.monotonic() > deadline:
                    continue
                start = time.monotonic()
                frame = scene.frame(place)
                values = list(dashboard.values(scene, frame))
                writer._get_file_writer().add_summary(Summary(value=values), frame.step, walltime(frame.epoch))
                self._cost[dashboard] = time.monotonic() - start
                self._spent[dashboard] += self._cost[dashboard]
                self._shown[dashboard] = frame.epoch

    def _places(self, dashboard: Dashboard, scene: Scene, is_last: bool) -> Sequence[int]:
        """Return which frames are to be shown now, ascending."""
        epochs = scene.course.epochs
        first = sum(epoch <= self._shown[dashboard] for epoch in epochs)
        if is_last:
            return spread(len(epochs), dashboard.most, first)
        allowed = dashboard.share * (time.monotonic() - self._began) - self._spent[dashboard]
        return [len(epochs) - 1] if first < len(epochs) and allowed > self._cost[dashboard] else []
