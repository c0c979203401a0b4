"""First lines that belong to no table: a title, a comment, a mark for Excel; and cells that only blanks separate."""

import re
from collections.abc import Sequence

from lessonnet.tables._dialect import DELIMITERS, Dialect
from lessonnet.tables._location import Location, shown

_MARK = re.compile(r'"?sep=(.)"?[,;\t|]*', re.I)


def refuse_mark(location: Location, lines: Sequence[str]) -> None:
    """Refuse the line by which Excel is told the delimiter.

    Raises:
        OptionError: names the line.
    """
    place = next(i for i, line in enumerate(lines) if line.strip())
    if _MARK.fullmatch(lines[place].strip(" ")):
        raise location.error(
            f"line {place + 1}, {shown(lines[place].strip())}, tells Excel the delimiter and is no row: remove it."
        )


def refuse_titles(location: Location, dialect: Dialect) -> None:
    """Refuse lines of one cell above rows that agree on several.

    Raises:
        OptionError: names the lines.
    """
    widths = [len(record) for record in dialect.records]
    titles = next((i for i, width in enumerate(widths) if width > 1), 0)
    if not titles or widths[titles] != dialect.width:
        return
    next_line = f"line {dialect.starts[titles]} has {widths[titles]}"
    if titles == 1:
        raise location.error(f"line {dialect.starts[0]} has 1 cell, {next_line}: is it a title? remove it.")
    lines = f"lines {dialect.starts[0]} to {dialect.starts[titles - 1]}"
    raise location.error(f"{lines} have 1 cell, {next_line}: are they a title? remove them.")


def refuse_blanks_between_cells(location: Location, lines: Sequence[str]) -> None:
    """Refuse a file that seems to have one column, where blanks cut all lines into as many cells.

    Args:
        location: of the file.
        lines: its first ones.

    Raises:
        OptionError: says how many cells, and what to say.
    """
    some = [line.strip() for line in lines if line.strip()]
    if len(some) < 2 or any(mark in line for line in some for mark in DELIMITERS):
        return
    counts = {len(line.split()) for line in some}
    if len(counts) > 1 or counts == {1}:
        return
    what = f"there is one column, but blanks cut each line into {counts.pop()} cells"
    if all(" ".join(line.split()) == line for line in some):
        raise location.error(f"{what}; if they are the cells, say \"{location.option('delimiter')}=' '\".")
    raise location.error(f"{what}, some by several blanks; save the table with a comma between cells.")
