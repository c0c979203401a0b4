"""Wrong tables, written to disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

Write = Callable[[Path], object]


class Wrong(NamedTuple):
    """A mistake.

    Attributes:
        write: puts the table into a directory; `t.csv` unless the words name another.
        line: what the answer must hold: file, and row and column where there are some.
        words: further words of the command line; they may replace `data.path` and `data.target`.
    """

    write: Write
    line: str
    words: tuple[str, ...] = ()


def rows(count: int = 40) -> list[list[Any]]:
    """Draw rows of a number, a word and one of two classes."""
    draw = np.random.default_rng(0)
    return [[round(float(draw.normal()), 3), "uvw"[i % 3], "pq"[draw.integers(2)]] for i in range(count)]


def csv_text(cells: list[list[Any]], header: str | None = "x,w,y") -> str:
    return "\n".join([*([] if header is None else [header]), *(",".join(map(str, row)) for row in cells), ""])


def changed(row: int, column: int, cell: Any, count: int = 40) -> Write:
    """Write the rows with one cell changed."""
    cells = rows(count)
    cells[row][column] = cell
    return text(csv_text(cells))


def text(content: str, name: str = "t.csv", encoding: str = "utf-8") -> Write:
    return lambda directory: (directory / name).write_text(content, encoding=encoding)


def raw(content: bytes, name: str = "t.csv") -> Write:
    return lambda directory: (directory / name).write_bytes(content)


def frame(name: str = "t.parquet") -> Callable[[Path], pl.DataFrame]:
    def write(directory: Path) -> pl.DataFrame:
        found = pl.DataFrame(rows(), schema=["x", "w", "y"], orient="row")
        found.write_parquet(directory / name)
        return found

    return write


def both(*writes: Write) -> Write:
    return lambda directory: [write(directory) for write in writes]


def cut(name: str, share: float) -> Write:
    """Cut a file off."""

    def write(directory: Path) -> None:
        content = (directory / name).read_bytes()
        (directory / name).write_bytes(content[: int(len(content) * share)])

    return write


def parquet(**columns: list[Any]) -> Write:
    return lambda directory: pl.DataFrame(columns).write_parquet(directory / "t.parquet")


def nested(directory: Path) -> None:
    found = pl.DataFrame(rows(), schema=["x", "w", "y"], orient="row")
    found.with_columns(pl.concat_list("x", "x").alias("pair")).write_parquet(directory / "t.parquet")


def parts(first: dict[str, Any], second: dict[str, Any]) -> Write:
    """Write a folder of two Parquet files."""

    def write(directory: Path) -> None:
        (directory / "parts").mkdir()
        for name, columns in (("a", first), ("b", second)):
            pl.DataFrame(columns).write_parquet(directory / "parts" / f"{name}.parquet")

    return write


GOOD = text(csv_text(rows()))
PARQUET = ("data.path=t.parquet",)
