"""Blocks of members trained side by side.

Members are independent, so blocks may be trained at once: each thread runs its own products, which PyTorch computes
without holding up the others. Several blocks on a core each are faster than one whose products share the cores.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lessonnet.stack._engine import Engine

Answer = TypeVar("Answer")


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
