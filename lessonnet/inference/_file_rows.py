"""Rows of a file as a model wants them: piece by piece, each with the name of its place."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from lessonnet.tables import Place, Reading, Schema, Source, column_types, open_table, place_in

ROWS_AT_ONCE = 1 << 16
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


def rows_of(
    source: Source, schema: Schema, more: Mapping[str, pl.DataType] | None = None
) -> Iterator[tuple[pl.DataFrame, Place]]:
    """Yield a file's rows, and how an error names them.

    Args:
        source: the file.
        schema: the columns that are wanted.
        more: types of further columns.

    Raises:
        OptionError: if a column is not there, or a number is none.
    """
    # A number among words stays one for now: it may be written otherwise than in the training's table.
    words = {name: own_type(source, name) for name, dtype in column_types(schema).items() if dtype == pl.String}
    first = 0
    for chunk in source.chunks({**column_types(schema), **words, **(more or {})}, ROWS_AT_ONCE):
        yield chunk, place_in(source, first)
        first += chunk.height


def own_type(source: Source, name: str) -> pl.DataType:
    """Return the type of a file's column; text of any kind is plain text."""
    dtype = source.types.get(name, pl.String())
    return pl.String() if dtype in _TEXTS else dtype


class Copied:
    """Columns of a file as they are written there: nothing in them stands for a missing value.

    Args:
        reading: the file.
        source: the same file, open.
        names: of the columns.
    """

    def __init__(self, reading: Reading, source: Source, names: list[str]) -> None:
        self.types = {name: own_type(source, name) for name in names}
        self._pieces: Iterator[pl.DataFrame] = iter(())
        if names:
            again = open_table(replace(reading, missing_words=(), header=source.header), names=source.names)
            self._pieces = again.chunks(self.types, ROWS_AT_ONCE)
        self._rest = pl.DataFrame(schema=self.types)

    def take(self, rows: int) -> list[pl.Series]:
        """Return the next so many rows; the file may be cut into other pieces here than elsewhere."""
        if not self.types:
            return []
        while self._rest.height < rows:
            self._rest = self._rest.vstack(next(self._pieces))
        taken, self._rest = self._rest.head(rows), self._rest.slice(rows)
        return taken.get_columns()
