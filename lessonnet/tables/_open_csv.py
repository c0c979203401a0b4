"""A CSV file opened: its form is found by its first lines, where the user does not say it."""

from collections.abc import Collection
from dataclasses import replace

from lessonnet.options import OptionError
from lessonnet.tables._csv import SIGNS, CsvSource
from lessonnet.tables._csv_file import CsvFile
from lessonnet.tables._dialect import DELIMITERS, find_dialect
from lessonnet.tables._encoding import is_utf8
from lessonnet.tables._first_lines import refuse_blanks_between_cells, refuse_mark, refuse_titles
from lessonnet.tables._head import Head, read_head
from lessonnet.tables._header import column_names, has_header
from lessonnet.tables._lines import Layout
from lessonnet.tables._location import Location, shown
from lessonnet.tables._reading import Reading

_FIRST = 100
"""First lines by which it is told whether blanks separate cells."""

_TABS = ("tab", "\\t")


def open_csv(location: Location, compression: str, reading: Reading, names: Collection[str]) -> CsvSource:
    """Open a CSV file.

    Args:
        location: of the file.
        compression: `gzip`, `zstd` or empty.
        reading: what the user says about its form.
        names: that the user gave to columns.

    Raises:
        OptionError: if an option is out of range, or the first lines are no table.
    """
    delimiter, quote = _delimiter(reading, location), _quote(reading, location)
    head = read_head(location, compression, reading.encoding)
    refuse_mark(location, head.lines)
    dialect = find_dialect(location, head.lines, delimiter, quote, reading.decimal, whole=head.whole)
    if not dialect.broken:
        refuse_titles(location, dialect)
    missing = [word.strip() for word in reading.missing_words]
    header = has_header(dialect.records, names, missing) if reading.header is None else reading.header
    columns = column_names(location, dialect.records[0], dialect.starts[0], header)
    if delimiter is None and len(columns) == 1 and columns[0] not in names:
        refuse_blanks_between_cells(location, head.lines[:_FIRST])
    starts = dialect.starts[header:]
    layout = Layout(dialect.delimiter, dialect.quote, tuple(columns), dialect.starts[0])
    if dialect.broken:
        _ = CsvFile(location, head, layout, header=header).all_blank_lines  # names the line whose quotes are at fault
    if not starts:
        raise location.error(
            f"there is a line of names and no row; if the line is a row, say {location.option('header')}=false."
        )
    file = CsvFile(location, head, replace(layout, first=starts[0]), header=header)
    quoted = dialect.quote is not None and any(dialect.quote in line for line in head.lines)
    return CsvSource(
        file,
        missing,
        reading.decimal,
        header=header,
        described=_described(dialect.delimiter, dialect.quote if quoted else None, header, head, reading.decimal),
        seen=any(cell and cell in missing for record in dialect.records[header:] for cell in record),
        quoted=quoted,
    )


def _described(delimiter: str, quote: str | None, header: bool, head: Head, decimal: str) -> str:
    parts = ["CSV", f"delimiter {DELIMITERS.get(delimiter, shown(delimiter))}"]
    if delimiter not in "".join(head.lines):
        parts = ["CSV, one column"]
    parts.append("header" if header else "no header")
    if quote is not None:
        parts.append(f"quotes {quote}")
    if decimal == ",":
        parts.append(f"decimal {SIGNS[decimal]}")
    if not is_utf8(head.encoding):
        parts.append(head.encoding)
    return ", ".join([*parts, *([head.compression] if head.compression else [])])


def _delimiter(reading: Reading, location: Location) -> str | None:
    delimiter = "\t" if reading.delimiter in _TABS else reading.delimiter
    if delimiter is not None and not _is_mark(delimiter, '"'):
        raise _refused(location, "delimiter", "one ASCII character, or 'tab'", reading.delimiter)
    return delimiter


def _quote(reading: Reading, location: Location) -> str | None:
    quote = reading.quote
    if quote is not None and quote != "none" and not _is_mark(quote, _delimiter(reading, location) or "\t"):
        raise _refused(location, "quote", "one ASCII character other than the delimiter, or 'none'", quote)
    return quote


def _is_mark(text: str, taken: str) -> bool:
    return len(text) == 1 and text.isascii() and text not in f"\r\n\0{taken}"


def _refused(location: Location, option: str, rule: str, found: str | None) -> OptionError:
    return OptionError(f"`{location.option(option)}` must be {rule}, got {found!r}.")
