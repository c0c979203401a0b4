"""A table written piece by piece, found whole or not at all."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from lessonnet.options import OptionError

_KINDS = {".csv": "sink_csv", ".parquet": "sink_parquet"}


def refuse_output(path: Path) -> None:
    """Refuse a file that exists, that cannot be made, or that is of no known kind.

    Raises:
        OptionError: says which.
    """
    if path.suffix.lower() not in _KINDS:
        raise OptionError(f"`output` must end in .csv or .parquet, got {path.name!r}.")
    if path.exists():
        raise OptionError(f"`output`: {path} exists already; remove it, or choose another name.")
    if not path.parent.is_dir():
        raise OptionError(f"`output`: there is no directory {str(path.parent)!r}.")


def write_table(path: Path, schema: Mapping[str, pl.DataType], frames: Iterator[pl.DataFrame]) -> int:
    """Write frames one after the other into a file that appears when it is complete.

    Args:
        path: ends in `.csv` or `.parquet`, and does not exist.
        schema: the columns of every frame.
        frames: the pieces; one at a time is held.

    Returns:
        how many rows were written.

    Raises:
        OptionError: if the file cannot be written, or what making a piece raised.
    """
    refuse_output(path)
    rows, failed = 0, []

    def pieces(*_: object) -> Iterator[pl.DataFrame]:
        nonlocal rows
        try:
            for frame in frames:
                rows += frame.height
                yield frame
        except BaseException as error:  # polars would wrap it in one of its own
            failed.append(error)
            raise

    lazy = register_io_source(pieces, schema=dict(schema))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        getattr(lazy, _KINDS[path.suffix.lower()])(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if failed:
            raise failed[0] from None
        if isinstance(error, pl.exceptions.PolarsError | OSError):
            raise OptionError(f"`output`: cannot write {path}: {' '.join(str(error).split())}.") from error
        raise
    return rows
