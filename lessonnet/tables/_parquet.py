"""Parquet: one file or a folder of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

import polars as pl

from lessonnet.options import printable
from lessonnet.tables._cells import NUMBERS, TEXTS, as_text, first_wrong, numbers, numbers_among, words
from lessonnet.tables._location import Location
from lessonnet.tables._parquet_files import schema_of
from lessonnet.tables._source import Source, by_position

Types = Mapping[str, pl.DataType]


class ParquetSource(Source):
    """Open Parquet files, whose rows follow one another.

    Args:
        location: of the file or folder.
        files: in the order of their rows.
        types: of the columns, the same in all files.
        missing: texts that stand for a missing value; one that is a number also does in a column of numbers.
    """

    is_parquet = True
    rows: int

    def __init__(self, location: Location, files: Sequence[Path], types: Types, missing: Sequence[str]) -> None:
        described = "Parquet" if location.path.is_file() else f"Parquet, {len(files)} file{'s' * (len(files) > 1)}"
        super().__init__(location, types, header=True, described=described)
        self._files = files
        self._missing = [word.strip() for word in missing]
        self._missing_numbers = numbers_among(self._missing)
        with self._refusing_damage():
            counts = [pl.scan_parquet(file, glob=False).select(pl.len()).collect().item() for file in files]
        self._starts = [0, *accumulate(counts)]
        self.rows = self._starts[-1]
        if not self.rows:
            raise location.error("there are columns and no row.")

    def sample(self, rows: int = 10_000) -> pl.DataFrame:
        """Return the first rows with their own types, null where missing."""
        return self.slice(self.types, 0, rows)

    def slice(self, types: Types, offset: int, rows: int) -> pl.DataFrame:
        """Return some rows from `offset` on, and read no others, as far as the files' row groups allow."""
        wanted = self._checked(types)
        parts = []
        with self._refusing_damage():
            for file, start, end in zip(self._files, self._starts, self._starts[1:], strict=False):
                first, last = max(offset, start), min(offset + rows, end)
                if first < last:
                    scan = pl.scan_parquet(file, glob=False).slice(first - start, last - first)
                    parts.append(self._selected(scan, wanted).collect())
        return self._finished(pl.concat(parts), wanted, offset) if parts else pl.DataFrame(schema=dict(wanted))

    def place(self, row: int) -> str:
        """Return the file and the row within it, counted from 1."""
        part = max(i for i, start in enumerate(self._starts[:-1]) if start <= row)
        return f"{self._files[part]}: row {row - self._starts[part] + 1}"

    def _pieces(self, types: Types, rows: int) -> Iterator[pl.DataFrame]:
        scan = pl.scan_parquet(list(self._files), glob=False, hive_partitioning=False)
        done = 0
        with self._refusing_damage():
            for raw in self._selected(scan, types).collect_batches(chunk_size=rows):
                piece = self._finished(raw, types, done)
                done += raw.height
                if piece.height:
                    yield piece

    def _selected(self, scan: pl.LazyFrame, types: Types) -> pl.LazyFrame:
        return scan.select(self._column(name, dtype).alias(str(i)) for i, (name, dtype) in enumerate(types.items()))

    def _column(self, name: str, dtype: pl.DataType) -> pl.Expr:
        own, column = self.types[name], pl.selectors.by_name(name).as_expr()
        if dtype == pl.String or (own in TEXTS and dtype in NUMBERS):
            return words(as_text(column, own), self._missing)
        if own.is_temporal() and dtype in NUMBERS:
            raise self.location.error(f"column `{printable(name)}` must hold numbers, its type is {own}.")
        column = column.cast(dtype)
        if self._missing_numbers and dtype.is_numeric():
            column = pl.when(~column.is_in(self._missing_numbers)).then(column)
        return column

    def _finished(self, frame: pl.DataFrame, types: Types, first: int) -> pl.DataFrame:
        """Return columns called by their positions under their names, texts read as numbers where they are to be."""
        wanted = {name: dtype for name, dtype in by_position(types).items() if dtype in NUMBERS}
        texts = [name for name in wanted if frame[name].dtype == pl.String]
        read = frame.select(numbers(pl.col(name), ".", wanted[name]) for name in texts)
        wrong = first_wrong(frame, read)
        if wrong is not None:
            raise self._refused(wrong, list(types), first, "a number")
        return self._settled(frame.with_columns(read.get_columns()), list(types), first)

    @contextmanager
    def _refusing_damage(self) -> Iterator[None]:
        try:
            yield
        # A damaged file may also stop polars where it expects no error.
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise self.location.damaged(error) from None


def open_parquet(location: Location, files: Sequence[Path], missing: Sequence[str]) -> ParquetSource:
    """Open Parquet files.

    Args:
        location: of the file or folder.
        files: in the order of their rows, at least one.
        missing: texts that stand for a missing value.

    Raises:
        OptionError: if one is damaged, holds nested values or other columns than the first.
    """
    return ParquetSource(location, files, schema_of(location, files), missing)
