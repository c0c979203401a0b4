"""The confusion matrix as text, in the widest of three layouts that fits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.table import Table

MOST_CLASSES = 20
"""Of a confusion matrix that is printed."""
LONGEST_NAME = 32
_LONGEST_BESIDE_TWENTY = 18
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Layout:
    """One way to print the matrix.

    Args:
        corner: what rows and columns are.
        heads: above the columns: the classes' names, or their numbers.
        rows: the cells.
        dense: without lines between columns.
    """

    corner: str
    heads: Sequence[str]
    rows: Rows
    dense: bool

    @property
    def longest_name(self) -> int:
        """Cells for the names of the rows."""
        return _LONGEST_BESIDE_TWENTY if self.dense else LONGEST_NAME

    def width(self, labels: Sequence[str]) -> int:
        """Return how many cells a line takes."""
        names = max(cell_len(self.corner), min(self.longest_name, max(map(cell_len, labels))))
        columns = zip(self.heads, *self.rows, strict=True)
        widths = [names, *(max(map(cell_len, column)) for column in columns)]
        return sum(widths) + (len(widths) - 1 if self.dense else 3 * len(widths) + 1)

    def table(self, labels: Sequence[str]) -> Table:
        """Lay the matrix out with these labels for its rows."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0) if self.dense else Table()
        table.add_column(self.corner, no_wrap=True, overflow="ellipsis", max_width=self.longest_name)
        for head in self.heads:
            table.add_column(head, justify="right", no_wrap=True)
        for label, row in zip(labels, self.rows, strict=True):
            table.add_row(label, *row)
        return table


def numbered(names: Sequence[str]) -> list[str]:
    """Write each class's number before its name."""
    return [f"{c} {name}" for c, name in enumerate(names)]


def layout_of(names: Sequence[str], matrix: Sequence[Sequence[float]], width: int) -> Layout | None:
    """Return counts under names if these fit, else counts under numbers, else percentages; None beyond 20 classes.

    Args:
        names: of the classes, printable.
        matrix: rows are true classes, columns predicted ones.
        width: of the page, in cells, ≥ 100.
    """
    if len(names) > MOST_CLASSES:
        return None
    counts = [[count_text(count) for count in row] for row in matrix]
    numbers = [str(c) for c in range(len(names))]
    named = Layout("true \\ predicted", names, counts, dense=False)
    if named.width(names) <= width:
        return named
    plain = Layout("true \\ predicted", numbers, counts, dense=True)
    if plain.width(numbered(names)) <= width:
        return plain
    return Layout("% of true class", numbers, [list(_percentages(row)) for row in matrix], dense=True)


def count_text(count: float) -> str:
    """Write points as they are, and weights with six digits."""
    return str(count) if isinstance(count, int) else f"{count:.6g}"


def _percentages(row: Sequence[float]) -> Iterator[str]:
    total = sum(row)
    for count in row:
        percent = 100 * count / total if total else None
        yield "–" if percent is None else "<1" if 0 < percent < 0.5 else f"{percent:.0f}"
