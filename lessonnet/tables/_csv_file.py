"""A CSV file on the disk: in UTF-8, scanned by polars, its records counted."""

import io
import os
import re
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TextIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._encoding import decode_blocks, is_utf8, open_bytes, packed_in_another, refuse_other_encodings
from lessonnet.tables._head import Head
from lessonnet.tables._lines import Layout, Records, records
from lessonnet.tables._location import Location

_UNDECODED = re.compile("utf-?8", re.I)


class CsvFile:
    """The file, and how it is written.

    Args:
        location: of the file.
        head: its first lines.
        layout: its form.
        header: whether its first record holds names.
    """

    def __init__(self, location: Location, head: Head, layout: Layout, *, header: bool) -> None:
        self.location = location
        self.layout = layout
        self._head = head
        self._header = header

    @property
    def is_copied(self) -> bool:
        """Whether `path` is a copy."""
        return not (is_utf8(self._head.encoding) and self._head.ending == "\n")

    @cached_property
    def path(self) -> Path:
        """The file, or a copy of it in UTF-8 that lasts as long as this object."""
        if not self.is_copied:
            return self.location.path
        try:
            number, name = tempfile.mkstemp(prefix="lessonnet-", suffix=".csv")
            weakref.finalize(self, Path(name).unlink, missing_ok=True)
            with os.fdopen(number, "w", encoding="utf-8", newline="") as copy:
                self._write(copy)
        except OSError as error:
            raise self.location.error(f"no copy in UTF-8 can be written: {error.strerror or error}.") from None
        return Path(name)

    def _write(self, copy: TextIO) -> None:
        """Write the text, each line ended by a line feed."""
        with self.location.refusing_damage():
            stream = open_bytes(self.location, self._head.compression)
        with stream:
            decode_blocks(
                self.location,
                stream,
                self._head.encoding,
                lambda text: copy.write(text.replace("\r", "\n") if self._head.ending == "\r" else text),
            )

    @property
    def text_bytes(self) -> int:
        """Size of the text, unpacked; what is compressed is read through for it."""
        if not self._head.compression or self.path != self.location.path:
            return self.path.stat().st_size
        with self.refusing_damage():
            lines = pl.scan_lines(self.path, glob=False).select(pl.col("line").str.len_bytes() + 1)
            return int(lines.sum().collect(engine="streaming").item())

    def scan(self, numbers: Mapping[int, pl.DataType], missing: Sequence[str] = ()) -> pl.LazyFrame:
        """Return all columns, called by their positions.

        Args:
            numbers: types of the columns that polars reads as numbers; others are text.
            missing: texts that polars reads as null.
        """
        return self._scanned(self.path, self.layout.first - 1, numbers, missing)

    def first(self, rows: int, *, quoted: bool) -> pl.DataFrame:
        """Return the first records, all as text.

        Args:
            rows: how many.
            quoted: whether there are quotes, and so perhaps records of several lines.
        """
        before = self.layout.first - 1
        lines = self._head.lines[before : before + rows]
        if quoted or len(lines) < rows:
            return self._scanned(self.path, before, {}).head(rows).collect()
        # Of a file polars reads megabytes before it stops.
        return self._scanned(io.BytesIO("\n".join(lines).encode()), 0, {}).collect()

    def _scanned(
        self, source: Path | io.BytesIO, before: int, numbers: Mapping[int, pl.DataType], missing: Sequence[str] = ()
    ) -> pl.LazyFrame:
        return pl.scan_csv(
            source,
            has_header=False,
            skip_lines=before,
            separator=self.layout.delimiter,
            quote_char=self.layout.quote,
            schema={str(i): numbers.get(i, pl.String()) for i in range(len(self.layout.names))},
            null_values=list(missing) or None,
            glob=False,
        )

    def blank_lines(self, rows: int) -> NDArray[np.int64]:
        """Return which of the first records are blank lines, and no rows.

        Raises:
            OptionError: if one of them has too few or too many cells, or its quotes do not go together.
        """
        blank, count = [np.empty(0, dtype=np.int64)], 0
        for block in self._records():
            cells = block.cells[: rows - count]
            wrong = (cells != len(self.layout.names)) & (cells != 0)
            if wrong.any():
                first = int(wrong.argmax())
                raise self._ragged(int(block.lines[first]), int(cells[first]))
            blank.append(np.flatnonzero(cells == 0) + count)
            count += len(cells)
            if count >= rows:
                break
        return np.concatenate(blank)

    @cached_property
    def all_blank_lines(self) -> NDArray[np.int64]:
        """Which records of the whole file are blank lines, as `blank_lines` finds them."""
        return self.blank_lines(2**62)

    @property
    def known_blank_lines(self) -> NDArray[np.int64]:
        """What `all_blank_lines` has found, or none where it was not asked for, since no row lacked its last cell."""
        found: NDArray[np.int64] = self.__dict__.get("all_blank_lines", np.empty(0, dtype=np.int64))
        return found

    def line(self, row: int) -> int | None:
        """Return the number of the line on which a row begins; None if there are fewer."""
        for block in self._records():
            lines = block.lines[block.cells > 0]
            if row < len(lines):
                return int(lines[row])
            row -= len(lines)
        return None

    def _records(self) -> Iterator[Records]:
        with self.refusing_damage():
            yield from records(self.path, self.layout, self.location)

    @contextmanager
    def refusing_damage(self) -> Iterator[None]:
        """Turn what polars says of a file that it cannot read to its end into the error for it."""
        try:
            yield
        except OSError as error:
            raise self.location.damaged(error) from None
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            if self._head.compression != "zstd":
                refuse_other_encodings(self.location, self._head.compression)
            elif _UNDECODED.search(str(error)):
                raise packed_in_another(self.location) from None
            raise self.location.damaged(error) from None

    def _ragged(self, line: int, cells: int) -> OptionError:
        width, first = len(self.layout.names), self.layout.first
        where = "the line of names" if self._header else f"line {first}"
        return self.location.error(f"line {line} has {cells} cell{'s' * (cells > 1)}, but {where} has {width}.")
