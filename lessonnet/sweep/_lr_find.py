"""The learning-rate finder: one stack whose members differ in nothing but their rates (row L25)."""

import math
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from lessonnet.callbacks import Interrupt
from lessonnet.data import Part, StreamedPart
from lessonnet.functional import random
from lessonnet.options import OptionError
from lessonnet.stack import PRECISIONS, Stack
from lessonnet.sweep._found_rate import FoundRate
from lessonnet.sweep._job import Job, build
from lessonnet.sweep._quiet import quiet
from lessonnet.sweep._suggested_rate import suggested_rate
from lessonnet.sweep._threads import threads_for, workers_for

RATES = tuple(float(f"{rate:.3g}") for rate in np.geomspace(1e-5, 1e2, 43))
"""Six for each power of ten, from where nothing moves in so few steps to where hardly anything can be trained.

All optimizers share them. What full trainings chose, over the data sets of `scripts/lr_find_quality.py`, lay between
0.002 (Adam on digits) and 100 (plain descent on points that a line parts).
"""
_STEPS = 200
"""Optimizer steps of the stretch, rounded up to whole epochs: after half as many the suggestion is visibly worse."""
_MOST_TOGETHER = 2048
"""Points of a mini-batch beyond which more change little but the time."""
_DRAWN = 2**64 - 1
"""Position of the draw of the points that are looked at, where it is not all: an epoch that no training reaches."""


def find_rate(job: Job) -> FoundRate:
    """Train a job's first start at every rate at once, for a short stretch, and suggest one.

    All members have the same first weights, mini-batches and masks; the rate stays as it is throughout, whatever
    scheduler the job has. Nothing of the job is changed, and no generator is moved.

    Args:
        job: built; its own rate plays no part.

    Raises:
        OptionError: if the training diverges at every rate, or the data is streamed.
    """
    began = time.monotonic()
    stack = _stack_of_rates(job)
    epochs = -(-_STEPS // stack.steps_per_epoch)
    _train(stack, job, epochs)
    errors = _errors_of(stack)
    suggestion = suggested_rate(RATES, errors)
    return FoundRate(suggestion, list(RATES), errors, epochs * stack.steps_per_epoch, time.monotonic() - began)


def _errors_of(stack: Stack) -> list[float | None]:
    """Return each member's error after the last epoch, None of those that have diverged."""
    if not stack.history:  # all of them, before the first epoch ended
        return [None] * len(stack.members)
    errors_K = stack.history[f"{stack.selected_by}_error"][-1].tolist()
    return [
        error if status != "diverged" and math.isfinite(error) else None
        for error, status in zip(errors_K, stack.record.status, strict=True)
    ]


def with_rate(job: Job, found: FoundRate) -> Job:
    """Return the job with the rate that was found: the very one that `optimizer.lr=` would have made."""
    tree: Mapping[str, Any] = {**job.tree, "optimizer": {**job.tree["optimizer"], "lr": found.suggestion}}
    rule = build("optimizer", tree["optimizer"])
    members = [replace(member, optimizer=rule) for member in job.members]
    return replace(job, tree=tree, members=members, found=found)


def _stack_of_rates(job: Job) -> Stack:
    data, first = job.data, job.members[0]
    parts: list[Part | StreamedPart | None] = [data.train, data.val]
    if any(isinstance(part, StreamedPart) for part in parts):
        raise OptionError(
            "`lr_find=true` holds the points in memory, but this table is streamed because it does not fit; "
            "give optimizer.lr instead."
        )
    size = data.train.points if data.batch_size == "full" else data.batch_size
    size = min(size, _MOST_TOGETHER)
    seed = job.tree["seed"]
    members = [
        replace(first, optimizer=replace(first.optimizer, lr=rate), scheduler=None, data=0)  # type: ignore[type-var]
        for rate in RATES
    ]
    return Stack(
        job.model.network,
        job.model.criterion,
        members,
        [_some(data.train, size * _STEPS, seed)],
        None if data.val is None else [_some(data.val, size * _STEPS, seed)],
        batch_size=size,
        backprop=job.tree["backprop"],
        dtype=PRECISIONS[job.tree["trainer"]["precision"]],
    )


def _some(part: Part, most: int, seed: int) -> Part:
    """Return a part, or so many of its points drawn at random."""
    if part.points <= most:
        return part
    drawn = random.permutation(part.points, seed=seed, purpose=random.Purpose.SHUFFLE, position=_DRAWN)[:most]
    index = torch.from_numpy(drawn)
    return part.each(lambda tensor: tensor[index])


def _train(stack: Stack, job: Job, epochs: int) -> None:
    """Train the stretch on the job's own device; a signal goes on to whoever would have had it."""
    threads_before = torch.get_num_threads()
    node = {**job.tree["trainer"], "max_epochs": epochs, "max_steps": -1, "max_time": None}
    if node["num_threads"] == 0:
        threads = threads_for(replace(job, members=stack.members), 1)
        torch.set_num_threads(threads)
        stack.workers = workers_for(len(stack.members), threads)
    interrupt = Interrupt()
    try:
        with quiet():
            build("trainer", node, callbacks=[interrupt]).fit(stack)
    finally:
        torch.set_num_threads(threads_before)
    if interrupt.signal_number is not None:
        signal.raise_signal(interrupt.signal_number)
        raise KeyboardInterrupt  # where the signal is only noted, as in a sweep
