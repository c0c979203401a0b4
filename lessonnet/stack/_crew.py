"""Blocks of members trained side by side.

Members are independent, so blocks may be trained at once: each thread runs its own products, which PyTorch computes
without holding up the others. Several blocks on a core each are faster than one whose products share the cores.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from torch import Tensor

from lessonnet.stack._batches import batch_points
from lessonnet.stack._blocks import block_size, blocks
from lessonnet.stack._engine import AnyOptimizer, Engine, Graph
from lessonnet.stack._members import Member
from lessonnet.stack._memberwise import MemberwiseLBFGS
from lessonnet.stack._source import Source

Answer = TypeVar("Answer")


def engines_of(
    graph: Graph,
    rows: Tensor,
    members: Sequence[Member],
    optimizer: AnyOptimizer,
    *,
    workers: int,
    train: Source,
    batch_size: int | None,
    **options: Any,
) -> list[Engine]:
    """Build the engines of all blocks of a stack.

    Args:
        graph: what the members share.
        rows: parameters of the stack.
        members: one for each row.
        optimizer: over all rows.
        workers: threads that drive the engines.
        train: where the training points are.
        batch_size: points of a mini-batch, or None for all.
        options: the others of `Engine`.
    """
    if isinstance(optimizer, MemberwiseLBFGS):  # each goes its own way in any case
        cut = [slice(0, len(rows))]
    else:
        size = block_size(graph.network.units, batch_points(train.count, batch_size), rows[0])
        cut = blocks(len(rows), size, workers)
    return [
        Engine(graph, rows, block, members[block], optimizer, train=train, batch_size=batch_size, **options)
        for block in cut
    ]


class Crew:
    """The engines of all blocks, and the threads that drive them.

    Args:
        engines: one for each block.
        workers: threads, ≥ 1.

    Attributes:
        engines: as given.
    """

    def __init__(self, engines: Sequence[Engine], workers: int) -> None:
        self.engines = list(engines)
        busy = min(workers, len(engines))
        self._pool = ThreadPoolExecutor(busy, "block") if busy > 1 else None

    def each(self, work: Callable[[Engine], Answer]) -> list[Answer]:
        """Do work on each block, and return what came of it, in their order."""
        if self._pool is None:
            return [work(engine) for engine in self.engines]
        return list(self._pool.map(work, self.engines))
