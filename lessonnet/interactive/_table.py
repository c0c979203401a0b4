"""A small table with a title and lines below it, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lessonnet.options import printable


@dataclass(frozen=True)
class Summary:
    """What a run or a sweep shows of itself.

    Args:
        title: above the table.
        columns: the names of its columns; the first is set to the left, the others to the right.
        rows: a text for each column.
        notes: lines below it.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """Return it as lines of plain text."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[position]) for line in lines) for position in range(len(self.columns))]
        table = ["  ".join(_aligned(line, widths)).rstrip() for line in lines]
        return "\n".join(printable(line) for line in [self.title, *table, *self.notes])

    def html(self) -> str:
        """Return it as HTML that holds no style but the sides of its columns."""
        head = "".join(_cell("th", name, position) for position, name in enumerate(self.columns))
        rows = ("".join(_cell("td", text, position) for position, text in enumerate(row)) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        notes = "".join(f"<div>{escape(note)}</div>" for note in self.notes)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f"<div><strong>{escape(self.title)}</strong>{table}{notes}</div>"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = line
    return [first.ljust(widths[0]), *(text.rjust(width) for text, width in zip(others, widths[1:], strict=True))]


def _cell(kind: str, text: str, position: int) -> str:
    side = "right" if position else "left"
    return f'<{kind} style="text-align: {side}">{escape(text)}</{kind}>'


def number_shown(value: float | None) -> str:
    """Return a number with four digits after its point, and a dash for one that is not there."""
    return "–" if value is None else f"{value:.4f}"
