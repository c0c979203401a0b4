"""A table written piece by piece, found whole or not at all."""

import errno
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import chain, islice
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from lessonnet.durable import durably_written
from lessonnet.files import refuse_place
from lessonnet.options import OptionError

_KINDS = {".csv": "sink_csv", ".parquet": "sink_parquet"}


def refuse_output(path: Path) -> None:
    """Refuse a table that exists, that cannot be made, or that is of no known kind.

    Raises:
        OptionError: says which.
    """
    if path.suffix.lower() not in _KINDS:
        raise OptionError(f"`output` must end in .csv or .parquet, got {path.name!r}.")
    refuse_place("output", path)


def write_table(path: Path, schema: Mapping[str, pl.DataType], frames: Iterator[pl.DataFrame]) -> int:
    """Write frames one after the other into a file that appears when it is complete.

    Args:
        path: ends in `.csv` or `.parquet`, and does not exist.
        schema: the columns of every frame.
        frames: the pieces; one at a time is held.

    Returns:
        how many rows were written.

    Raises:
        OptionError: if somebody else has made the file meanwhile, or what making a piece raised.
        OSError: if the disk refuses.
    """
    first = list(islice(frames, 1))  # most of what is refused is refused here, where nothing has been made yet
    source = _Watched(chain(first, frames))
    lazy = register_io_source(source.pieces, schema=dict(schema))
    with durably_written(path) as temporary:
        try:
            # Opened here, and not by polars: its own threads go on when it has raised, and would make the file again
            # that was removed meanwhile. What they write into an open file without a name is gone with it.
            with temporary.open("xb", buffering=0) as file:
                _beside_us(lambda: getattr(lazy, _KINDS[path.suffix.lower()])(file), source)
        except (pl.exceptions.PolarsError, OSError) as error:
            raise source.error or _disk_error(error, path) from None
        refuse_place("output", path)
    return source.rows


def _beside_us(write: Callable[[], object], source: "_Watched") -> None:
    """Write in another thread: signals are heard in the main one, but not while it is within polars."""
    with ThreadPoolExecutor(1) as pool:
        try:
            written = pool.submit(write)
            while not wait([written], timeout=0.1).done:
                pass  # Python's own handlers run now, whichever thread the signal came to
            written.result()
        except BaseException:
            source.is_stopped = True
            raise


class _Watched:
    """Frames on their way into a file: counted, and an error among them kept, which polars would wrap in its own."""

    def __init__(self, frames: Iterator[pl.DataFrame]) -> None:
        self._frames = frames
        self.rows = 0
        self.error: Exception | None = None
        self.is_stopped = False

    def pieces(self, *_: object) -> Iterator[pl.DataFrame]:
        """Yield the frames, as polars asks for them."""
        try:
            for frame in self._frames:
                if self.is_stopped:
                    raise InterruptedError
                self.rows += frame.height
                yield frame
        except Exception as error:
            self.error = error
            raise


def _disk_error(error: Exception, path: Path) -> OSError:
    number = getattr(error, "errno", None) or errno.EIO
    return OSError(number, " ".join(str(error).split()), str(path))
