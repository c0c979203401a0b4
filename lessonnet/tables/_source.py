"""A table in a file: its columns, its first rows, all of them, or piece by piece."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from lessonnet.options import OptionError, nearest, printable
from lessonnet.tables._cells import NUMBERS, Wrong, first_infinite, unfinite
from lessonnet.tables._location import Location, shown

AT_ONCE = 1 << 17
"""Rows of a piece where the whole table is read: many enough that the checks of each cost next to nothing."""


class Source(ABC):
    """An open table.

    Attributes:
        path: of the file or folder.
        names: of the columns, in the file's order.
        types: of the columns: those of a Parquet file, text everywhere in a CSV file.
        header: whether the columns' names stand in the file.
        rows: how many there are; None for a CSV file that would have to be read for it.
        is_parquet: whether it is Parquet.
        described: what was found, in one line.
    """

    is_parquet = False
    rows: int | None = None

    def __init__(self, location: Location, types: Mapping[str, pl.DataType], *, header: bool, described: str) -> None:
        self.location = location
        self.path: Path = location.path
        self.types = dict(types)
        self.names = list(types)
        self.header = header
        self.described = described

    @abstractmethod
    def sample(self, rows: int = 10_000) -> pl.DataFrame:
        """Return the first rows: of a CSV file all as text, of Parquet with their own types; null where missing.

        Blanks around a text, within quotes too, do not belong to it.
        """

    @property
    def text_bytes(self) -> int:
        """Size of a CSV file's text, unpacked; 0 of Parquet, which is none."""
        return 0

    @property
    def is_copied(self) -> bool:
        """Whether the rows are read from a copy of the file, which lasts as long as this object."""
        return False

    def chunks(self, types: Mapping[str, pl.DataType], rows: int) -> Iterator[pl.DataFrame]:
        """Return columns piece by piece.

        Args:
            types: a type for each column wanted, in the order wanted: Float64, Float32, String or the column's own.
            rows: of a piece, at most; a piece has one at least.

        Raises:
            OptionError: if a column is not there, or the file has a fault; names file, row and column.
        """
        return self._pieces(self._checked(types), rows)

    @abstractmethod
    def place(self, row: int) -> str:
        """Return how an error names a row, counted from 0 among all that `chunks` gives: file, and line or row."""

    def read(self, types: Mapping[str, pl.DataType]) -> pl.DataFrame:
        """Return columns whole, as `chunks` would."""
        return together(list(self._pieces(self._checked(types), AT_ONCE)), types)

    def slice(self, types: Mapping[str, pl.DataType], offset: int, rows: int) -> pl.DataFrame:
        """Return some rows from `offset` on, and read no others; of Parquet only."""
        raise TypeError(f"{self.path}: rows in the middle of a CSV file cannot be found without reading it.")

    @abstractmethod
    def _pieces(self, types: Mapping[str, pl.DataType], rows: int) -> Iterator[pl.DataFrame]:
        """Return columns in pieces of so many rows at most."""

    def _checked(self, types: Mapping[str, pl.DataType]) -> Mapping[str, pl.DataType]:
        for name, dtype in types.items():
            if name not in self.types:
                close = nearest(name, self.names)
                hint = f" Did you mean `{printable(close)}`?" if close else f" It has {_listed(self.names)}."
                raise self.location.error(f"there is no column `{printable(name)}`.{hint}")
            if dtype not in (*NUMBERS, pl.String, self.types[name]):
                raise TypeError(f"The column {name!r} cannot be read as {dtype}.")
        return types

    def _settled(self, frame: pl.DataFrame, names: Sequence[str], first: int) -> pl.DataFrame:
        """Return rows from `first` on under their columns' names, null in place of NaN; refuse an infinity.

        Until here columns are called by their positions: polars takes some names for patterns of names.
        """
        doubtful = unfinite(frame)
        if doubtful:
            infinite = first_infinite(frame.select(doubtful))
            if infinite is not None:
                raise self._refused(infinite, names, first, "a finite number")
            frame = frame.with_columns(pl.col(doubtful).fill_nan(None))
        frame.columns = list(names)
        return frame

    def _refused(self, wrong: Wrong, names: Sequence[str], first: int, rule: str, hint: str = "") -> OptionError:
        cell = shown(wrong.cell) if isinstance(wrong.cell, str) else wrong.cell
        place = self.place(first + wrong.row)
        return OptionError(printable(f"{place}, column `{names[int(wrong.name)]}`: must be {rule}, got {cell}.{hint}"))


def by_position(types: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """Return the types of columns that are called by their positions: `0`, `1` and so on."""
    return {str(i): dtype for i, dtype in enumerate(types.values())}


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{printable(name)}`" for name in names[:10])
    return listed + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def together(pieces: list[pl.DataFrame], types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return pieces of a table as one frame, of no rows where there is none."""
    # Not rechunked: that would hold the table twice.
    return pl.concat(pieces, rechunk=False) if pieces else pl.DataFrame(schema=dict(types))
