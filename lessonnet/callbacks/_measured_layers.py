"""What each layer went through, written from measurements that are there already (row L23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonnet.callbacks._dashboards import Dashboards
from lessonnet.observation import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.utils.tensorboard import SummaryWriter

    from lessonnet.observation import LayerHistory, Scene


class MeasuredLayers(Dashboards):
    """Show at a training's end the numbers that `layers.csv` has, by the tags of `Layers`; nothing is measured anew.

    Args:
        history: the measurements.
        most: times that are shown, ≥ 1, spread evenly.
    """

    def __init__(self, history: LayerHistory, most: int) -> None:
        super().__init__([])
        self._history, self._most = history, most

    def __len__(self) -> int:
        """Return that there is something to show."""
        return 1

    def finish(self, writer: SummaryWriter, scene: Scene, walltime: Callable[[int], float]) -> None:
        """Write the measurements, the first and the last among them.

        Args:
            writer: of a file that has none of them yet.
            scene: not looked at.
            walltime: from finished epochs to when that was, in seconds since 1970.
        """
        from tensorboard.compat.proto.summary_pb2 import Summary

        history = self._history
        for place in spread(len(history.epochs), self._most):
            points = [Summary.Value(tag=tag, simple_value=numbers[place]) for tag, numbers in history.tags.items()]
            summary, ended_at = Summary(value=points), walltime(history.epochs[place])
            writer._get_file_writer().add_summary(summary, history.steps[place], ended_at)
