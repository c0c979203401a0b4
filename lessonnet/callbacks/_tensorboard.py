"""Curves and an HParams entry for TensorBoard."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import lightning.pytorch as pl

from lessonnet.callbacks._curves import LAYOUT, METRICS, curves_of
from lessonnet.callbacks._dashboards import Dashboards
from lessonnet.callbacks._image import image
from lessonnet.options import NonNegativeInt, PositiveFloat

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.utils.tensorboard import SummaryWriter

    from lessonnet.observation import Scene
    from lessonnet.stack import Outcome, Stack

_POINTS = 512
"""A curve has all of its first points, half of what TensorBoard shows of one: a longer run has more than those."""


class TensorBoard(pl.Callback):
    """Write the curves of the member that leads, against optimizer steps.

    A curve has a point for each of the first 512 epochs, for every second one up to the 1024th, for every fourth up
    to the 2048th and so on, and for the last: TensorBoard shows about a thousand points of a curve, however many there
    are, and on a small network writing one takes as long as a step. `metrics.csv` has all epochs.

    Epochs are written together every now and then, each with the time when it ended. A resumed run writes its whole
    history into a new file, which takes the place of the earlier ones: no epoch is missing or there twice, whenever
    the run was killed. It does the same at the end where the lead had changed: the curves are then one member's, those
    of `metrics.csv`.

    Args:
        every_seconds: time between two writes, in seconds, > 0.
        max_event_dirs: jobs of a sweep that have curves of their own, ≥ 0: the first so many. A page of thousands is
            slow, and a sweep has its own table.

    Attributes:
        directory: where event files go, usually a run's ``tensorboard/``; set before training.
        dashboards: what else it shows; set before training.
        scene_of: returns the training so far as dashboards see it; set where there are any.
    """

    def __init__(self, every_seconds: PositiveFloat = 1.0, max_event_dirs: NonNegativeInt = 100) -> None:
        self.every_seconds, self.max_event_dirs = every_seconds, max_event_dirs
        self.directory: Path | None = None
        self.dashboards = Dashboards([])
        self.scene_of: Callable[[Stack | Outcome], Scene] | None = None
        self._writer: SummaryWriter | None = None
        self._written_at, self._began_at = 0.0, time.time()
        self._ended_at: list[float] = []
        self._last_written = 0
        self._members_shown: set[int] = set()

    def on_fit_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Start the clock."""
        self._written_at, self._began_at = time.monotonic(), time.time()
        self.dashboards.start()

    def on_train_batch_end(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Note the end of an epoch, and write if it is time."""
        if not batch.ends_epoch or not trainer.is_global_zero or self.directory is None:
            return
        self._ended_at.append(time.time())
        if time.monotonic() - self._written_at >= self.every_seconds:
            self._write(cast("Stack", pl_module))

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Write what is left, and all of it where the lead had changed."""
        if not trainer.is_global_zero or self.directory is None:
            return
        stack = cast("Stack", pl_module)
        if self._members_shown - {stack.record.leader}:
            self._close()
        self._write(stack, is_last=True)

    def state_dict(self) -> dict[str, Any]:
        """Return when the epochs ended, in seconds since 1970."""
        return {"ended_at": list(self._ended_at)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        self._ended_at = list(state_dict["ended_at"])

    def finish(
        self,
        stack: Stack | Outcome,
        hyperparameters: Mapping[str, Any],
        metrics: Mapping[str, float],
        figures: Mapping[str, bytes] | None = None,
    ) -> None:
        """Write the HParams entry, final numbers, figures and dashboards into the run's own event file, and close it.

        Args:
            stack: after its training; where nothing was left to train, its whole history is written anew.
            hyperparameters: dotted config keys to plain values.
            metrics: names to the run's final numbers; they stand one step behind the curves.
            figures: names to PNGs; likewise.
        """
        if self.directory is None:
            return
        from tensorboard.compat.proto.summary_pb2 import Summary
        from torch.utils.tensorboard.summary import hparams

        plain = {key: v if isinstance(v, bool | int | float | str) else str(v) for key, v in hyperparameters.items()}
        if self.dashboards.has_shown:
            self._close()  # at the end they are written anew, from the first step to the last
        writer = self._writer or self._write(stack, is_last=True)
        # SummaryWriter.add_hparams would make a run of its own for each entry.
        for summary in hparams(plain, dict(metrics)):
            writer._get_file_writer().add_summary(summary)
        for name, value in metrics.items():
            writer.add_scalar(name, value, stack.steps_done + 1)
        if figures:
            pictures = Summary(value=[image(f"figures/{name}", data) for name, data in figures.items()])
            writer._get_file_writer().add_summary(pictures, stack.steps_done + 1)
        try:
            if len(self.dashboards) and self.scene_of is not None:
                self.dashboards.finish(writer, self.scene_of(stack), self._time_of)
        finally:
            self._close()

    def _write(self, stack: Stack | Outcome, is_last: bool = False) -> SummaryWriter:
        """Write the epochs that are not in the file yet, and in a new file all of them."""
        assert self.directory is not None
        earlier = [] if self._writer else list(self.directory.glob("events.*"))
        writer = self._writer or self._open(purge_step=1 if earlier else None)
        self._add_epochs(writer, stack, is_last)
        if not is_last and len(self.dashboards) and self.scene_of is not None:
            self.dashboards.write(writer, self.scene_of(stack), self._time_of)
        writer.flush()
        for path in earlier:
            path.unlink()
        self._written_at = time.monotonic()
        return writer

    def _add_epochs(self, writer: SummaryWriter, stack: Stack | Outcome, is_last: bool) -> None:
        """Add the leader's points of epochs that come after the last one written."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        leader = stack.record.leader
        last = int(stack.record.epochs[leader])
        epochs = [e for e in range(self._last_written + 1, last + 1) if _is_shown(e) or (is_last and e == last)]
        curves = curves_of(stack, leader) if epochs else {}
        columns = {name: values_E[[e - 1 for e in epochs]].tolist() for name, values_E in curves.items()}
        for place, epoch in enumerate(epochs):
            self._members_shown.add(leader)
            # One event for all curves: `add_scalar` would make one of each, which takes several times as long.
            points = {tag: columns[name][place] for name, tag in METRICS.items() if name in columns}
            summary = Summary(value=[Summary.Value(tag=tag, simple_value=point) for tag, point in points.items()])
            step, ended_at = int(columns["step"][place]), self._ended_at[epoch - 1]
            writer._get_file_writer().add_summary(summary, step, walltime=ended_at)
            self._last_written = epoch

    def _time_of(self, epoch: int) -> float:
        if epoch:
            return self._ended_at[epoch - 1]
        return min([self._began_at, *self._ended_at[:1]])  # a training that is resumed began before it began

    def _open(self, purge_step: int | None) -> SummaryWriter:
        # The import takes a while: the first steps need not wait for it.
        from torch.utils.tensorboard import SummaryWriter

        # A TensorBoard that has the directory open drops what it has read from this step on.
        self._writer = SummaryWriter(str(self.directory), purge_step=purge_step)
        self._writer.add_custom_scalars(LAYOUT)
        self.dashboards.forget()
        return self._writer

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._last_written, self._members_shown = None, 0, set()


def _is_shown(epoch: int) -> bool:
    """Tell whether curves have a point for an epoch, counted from 1."""
    stride: int = 1 << ((epoch - 1) // _POINTS).bit_length()
    return epoch % stride == 0
