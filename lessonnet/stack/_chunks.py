"""Chunks: runs of mini-batches that one `training_step` takes at once.

What Lightning costs is paid for each chunk, and not for each optimizer step.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lessonnet.stack._position import Position


class Chunk(NamedTuple):
    """Consecutive mini-batches of one epoch: number `first` up to, and without, `stop`."""

    epoch: int
    first: int
    stop: int
    ends_epoch: bool


class Chunks:
    """The loader that Lightning iterates over: the rest of the current epoch, in chunks.

    It has no state of its own: where it starts is read off the training's position, so that a training stopped
    between two chunks goes on with the next one.

    Args:
        position: of the training.
        steps_per_epoch: mini-batches of an epoch, ≥ 1.
        length: mini-batches of a chunk at most, ≥ 1; the epoch's end ends a chunk too.
        max_steps: optimizer steps of the whole training, or −1 for no limit; the last of them ends its epoch.
    """

    def __init__(self, position: Position, steps_per_epoch: int, length: int, max_steps: int = -1) -> None:
        self._position, self._steps, self._length, self._max_steps = position, steps_per_epoch, length, max_steps

    def __len__(self) -> int:
        return -(-self._steps // self._length)

    def __iter__(self) -> Iterator[Chunk]:
        start = self._position.step_in_epoch
        limit = self._max_steps - self._position.steps_done if self._max_steps >= 0 else self._steps
        last = min(self._steps, start + limit)
        for first in range(start, last, self._length):
            stop = min(first + self._length, last)
            yield Chunk(self._position.epochs_done, first, stop, stop == last)

    def state_dict(self) -> dict[str, Any]:
        """Return nothing: the training's position is saved with the stack."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take nothing back."""
