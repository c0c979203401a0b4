"""The records of a CSV file by the lines they stand on: counted, not read.

polars reads cells and tells neither their line nor a row with too few of them. Here only delimiters and quotes are
looked at, in blocks of lines, where something is amiss or has to be named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError, printable
from lessonnet.tables._location import Location

_LONGEST = 1 << 24
"""Characters of one record; more are taken for a quote that is never closed."""


@dataclass(frozen=True)
class Layout:
    """The form of a CSV file in UTF-8.

    Attributes:
        delimiter: between cells.
        quote: around cells; None where nothing is quoted.
        names: of the columns.
        first: the number of the line on which the first row of data stands, from 1.
    """

    delimiter: str
    quote: str | None
    names: tuple[str, ...]
    first: int

    @property
    def cell(self) -> str:
        """The regular expression of one cell: quoted from end to end, or without any quote."""
        delimiter = re.escape(self.delimiter)
        if self.quote is None:
            return f"[^{delimiter}]*"
        quote = re.escape(self.quote)
        return f"(?:{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}|[^{quote}{delimiter}]*)"

    @property
    def record(self) -> str:
        """The regular expression of a whole record."""
        return f"{self.cell}(?:{re.escape(self.delimiter)}{self.cell})*"

    @property
    def plain_record(self) -> str:
        """The regular expression of a record that has no delimiter within quotes."""
        delimiter, quote = re.escape(self.delimiter), re.escape(self.quote or "")
        text = f"[^{quote}{delimiter}]*"
        cell = f"(?:{quote}{text}(?:{quote}{quote}{text})*{quote}|{text})"
        return f"{cell}(?:{delimiter}{cell})*"


@dataclass
class _Begun:
    """The lines of a record that goes on, because a quote is open."""

    lines: list[str] = field(default_factory=list)
    open: bool = False
    size: int = 0

    def add(self, line: str, quote: str) -> None:
        self.lines.append(line)
        self.open ^= line.count(quote) % 2 == 1
        self.size += len(line)


class Records(NamedTuple):
    """A block of records.

    Attributes:
        lines: the number of the line on which each begins, from 1.
        cells: how many each has; 0 for a blank line, which is no row.
    """

    lines: NDArray[np.int64]
    cells: NDArray[np.int64]


def records(path: Path, layout: Layout, location: Location) -> Iterator[Records]:
    """Count the cells of each record from the first row of data on.

    Args:
        path: a file in UTF-8, plain or compressed.
        layout: its form.
        location: what errors name.

    Raises:
        OptionError: where quotes do not go together; names line and column.
    """
    number = 1
    begun = _Begun()
    for frame in pl.scan_lines(path, glob=False).collect_batches():
        lines = frame.to_series()
        if number == 1:
            lines = lines.str.strip_prefix("\ufeff") if layout.first == 1 else lines
        skipped = min(max(layout.first - number, 0), len(lines))
        block = _counted(lines.slice(skipped), layout)
        if begun.open or not block["sound"].all():
            yield _joined(block, number + skipped, begun, layout, location)
        else:
            first = number + skipped
            yield Records(np.arange(first, first + block.height), block["cells"].to_numpy())
        number += len(lines)
    if begun.open:
        raise _broken(begun.lines, number - len(begun.lines), layout, location)


def _counted(lines: pl.Series, layout: Layout) -> pl.DataFrame:
    """Return for each line its cells, and whether it is a record by itself with its quotes in order."""
    cells = _between(lines, layout) + 1
    sound = pl.Series([True]).new_from_index(0, len(lines))
    if layout.quote is not None and lines.str.contains(layout.quote, literal=True).any():
        quote = re.escape(layout.quote)
        sound = lines.str.contains(f"^{layout.plain_record}$")
        others = (~sound).arg_true()
        if len(others):
            # Delimiters within quotes do not count; taking them out is slow.
            line = lines.gather(others)
            cells = cells.scatter(others, _between(line.str.replace_all(f"{quote}[^{quote}]*{quote}", ""), layout) + 1)
            sound = sound.scatter(others, line.str.contains(f"^{layout.record}$"))
    blank = (cells == 1) & (lines.str.strip_chars() == "")
    return pl.DataFrame({"line": lines, "cells": cells.set(blank, 0), "sound": sound})


def _between(lines: pl.Series, layout: Layout) -> pl.Series:
    return lines.str.count_matches(layout.delimiter, literal=True).cast(pl.Int64)


def _joined(block: pl.DataFrame, number: int, begun: _Begun, layout: Layout, location: Location) -> Records:
    """Put the lines of records together that go over several; `begun` holds those of one that is not yet at its end."""
    starts, counts = [], []
    for line, cells, sound in block.iter_rows():
        if sound and not begun.open:
            starts.append(number)
            counts.append(cells)
        else:
            begun.add(line, layout.quote or "")
            start = number - len(begun.lines) + 1
            if begun.size > _LONGEST:
                raise _broken(begun.lines, start, layout, location)
            if not begun.open:
                starts.append(start)
                counts.append(_cells(begun.lines, start, layout, location))
                begun.lines, begun.size = [], 0
        number += 1
    return Records(np.array(starts, dtype=np.int64), np.array(counts, dtype=np.int64))


def _cells(lines: list[str], start: int, layout: Layout, location: Location) -> int:
    text = "\n".join(lines)
    if not re.fullmatch(layout.record, text):
        raise _broken(lines, start, layout, location)
    return len(re.findall(f"{re.escape(layout.delimiter)}(?:{layout.cell})", layout.delimiter + text))


def _broken(lines: list[str], start: int, layout: Layout, location: Location) -> OptionError:
    """Build the error for the first cell in which quotes do not go together."""
    text = "\n".join(lines)
    column = place = 0
    while (cell := re.compile(layout.cell).match(text, place)) and text[
        cell.end() : cell.end() + 1
    ] == layout.delimiter:
        column, place = column + 1, cell.end() + 1
    line = start + text.count("\n", 0, place)
    name = f", column `{printable(layout.names[column])}`" if column < len(layout.names) else ""
    quote = layout.quote or ""
    rest = text[place:]
    what = f"a quote ({quote}) stands inside a cell; a quoted cell has its quotes at both ends, and doubled within"
    if rest.startswith(quote) and rest.count(quote) % 2:
        what = f"a quote ({quote}) opens that is never closed"
    return location.error(
        f"line {line}{name}: {what}. If it is a character like any other here, say {location.option('quote')}=none."
    )
