"""How a CSV file separates and quotes its cells: as the user says, or as its first lines fit best."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessonnet.tables._location import Location, shown

if TYPE_CHECKING:
    import _csv

DELIMITERS = {",": "','", ";": "';'", "\t": "a tab", "|": "'|'"}
"""Those that are found, the likelier first, and how they are shown."""
_UNUSED = "\x1f"
_RECORDS = 500
_CHARACTERS = 1 << 20
_SOME = 100
"""Records whose cells are looked at one by one: enough to tell two signs apart."""


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart.

    Attributes:
        delimiter: between cells.
        quote: around cells; None where nothing is quoted.
        records: cells of the first lines, blanks around them off, blank lines left out.
        starts: the number of the line on which each record starts, from 1.
        broken: whether the quotes in these lines do not go together.
    """

    delimiter: str
    quote: str | None
    records: list[list[str]]
    starts: list[int]
    broken: bool = False

    @property
    def width(self) -> int:
        """The number of cells that most records have; of two as frequent, what the first record has."""
        counts = Counter(len(record) for record in self.records)
        return max(counts, key=lambda width: (counts[width], width == len(self.records[0])))

    @property
    def agreement(self) -> float:
        """The share of records that have this number of cells."""
        width = self.width
        return sum(len(record) == width for record in self.records) / len(self.records)

    def share_of_numbers(self, decimal: str) -> float:
        """The share of cells that are numbers or empty; other than between commas, decimal commas count too."""
        decimals = decimal if self.delimiter == "," else ".,"
        cells = [cell for record in self.records[:_SOME] for cell in record]
        return sum(not cell or is_number(cell, decimals) for cell in cells) / len(cells)


def is_number(cell: str, decimals: str = ".,") -> bool:
    """Tell whether a cell is a number; `decimals` are the signs that may stand before its decimals."""
    return bool(re.fullmatch(rf"[+-]?(\d+([{decimals}]\d*)?|[{decimals}]\d+)([eE][+-]?\d+)?", cell))


def find_dialect(
    location: Location, lines: Sequence[str], delimiter: str | None, quote: str | None, decimal: str, *, whole: bool
) -> Dialect:
    """Find out how cells are told apart.

    Args:
        location: of the file.
        lines: its first ones; not all blank.
        delimiter: one character that the user says, or None.
        quote: one character that the user says, `none`, or None.
        decimal: the sign before the decimals.
        whole: whether these are all lines.

    Raises:
        OptionError: if the user's delimiter makes one column where another one fits.
    """
    few = _few(lines)
    whole = whole and len(few) == len(lines)
    lines = few
    found = _best(lines, quote, decimal, whole)
    if delimiter is None:
        if found is not None:
            return found
        absent = next((mark for mark in DELIMITERS if not any(mark in line for line in lines)), _UNUSED)
        return _parsed(lines, absent, _quotes(lines, absent, quote)[0], whole)
    said = _parsed(lines, delimiter, _quotes(lines, delimiter, quote)[0], whole)
    if said.width == 1 and found is not None and found.agreement == 1 and not found.broken:
        raise location.error(
            f"`{location.option('delimiter')}` {shown(delimiter)} makes one column of it, "
            f"{DELIMITERS[found.delimiter]} would make {found.width}."
        )
    return said


def _few(lines: Sequence[str]) -> list[str]:
    few: list[str] = []
    size = 0
    for line in lines[:_RECORDS]:
        if size > _CHARACTERS and len(few) > 2:
            break
        few.append(line)
        size += len(line)
    return few


def _best(lines: list[str], quote: str | None, decimal: str, whole: bool) -> Dialect | None:
    """Return the dialect in which the lines agree best on at least two cells; then the one with the most numbers."""
    tried = [
        _parsed(lines, delimiter, mark, whole)
        for delimiter in DELIMITERS
        if any(delimiter in line for line in lines)
        for mark in _quotes(lines, delimiter, quote)
    ]
    fitting = [dialect for dialect in tried if dialect.width > 1 and dialect.agreement >= 0.5]

    def fit(dialect: Dialect) -> tuple[bool, float, float, float]:
        return (
            not dialect.broken,
            dialect.agreement,
            dialect.share_of_numbers(decimal),
            # Where all else is equal: semicolons and tabs stand in texts less often than commas.
            (",", "\t", ";").index(dialect.delimiter) if dialect.delimiter != "|" else -1,
        )

    return max(fitting, key=fit, default=None)


def _quotes(lines: list[str], delimiter: str, quote: str | None) -> list[str | None]:
    if quote is not None:
        return [None if quote == "none" else quote]
    return ["'", '"'] if _single_quoted(lines, delimiter) else ['"']


def _single_quoted(lines: list[str], delimiter: str) -> bool:
    """Tell whether apostrophes open and close cells; a few that only open some are letters, as is one that is alone."""
    edge = re.escape(delimiter)
    text = "\n".join(lines)
    opened, closed = (len(re.findall(form, text, re.M)) for form in (rf"(?:^|{edge})'", rf"'(?=$|{edge})"))
    alone = re.search(rf"(?:^|{edge})'(?=$|{edge})", text, re.M)
    return opened > 0 and opened == closed and not alone and not re.search(rf'(^|{edge})"', text, re.M)


def _parsed(lines: list[str], delimiter: str, quote: str | None, whole: bool) -> Dialect:
    left = iter(lines)
    reader = _reader(left, delimiter, quote)
    records: list[list[str]] = []
    starts: list[int] = []
    end = 0
    broken = False
    try:
        for record in reader:
            if lines[end].strip() or len(record) > 1:
                records.append([cell.strip() for cell in record])
                starts.append(end + 1)
            end = reader.line_num
    except csv.Error:
        # A cell that goes on beyond these lines breaks nothing. Otherwise delimiters tell cells apart all the same.
        broken = whole or not records or next(left, None) is not None
        for line, record in enumerate(_reader(iter(lines[end:]), delimiter, None) if broken else (), end + 1):
            records.append([cell.strip() for cell in record])
            starts.append(line)
    return Dialect(delimiter, quote, records, starts, broken)


def _reader(lines: Iterator[str], delimiter: str, quote: str | None) -> "_csv.Reader":
    # A carriage return within a line, which the csv module would end the line at, is a blank here.
    stream = (line.replace("\r", " ") + "\n" for line in lines)
    if quote is None:
        return csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(stream, delimiter=delimiter, quotechar=quote, strict=True)
