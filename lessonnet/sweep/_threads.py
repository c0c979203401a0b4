"""How many CPU threads a training is worth."""

import torch

from lessonnet.sweep._job import Job

_AVAILABLE = torch.get_num_threads()
"""What torch found at the start: the machine's cores, or OMP_NUM_THREADS."""
_WORTH_DIVIDING = 16
"""Members below which a second thread waits more than it works."""
_WORTH_SHARING = 10_000_000
"""Multiplications of one forward pass below which a second thread gains little: at 64-256-10, some percent."""


def workers_for(members: int, threads: int) -> int:
    """Return how many blocks of a stack should be trained side by side, where the user left the choice.

    Args:
        members: of the stack.
        threads: that each product takes.
    """
    return 1 if members < _WORTH_DIVIDING else max(1, _AVAILABLE // threads)


def threads_for(job: Job, processes: int) -> int:
    """Return the threads that each process should use where the user left the choice.

    A small network gains at most a tenth from a second thread on an idle machine, and is slowed up to fifty times by it
    on a busy one, where every product waits for the slower of the two.

    Args:
        job: what is trained.
        processes: how many train it together.
    """
    batch_size = job.data.batch_size
    points = job.data.train.points if batch_size == "full" else batch_size
    weights = sum(parameter.numel() for parameter in job.model.network.parameters() if parameter.ndim >= 2)
    if len(job.members) * points * weights < _WORTH_SHARING:
        return 1
    return max(1, _AVAILABLE // processes)
