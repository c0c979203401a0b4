"""A table opened, whatever kind of file it is in."""

from collections.abc import Sequence

from lessonnet.tables._head import kind_of
from lessonnet.tables._location import locate
from lessonnet.tables._open_csv import open_csv
from lessonnet.tables._parquet import open_parquet
from lessonnet.tables._parquet_files import SUFFIXES, parquet_files
from lessonnet.tables._reading import Reading
from lessonnet.tables._source import Source


def open_table(reading: Reading, *, key: str = "data.path", names: Sequence[str] = ()) -> Source:
    """Open a table, and find out what is not said about it.

    Args:
        reading: where it is, and how it is written.
        key: the option that named the file, for errors.
        names: that the user gave to columns; where one of them stands in the first line, that line holds names.

    Returns:
        the open table; of a CSV file only the first lines have been looked at.

    Raises:
        OptionError: if there is no such file, or it is no table; in one line that says why.
    """
    location = locate(reading.path, key)
    if location.path.is_dir():
        return open_parquet(location, parquet_files(location), reading.missing_words)
    kind = kind_of(location)
    if kind == "Parquet":
        return open_parquet(location, [location.path], reading.missing_words)
    if location.path.suffix.lower() in SUFFIXES:
        raise location.error("it is called Parquet and is none; the file is cut off, damaged or of another kind.")
    return open_csv(location, kind, reading, names)
