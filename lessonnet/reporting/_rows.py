"""Tables of the page, and rows read from CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from lessonnet.reporting._folder import Folder
from lessonnet.reporting._values import cut

_MOST_COLUMNS = 24
_MOST_CHARACTERS = 160
"""Of a cell."""
_MOST_OF_HEAD = 256 * 1024
_MOST_OF_FILE = 16 * 1024**2


@dataclass(frozen=True)
class Table:
    """Rows under a header.

    Attributes:
        heads: of the columns.
        rows: a text for each column.
        words: how many of the first columns hold words; numbers stand to the right in the others.
        is_sortable: whether its reader may want another order.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    is_sortable: bool = False


def first_rows(folder: Folder, name: str, most: int) -> Table | None:
    """Return the first rows of a CSV file of any length."""
    data = folder.head(name, _MOST_OF_HEAD)
    # What the end of the bytes has cut off is no row.
    rows = [] if data is None else _rows(folder, name, data if len(data) < _MOST_OF_HEAD else data[: data.rfind(b"\n")])
    return Table(rows[0], rows[1 : 1 + most], words=0) if len(rows) > 1 else None


def spread_rows(folder: Folder, name: str, most: int, besides: int | None = None) -> Table | None:
    """Return rows of a CSV file that lie apart evenly, the first and the last among them.

    Args:
        folder: where it is.
        name: of the file.
        most: rows.
        besides: one more row, from 1.
    """
    data = folder.data(name, _MOST_OF_FILE)
    rows = [] if data is None else _rows(folder, name, data)
    if len(rows) < 2:
        return None
    heads, body = rows[0], rows[1:]
    places = {round(step * (len(body) - 1) / max(most - 1, 1)) for step in range(most)}
    if besides is not None and 1 <= besides <= len(body):
        places.add(besides - 1)
    return Table(heads, [body[place] for place in sorted(places)], words=0)


def _rows(folder: Folder, name: str, data: bytes) -> list[list[str]]:
    try:
        found = [[cut(cell, _MOST_CHARACTERS) for cell in row[:_MOST_COLUMNS]] for row in csv.reader(_lines(data))]
    except (csv.Error, UnicodeDecodeError):
        folder.note(name, "is no CSV that can be read")
        return []
    width = len(found[0]) if found else 0
    return [row for row in found if len(row) == width]


def _lines(data: bytes) -> io.StringIO:
    return io.StringIO(data.decode("utf-8"), newline="")
