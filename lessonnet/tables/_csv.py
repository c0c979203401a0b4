"""Columns of a CSV file: read by polars, checked where polars is silent."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import polars as pl

from lessonnet.options import OptionError
from lessonnet.tables._cells import NUMBERS, Wrong, first_wrong, is_clean, numbers, numbers_among, words
from lessonnet.tables._csv_file import CsvFile
from lessonnet.tables._dialect import is_number
from lessonnet.tables._location import shown
from lessonnet.tables._source import AT_ONCE, Source, by_position, together

SIGNS = {".": "point", ",": "comma"}

_FEW = 1000
"""Texts that Python looks through sooner than a query is begun."""

Types = Mapping[str, pl.DataType]


class _Way(NamedTuple):
    """How numbers are read: by polars or from texts, and whether polars looks for missing words."""

    parsed: bool
    missing: bool = False


_QUICK, _WITH_WORDS, _FROM_TEXT = _Way(parsed=True), _Way(parsed=True, missing=True), _Way(parsed=False)


class CsvSource(Source):
    """An open CSV file.

    Numbers are read by polars where it can: quickly, but without blanks behind them, or a comma before the decimals.
    Where it fails, texts are read, and become numbers here. A row with too few cells polars fills with nulls; so
    where the last cell of a row is missing, the cells of all rows are counted, once. So they are, and the quotes
    checked, in a file whose first lines have quotes: of broken ones polars sometimes makes something.

    Args:
        file: the file.
        missing: texts that stand for a missing value.
        decimal: the sign before the decimals.
        described: what was found.
        seen: whether missing words stand in the first lines.
        quoted: whether quotes stand in the first lines.
    """

    def __init__(
        self,
        file: CsvFile,
        missing: Sequence[str],
        decimal: str,
        *,
        header: bool,
        described: str,
        seen: bool,
        quoted: bool,
    ) -> None:
        types = dict.fromkeys(file.layout.names, pl.String())
        super().__init__(file.location, types, header=header, described=described)
        self._file = file
        self._missing = [word.strip() for word in missing]
        self._decimal = decimal
        self._quoted = quoted
        self._ways = self._possible_ways(seen)
        self._positions = {name: i for i, name in enumerate(self.names)}

    @property
    def text_bytes(self) -> int:
        """Size of the file's text, unpacked."""
        return self._file.text_bytes

    @property
    def is_copied(self) -> bool:
        """Whether the text is packed, or not in UTF-8."""
        return self._file.is_copied

    def sample(self, rows: int = 10_000) -> pl.DataFrame:
        """Return the first rows, all as text, null where missing."""
        with self._file.refusing_damage():
            try:
                raw = self._file.first(rows, quoted=self._quoted)
            except pl.exceptions.PolarsError:
                self._file.blank_lines(2 * rows)  # raises what is wrong, where it can be named
                raise
        ends = raw.height < rows
        if self._quoted or _may_lack_cells(raw):
            keep = np.ones(raw.height, dtype=bool)
            keep[self._file.blank_lines(raw.height)] = False
            raw = raw.filter(keep)
        if ends:
            self.rows = raw.height
        frame = raw.select(words(pl.all(), self._missing))
        frame.columns = self.names
        return frame

    def place(self, row: int) -> str:
        """Return the file and the line on which a row begins."""
        line = self._file.line(row)
        return f"{self.path}: " + (f"row {row + 1}" if line is None else f"line {line}")

    def _possible_ways(self, seen: bool) -> list[_Way]:
        """Return the ways to read numbers, to be tried in turn: each reads what those before it do, as they do."""
        if self._decimal == "," or numbers_among(self._missing):
            return [_FROM_TEXT]
        return [*([] if seen else [_QUICK]), _WITH_WORDS, _FROM_TEXT]

    def read(self, types: Types) -> pl.DataFrame:
        """Return columns whole: from the first row on, in the first way that comes to the end."""
        types = self._checked(types)
        self._refuse_broken_quotes()
        for way in self._ways[:-1]:
            # What is wrong, and where, the last way says.
            with self._file.refusing_damage(), suppress(pl.exceptions.PolarsError, OptionError):
                return together(list(self._pieces_by(way, types, AT_ONCE)), types)
        return together(list(self._pieces_named(self._ways[-1], types, AT_ONCE)), types)

    def _pieces(self, types: Types, rows: int) -> Iterator[pl.DataFrame]:
        self._refuse_broken_quotes()
        yield from self._pieces_named(self._way_to_the_end(types), types, rows)

    def _refuse_broken_quotes(self) -> None:
        """Refuse quotes that polars would make something of."""
        if self._quoted:
            _ = self._file.all_blank_lines

    def _way_to_the_end(self, types: Types) -> _Way:
        """Return the first way in which polars comes to the end.

        Where it does not, rows are lost among the last that it hands out before it raises: pieces must not be given
        away before it is known. Reading twice takes half as long as making numbers of texts.
        """
        if not any(dtype in NUMBERS for dtype in types.values()):
            return self._ways[0]
        for way in self._ways[:-1]:
            with self._file.refusing_damage(), suppress(pl.exceptions.PolarsError):
                self._scanned(way, types).select(pl.all().null_count()).collect(engine="streaming")
                return way
        return self._ways[-1]

    def _pieces_named(self, way: _Way, types: Types, rows: int) -> Iterator[pl.DataFrame]:
        """Yield what `_pieces_by` does, and raise what is wrong with cells and quotes, in whatever line, before all."""
        with self._file.refusing_damage():
            try:
                yield from self._pieces_by(way, types, rows)
            except (pl.exceptions.PolarsError, OptionError):
                _ = self._file.all_blank_lines
                raise

    def _pieces_by(self, way: _Way, types: Types, rows: int) -> Iterator[pl.DataFrame]:
        done = 0
        for raw in self._scanned(way, types).collect_batches(chunk_size=rows):
            piece = self._finished(raw, types, way, done)
            done += raw.height
            if piece.height:
                yield piece

    def _scanned(self, way: _Way, types: Types) -> pl.LazyFrame:
        numeric = {self._positions[name]: dtype for name, dtype in types.items() if dtype in NUMBERS}
        return self._file.scan(numeric if way.parsed else {}, self._missing if way.missing else ())

    def _finished(self, raw: pl.DataFrame, types: Types, way: _Way, done: int) -> pl.DataFrame:
        """Return the columns wanted of records that `done` others stood before."""
        blank = self._file.all_blank_lines if _may_lack_cells(raw) else self._file.known_blank_lines
        here = blank[(blank >= done) & (blank < done + raw.height)] - done
        if len(here):
            keep = np.ones(raw.height, dtype=bool)
            keep[here] = False
            raw = raw.filter(keep)
        first = done - int((blank < done).sum())
        names = list(types)
        frame = raw.select(pl.col(str(self._positions[name])).alias(str(i)) for i, name in enumerate(names))
        frame = self._worded(frame, names, first)
        if not way.parsed:
            frame = self._numbered(frame, types, first)
        return self._settled(frame, names, first)

    def _worded(self, frame: pl.DataFrame, names: list[str], first: int) -> pl.DataFrame:
        """Return texts without blanks around them, null where missing."""
        texts = [column for column in frame.get_columns() if column.dtype == pl.String]
        return frame.with_columns(self._cleaned(column, names, first) for column in texts)

    def _cleaned(self, texts: pl.Series, names: list[str], first: int) -> pl.Series:
        # Each text once: there are few, as a rule, and as a rule they are clean.
        different = texts.unique()
        if len(different) <= _FEW and all(is_clean(text, self._missing) for text in different.to_list()):
            return texts
        found = different.to_frame()
        name = pl.col(texts.name)
        if found.select(name.str.contains("\0", literal=True).any()).item():
            row = texts.str.contains("\0", literal=True).arg_max() or 0
            raise self._refused(Wrong(row, texts.name, texts[row]), names, first, "text, without a zero byte")
        clean = words(name, self._missing)
        if found.select(clean.eq_missing(name).all()).item():
            return texts
        return texts.to_frame().select(clean).to_series()

    def _numbered(self, frame: pl.DataFrame, types: Types, first: int) -> pl.DataFrame:
        """Return numbers where texts stand that are to be some."""
        wanted = {name: dtype for name, dtype in by_position(types).items() if dtype in NUMBERS}
        read = frame.select(numbers(pl.col(name), self._decimal, dtype) for name, dtype in wanted.items())
        wrong = first_wrong(frame, read)
        if wrong is not None:
            raise self._refused(wrong, list(types), first, "a number", self._hint(str(wrong.cell)))
        return frame.with_columns(self._known(column) for column in read.get_columns())

    def _known(self, numbers: pl.Series) -> pl.Series:
        """Return numbers without those that stand for a missing value, however they are written: -999 and -999.0."""
        missing = numbers_among(self._missing)
        return numbers.set(numbers.is_in(missing), None) if missing else numbers

    def _hint(self, cell: str) -> str:
        other = "." if self._decimal == "," else ","
        if not is_number(cell, other):
            return ""
        # With quotes for the shell, and with quotes for what reads the command line.
        return f' If it has a decimal {SIGNS[other]}, say "{self.location.option("decimal")}={shown(other)}".'


def _may_lack_cells(raw: pl.DataFrame) -> bool:
    """Tell whether a record may be shorter than others, or a blank line."""
    last = raw[:, -1]
    if last.null_count():
        return True
    # A line of blanks lacks no cell where there is one column.
    return raw.width == 1 and last.dtype == pl.String and bool((last.str.strip_chars() == "").any())
