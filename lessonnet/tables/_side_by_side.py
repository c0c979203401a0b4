"""Columns worked on side by side: polars lets other threads run while it computes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

Answer = TypeVar("Answer")


def of_each(frame: pl.DataFrame, names: Sequence[str], work: Callable[[pl.Series], Answer]) -> dict[str, Answer]:
    """Return what comes of each of these columns, by their names."""
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        return dict(zip(names, pool.map(lambda name: work(frame[name]), names), strict=True))
