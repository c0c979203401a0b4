"""How an error names a row."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

Place = Callable[[int | None], str]
"""Names a row by its number in a frame, from 0; None stands for the whole table."""


class Rows(Protocol):
    """What has rows that can be named: a file."""

    path: Path

    def place(self, row: int) -> str:
        """Name a row."""


def place_in(source: Rows, first: int = 0) -> Place:
    """Return how an error names a row of a piece of a file that begins with row `first`."""
    return lambda row: str(source.path) if row is None else source.place(first + row)


def place_after(place: Place, first: int) -> Place:
    """Return how an error names a row of a piece that begins with row `first`."""
    return lambda row: place(None if row is None else first + row)
