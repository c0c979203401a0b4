"""The Parquet files of a folder, and whether their columns can be read and go together."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from lessonnet.options import nearest, printable
from lessonnet.tables._header import MOST_COLUMNS
from lessonnet.tables._location import Location

Schema = dict[str, pl.DataType]

SUFFIXES = (".parquet", ".pq")
_TABLES = {".csv", ".tsv", ".txt", ".data", ".gz", ".zst"}


def parquet_files(location: Location) -> list[Path]:
    """Return the Parquet files of a folder, by name; hidden files and those beginning with `_` are no data.

    Raises:
        OptionError: if there is none.
    """
    entries = sorted(entry for entry in location.path.iterdir() if not entry.name.startswith((".", "_")))
    files = [entry for entry in entries if entry.suffix.lower() in SUFFIXES and entry.is_file()]
    if files:
        return files
    deeper = [entry for entry in entries if entry.is_dir()]
    others = [entry.name for entry in entries if entry.is_file() and _TABLES.intersection(entry.suffixes)]
    hint = ""
    if others:
        hint = f" Name one file of it, such as '{location.path / (nearest('data.csv', others) or others[0])}'."
    elif deeper:
        hint = f" Its folders are not searched; name one of them, such as '{deeper[0]}'."
    raise location.error(f"this is a folder without Parquet files.{hint}")


def schema_of(location: Location, files: Sequence[Path]) -> Schema:
    """Return the columns of all files.

    Raises:
        OptionError: if a file cannot be read, a column holds nested values, or the files' columns differ.
    """
    first = _schema(Location(files[0], location.key))
    for file in files[1:]:
        part = Location(file, location.key)
        found = _schema(part)
        for name in [*first, *found]:
            if found.get(name) != first.get(name):
                here, there = (_type(schema.get(name)) for schema in (found, first))
                raise part.error(f"column `{printable(name)}` {here}, but in {files[0].name} it {there}.")
    return first


def _type(dtype: pl.DataType | None) -> str:
    return "is not there" if dtype is None else f"is {dtype}"


def _schema(location: Location) -> Schema:
    if not location.path.stat().st_size:
        raise location.error("the file is empty.")
    try:
        schema = dict(pl.scan_parquet(location.path, glob=False).collect_schema())
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise location.damaged(error) from None
    if len(schema) > MOST_COLUMNS:
        raise location.error(f"there are {len(schema)} columns; a table may have {MOST_COLUMNS:,}.")
    for name, dtype in schema.items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            raise location.error(
                f"column `{printable(name)}` holds {dtype}, not one number or text a row; "
                "unpack it into columns, or leave it out of the file."
            )
    return schema
