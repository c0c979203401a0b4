"""How much of a table is held at once under `data.memory_limit`."""

from lessonnet.options import OptionError
from lessonnet.tables import Source

_TOGETHER = 4
"""Chunks that are shuffled together, where the features of their rows leave room for it."""
_FEWEST_ROWS = 1024


def is_streamed(source: Source, memory_limit: int | None) -> bool:
    """Tell whether a table would take more memory than it may.

    Args:
        source: the file.
        memory_limit: bytes, or None for no limit.

    Raises:
        OptionError: if it would, and is a CSV file, which has to be read from its first line on.
    """
    if memory_limit is None:
        return False
    if source.is_parquet:
        return (source.rows or 0) * _row_bytes(len(source.names)) > memory_limit
    size = source.text_bytes
    if 2 * size > memory_limit:
        raise OptionError(
            f"{source.path}: {size} bytes of text may take twice that, more than `data.memory_limit`; only Parquet "
            "can be read in pieces: convert it, for example by polars.scan_csv(…).sink_parquet(…)."
        )
    return False


def chunk_rows(columns: int, memory_limit: int) -> int:
    """Return the rows of a chunk, so that several of them fit into the limit."""
    return max(_FEWEST_ROWS, memory_limit // (_row_bytes(columns) * _TOGETHER))


def beyond_limit(columns: int, memory_limit: int) -> str:
    """Say that a chunk of the fewest rows takes more than the limit, where it does."""
    least = _FEWEST_ROWS * _row_bytes(columns) * _TOGETHER
    return "" if least <= memory_limit else f"; they may take {least} bytes, more than data.memory_limit"


def chunks_together(rows: int, features: int, memory_limit: int) -> int:
    """Return how many chunks of so many rows are shuffled together: fewer where categories make many features."""
    return max(1, min(_TOGETHER, memory_limit // (2 * rows * features * 4)))


def _row_bytes(columns: int) -> int:
    """Return what a row of a table may take on its way: as it was read, encoded, and shuffled."""
    return 24 * columns + 64
