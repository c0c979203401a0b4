"""Small tables on disk for tests."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

HEADER = ("id", "age", "colour", "size", "same", "admit")


def write_csv(path: Path, rows: Iterable[Sequence[Any]], header: Sequence[str] | None = HEADER) -> str:
    """Write rows as CSV; None is an empty cell."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if header is not None:
            writer.writerow(header)
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return str(path)


def mixed_rows(count: int = 200, seed: int = 0) -> list[list[Any]]:
    """Draw rows of an identifier, a number with gaps, a word with gaps, a number, a constant and a class."""
    draw = np.random.default_rng(seed)
    rows = []
    for i in range(count):
        age = None if draw.random() < 0.1 else round(float(draw.normal(40, 10)), 2)
        colour = None if draw.random() < 0.1 else ["red", "green", "blue"][draw.integers(3)]
        size = round(float(draw.normal(5, 2)), 2)
        admit = "yes" if size + (colour == "red") * 3 + draw.normal() > 5 else "no"
        rows.append([i, age, colour, size, 7, admit])
    return rows
