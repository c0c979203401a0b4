"""What was found in a table, as it is shown before the training."""

import io
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from lessonnet.data._table_parts import Filled
from lessonnet.tables import CategoryColumn, Column, Extent

_MOST_ROWS = 40
_MOST_WORDS = 6
_LONGEST_WORD = 20


class Shown(NamedTuple):
    """What was found in a table.

    Attributes:
        title: of the grid.
        rows: column, kind, values and missing.
        remarks: lines below it.
    """

    title: str
    rows: list[tuple[str, str, str, str]]
    remarks: list[str]

    @property
    def text(self) -> str:
        """All of it as lines; drawn when it is asked for, as of a hundred splits of a table one is shown."""
        grid = Grid()
        for heading in ("column", "kind", "values"):
            grid.add_column(heading, overflow="fold")
        grid.add_column("missing", justify="right")
        for row in self.rows:
            grid.add_row(*row)
        out = io.StringIO()
        Console(file=out, force_jupyter=False, width=100, highlight=False, color_system=None).print(grid)
        return "\n".join([self.title, *(line.rstrip() for line in out.getvalue().rstrip().splitlines()), *self.remarks])


def shown(found: Filled) -> Shown:
    """Describe a table: its file, its columns, its classes, and what was left out."""
    source, columns = found.plan.source, found.encoding.schema.columns
    rows = []
    for column in columns[:_MOST_ROWS]:
        extent = found.extents[column.name]
        rows.append((_text(column.name), *_kind_and_values(column, extent), str(extent.missing or "")))
    rows += _rest(len(columns), "more")
    for name, reason in list(found.plan.kinds.ignored.items())[:_MOST_ROWS]:
        rows.append((_text(name), "ignored", _text(reason), ""))
    rows += _rest(len(found.plan.kinds.ignored), "more ignored")
    if found.plan.weight is not None:
        rows.append((_text(found.plan.weight), "weight", "how much each row counts", ""))
    rows.append((_text(found.plan.target), "target", _classes(found), ""))
    return Shown(f"{source.path}: {source.described}", rows, found.remarks)


def _rest(count: int, what: str) -> list[tuple[str, str, str, str]]:
    return [(f"… {count - _MOST_ROWS} {what}", "", "", "")] if count > _MOST_ROWS else []


def _classes(found: Filled) -> str:
    names = found.encoding.class_names
    listed = [f"{_text(_cut(name))} ({found.counts[i]})" for i, name in enumerate(names[:_MOST_WORDS])]
    return _with_more(listed, len(names))


def _kind_and_values(column: Column, extent: Extent) -> tuple[str, str]:
    if not isinstance(column, CategoryColumn):
        return "number", f"{_number(extent.least)} to {_number(extent.most)}"
    words = [_text(_cut(word)) for word in column.categories[:_MOST_WORDS]]
    listed = _with_more(words, len(column.categories))
    rarer = (extent.words or 0) - len(column.categories)
    rest = f"; {rarer} other{'s share' if rarer > 1 else ' shares'} `unknown`" if rarer > 0 else ""
    return "category", listed + rest


def _with_more(listed: list[str], count: int) -> str:
    return ", ".join(listed) + (f" and {count - len(listed)} more" if count > len(listed) else "")


def _cut(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…"


def _text(word: str) -> str:
    """Return a word of the file as the console may have it: no markup, no control characters."""
    return escape("".join(letter if letter.isprintable() else "�" for letter in word))


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "none"
