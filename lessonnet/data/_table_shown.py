"""What was found in a table, as it is shown before the training."""

import io
from collections.abc import Mapping

import numpy as np
import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from lessonnet.tables import CategoryColumn, Column, FileRows, Schema, TableRows

_PARTS = {"val": "validation", "test": "test"}
_MOST_ROWS = 40
_MOST_WORDS = 6
_LONGEST_WORD = 20


def shown(table: TableRows, schema: Schema, repeated: Mapping[str, int]) -> str:
    """Describe a table: its files, its columns and what was left out.

    Args:
        table: the rows as they were read.
        schema: what was made of its columns.
        repeated: parts to the number of their rows that also stand in training.
    """
    lines = [_grid(table, schema)]
    lines += [line for rows in (table.main, table.val, table.test) if rows for line in _left_out(rows)]
    lines += [
        f"warning: {_rows(count)} of the {_PARTS[name]} part also stand{'s' * (count == 1)} among the training rows"
        for name, count in repeated.items()
        if count
    ]
    return "\n".join(lines)


def _grid(table: TableRows, schema: Schema) -> str:
    source = table.main.source
    title = f"{source.path}: {source.described}"
    grid = Grid(title=title, title_justify="left", title_style="bold")
    for heading in ("column", "kind", "values"):
        grid.add_column(heading, overflow="fold")
    grid.add_column("missing", justify="right")
    names = [column.name for column in schema.columns]
    for column in schema.columns[:_MOST_ROWS]:
        series = table.main.frame[column.name]
        grid.add_row(escape(column.name), *_kind_and_values(column, series), str(series.null_count() or ""))
    if len(names) > _MOST_ROWS:
        grid.add_row(f"… {len(names) - _MOST_ROWS} more", "", "", "")
    for name, reason in list(table.kinds.ignored.items())[:_MOST_ROWS]:
        grid.add_row(escape(name), "ignored", escape(reason), "")
    counts = np.bincount(table.main.classes, minlength=len(table.class_names))
    classes = [f"{escape(name)} ({counts[i]})" for i, name in enumerate(table.class_names[:_MOST_WORDS])]
    more = f" and {len(table.class_names) - _MOST_WORDS} more" if len(table.class_names) > _MOST_WORDS else ""
    grid.add_row(escape(table.target), "target", ", ".join(classes) + more, "")
    out = io.StringIO()
    Console(file=out, width=100, highlight=False, color_system=None).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _kind_and_values(column: Column, series: pl.Series) -> tuple[str, str]:
    if not isinstance(column, CategoryColumn):
        return "number", f"{_number(series.min())} to {_number(series.max())}"
    words = [escape(word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…") for word in column.categories]
    more = len(words) - _MOST_WORDS
    text = ", ".join(words[:_MOST_WORDS]) + (f" and {more} more" if more > 0 else "")
    return "category", text


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "none"


def _left_out(rows: FileRows) -> list[str]:
    found = []
    if rows.unlabelled:
        found.append(f"{rows.place(None)}: {_rows(rows.unlabelled)} without a target left out")
    if rows.dropped:
        found.append(f"{rows.place(None)}: {_rows(rows.dropped)} with a missing value left out (data.missing=drop)")
    return found


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"
