"""Where a training stands."""

import time
from dataclasses import dataclass


@dataclass
class Position:
    """What has been done so far; an object of its own, since an assignment to a Module's attribute is slow.

    Attributes:
        epochs_done: finished epochs.
        steps_done: optimizer steps taken.
        step_in_epoch: those of the unfinished epoch.
        moved_at: when the last of these steps were taken or the last epoch ended, by the monotonic clock; 0 for never.
    """

    epochs_done: int = 0
    steps_done: int = 0
    step_in_epoch: int = 0
    moved_at: float = 0.0

    def take_steps(self, steps: int) -> None:
        """Count optimizer steps."""
        self.steps_done += steps
        self.step_in_epoch += steps
        self.moved_at = time.monotonic()

    def close_epoch(self) -> None:
        """Count the epoch."""
        self.epochs_done += 1
        self.step_in_epoch = 0
        self.moved_at = time.monotonic()

    def state(self) -> list[int]:
        """Return what a resumed training needs."""
        return [self.epochs_done, self.steps_done, self.step_in_epoch]

    def restore(self, state: list[int]) -> None:
        """Take it back."""
        self.epochs_done, self.steps_done, self.step_in_epoch = state
