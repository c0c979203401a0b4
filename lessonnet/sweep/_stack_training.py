"""Jobs of one graph trained as one stack."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any, cast

import torch
from lightning.pytorch import Callback, LightningModule, Trainer

from lessonnet.callbacks import EarlyStopping, Interrupt, Progress, Snapshots
from lessonnet.config import watches_stacks
from lessonnet.observation import Scene
from lessonnet.stack import Outcome, Stack
from lessonnet.sweep._heard import heard
from lessonnet.sweep._job import Job, build, stack_of
from lessonnet.sweep._quiet import quiet
from lessonnet.sweep._shown import asks_to_be_watched, scene_of
from lessonnet.sweep._threads import threads_for, workers_for


class Clock(Callback):
    """Note when epochs end, and share the time out among the members that train.

    Attributes:
        ended_at: in seconds since 1970, for each epoch.
        seconds: of each member [K]; they add up to the time of the training.
    """

    def __init__(self) -> None:
        self.ended_at: list[float] = []
        self.seconds = torch.empty(0, dtype=torch.float64)
        self._last = 0.0

    def on_fit_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Start."""
        self.seconds = torch.zeros(len(cast(Stack, pl_module).members), dtype=torch.float64)
        self._last = time.monotonic()

    def on_train_batch_start(self, trainer: Trainer, pl_module: LightningModule, batch: Any, batch_idx: int) -> None:
        """Share out the time that has passed since the last chunk began."""
        self._share(cast(Stack, pl_module))

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Note the end of an epoch."""
        if batch.ends_epoch:
            self.ended_at.append(time.time())

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Share out what is left."""
        self._share(cast(Stack, pl_module))

    def _share(self, stack: Stack) -> None:
        if len(stack.active):
            now = time.monotonic()
            self.seconds[stack.active] += (now - self._last) / len(stack.active)
            self._last = now


@dataclass(frozen=True)
class Trained:
    """How the training of some jobs as one stack ended.

    Attributes:
        outcomes: of each job.
        ended_at: when each epoch ended, in seconds since 1970.
        signal_number: of the signal that stopped it, None without one.
        scenes: of each job, where they are watched.
    """

    outcomes: list[Outcome]
    ended_at: list[float]
    signal_number: int | None
    scenes: list[Scene] | None


def train_together(jobs: Sequence[Job], *, is_watched: bool = True) -> Trained:
    """Train jobs of one graph; each ends as it would have alone.

    Args:
        jobs: with the same `graph_key`, and data of the same shape.
        is_watched: whether their weights are kept on the way, where they ask for what is seen in them.
    """
    tree = jobs[0].tree
    stack = stack_of(jobs)
    if tree["trainer"]["num_threads"] == 0:
        threads = threads_for(jobs[0], 1)
        torch.set_num_threads(threads)
        stack.workers = workers_for(len(stack.members), threads)
    interrupt, clock, snapshots = Interrupt(), Clock(), Snapshots(len(jobs))
    watched = [snapshots] if is_watched and asks_to_be_watched(tree) else []
    with quiet():
        trainer = build("trainer", tree["trainer"], callbacks=heard([interrupt, clock, *watched, *_callbacks(jobs)]))
        trainer.fit(stack)
    if watched:
        snapshots.begin(stack)  # without a single epoch the start is all there is
    bounds = [0, *accumulate(len(job.members) for job in jobs)]
    places = [range(first, stop) for first, stop in pairwise(bounds)]
    outcomes = [replace(stack.outcome(own), seconds=float(clock.seconds[list(own)].sum())) for own in places]
    scenes = [
        scene_of(job, snapshots.frames, outcome, own.start)
        for job, outcome, own in zip(jobs, outcomes, places, strict=True)
        if watched
    ]
    return Trained(outcomes, clock.ended_at, interrupt.signal_number, scenes or None)


def _callbacks(jobs: Sequence[Job]) -> list[Callback]:
    """Build the callbacks that a stack has: early stopping with each job's own numbers, a progress bar, one's own."""
    first: Mapping[str, Any] = jobs[0].tree["callbacks"] or {}
    built: list[Callback] = []
    for name, node in first.items():
        callback = None if node is None else build(f"callbacks.{name}", node)
        if isinstance(callback, EarlyStopping):
            nodes = [job.tree["callbacks"][name] for job in jobs for _ in job.members]
            callback.patience_K = torch.tensor([own["patience"] for own in nodes])
            callback.min_delta_K = torch.tensor([own["min_delta"] for own in nodes], dtype=torch.float64)
        if callback is not None and (
            isinstance(callback, EarlyStopping | Progress) or watches_stacks(node["_target_"])
        ):
            built.append(callback)
    return built
