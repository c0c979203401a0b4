"""The learning curves of a run, for a page whose run drew none: points of two lines in a box."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass

from lessonnet.reporting._folder import Folder

WIDTH, HEIGHT = 640, 240
"""Of the box, in its own units."""
_MOST_POINTS = 400
_MOST_BYTES = 16 * 1024**2
_LINES = (("train_error", "training"), ("val_error", "validation"))


@dataclass(frozen=True)
class Line:
    """One curve.

    Attributes:
        name: of the part of the data.
        points: as an SVG `polyline` wants them.
    """

    name: str
    points: str


@dataclass(frozen=True)
class Curves:
    """Errors after each epoch.

    Attributes:
        lines: one or two.
        highest: error at the upper edge; the lower edge is 0.
        epochs: at the right edge; the left one is the first epoch.
        best: where the kept weights stand, from the left edge; None where that is not known.
    """

    lines: list[Line]
    highest: float
    epochs: int
    best: float | None


def curves_of(folder: Folder, best_epoch: int | None) -> Curves | None:
    """Return the errors in `metrics.csv` as lines, None where there are fewer than two epochs.

    Args:
        folder: of the run.
        best_epoch: from 1; None where it is not known.
    """
    data = folder.data("metrics.csv", _MOST_BYTES)
    columns = {} if data is None else _columns(data)
    curves = [(name, columns[key]) for key, name in _LINES if key in columns]
    finite = [value for _, values in curves for value in values if math.isfinite(value) and value >= 0]
    epochs = max((len(values) for _, values in curves), default=0)
    if epochs < 2 or not finite or max(finite) <= 0:
        return None
    highest = max(finite)
    lines = [Line(name, _points(values, highest, epochs)) for name, values in curves]
    is_known = best_epoch is not None and 1 <= best_epoch <= epochs
    return Curves(lines, highest, epochs, _x(best_epoch - 1, epochs) if is_known and best_epoch else None)


def _columns(data: bytes) -> dict[str, list[float]]:
    try:
        heads, *rows = csv.reader(data.decode("utf-8").splitlines())
        return {head: [float(row[place] or "nan") for row in rows] for place, head in enumerate(heads)}
    except (ValueError, IndexError, csv.Error):  # whoever reads the same file as a table says what is wrong with it
        return {}


def _points(values: Sequence[float], highest: float, epochs: int) -> str:
    """Place a curve's points; of very many, some that lie apart evenly, and the last."""
    stride = max(1, math.ceil(len(values) / _MOST_POINTS))
    places = sorted({*range(0, len(values), stride), len(values) - 1})
    shown = [place for place in places if 0 <= values[place] < math.inf]
    return " ".join(f"{_x(place, epochs):.1f},{HEIGHT * (1 - values[place] / highest):.1f}" for place in shown)


def _x(place: int, epochs: int) -> float:
    return WIDTH * place / (epochs - 1)
