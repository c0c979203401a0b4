"""Small trainings by the real engine, each distinct one only once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor

from lessonnet.options import OptionError
from lessonnet.sweep import quiet
from lessonnet.sweep._job import Job, build, stack_of
from lessonnet.testing._composing import Lines, tree_of


def trained(*jobs: Sequence[str]) -> list[Tensor]:
    """Train jobs together as one stack.

    Args:
        jobs: the overrides of each.

    Returns:
        the final parameters of each job's first member [P].

    Raises:
        OptionError: if a job cannot be trained as it stands.
        AssertionError: if a member left the stack, as one does that diverges.
    """
    return list(_trained(tuple(tuple(lines) for lines in jobs)))


def trained_anew(lines: Sequence[str], *, callbacks: Sequence[Callback] = (), resume: Path | None = None) -> Tensor:
    """Train one job, whatever was trained before; return its final parameters [P].

    Args:
        lines: overrides.
        callbacks: called besides.
        resume: a checkpoint to go on from.
    """
    (row,) = _fit([_job(tuple(lines))], callbacks, resume)
    return row


def trained_together(jobs: Sequence[Sequence[str]], callbacks: Sequence[Callback]) -> list[Tensor]:
    """Train jobs as one stack with callbacks, whatever was trained before; return the parameters of each [P]."""
    return _fit([_job(tuple(lines)) for lines in jobs], callbacks)


def can_be_trained(lines: Sequence[str]) -> bool:
    """Tell whether overrides are accepted, and their parts can be built."""
    try:
        _job(tuple(lines))
    except OptionError:
        return False
    return True


class SavedAt(Callback):
    """Save the state of a training at the first chunk's end after so many optimizer steps, and go on.

    Args:
        path: of the checkpoint.
        steps: ≥ 1.
    """

    def __init__(self, path: Path, steps: int) -> None:
        self._path, self._steps = path, steps

    def on_train_batch_end(
        self, trainer: Trainer, pl_module: LightningModule, outputs: Any, batch: Any, batch_idx: int
    ) -> None:
        """Save if it is time."""
        if trainer.global_step >= self._steps and not self._path.exists():
            trainer.save_checkpoint(self._path)


@lru_cache(maxsize=512)
def _trained(jobs: tuple[Lines, ...]) -> tuple[Tensor, ...]:
    return tuple(_fit([_job(lines) for lines in jobs]))


def _job(lines: Lines) -> Job:
    return Job.of(tree_of(lines))


def _fit(jobs: Sequence[Job], callbacks: Sequence[Callback] = (), resume: Path | None = None) -> list[Tensor]:
    stack = stack_of(jobs)
    with quiet(), threads_left_alone():
        trainer = build("trainer", jobs[0].tree["trainer"], callbacks=list(callbacks))
        trainer.fit(stack, ckpt_path=resume, weights_only=True)
    assert len(stack.rows) == len(stack.members), (
        f"a member left the stack with the status {stack.record.status}: the part gives numbers that are not finite, "
        "or an error that grows beyond all bounds. Look at its values and slopes."
    )
    rows = stack.rows.detach().clone()[:, : stack.layout.size]
    firsts = [sum(len(job.members) for job in jobs[:number]) for number in range(len(jobs))]
    return [rows[first] for first in firsts]


@contextmanager
def threads_left_alone() -> Iterator[None]:
    """Keep the number of threads that torch had before."""
    threads = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(threads)
