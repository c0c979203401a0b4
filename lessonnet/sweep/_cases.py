"""A sweep's few jobs, read back to be compared."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from omegaconf import DictConfig, OmegaConf

from lessonnet.callbacks import Figures
from lessonnet.config import plain
from lessonnet.durable import write_durably
from lessonnet.inference import load
from lessonnet.models import Saved, read_model
from lessonnet.options import OptionError
from lessonnet.sweep._labels import labels_of, swept_keys
from lessonnet.sweep._own_classes import CONFIG, classes_of_run
from lessonnet.sweep._paths import read_paths
from lessonnet.sweep._row import COMPLETED, Row
from lessonnet.sweep._shown import asks_for, scored_of

if TYPE_CHECKING:
    from lessonnet.gallery import Case, Descent

_MOST = 12
"""Jobs that can be told apart in one figure."""
_MOST_DESCENTS = 32
"""Jobs on error surfaces, of which each surface has a panel of its own."""
_DPI = 130


def draw_comparison(directory: Path, rows: Sequence[Row], folder: Path) -> None:
    """Draw a sweep's completed jobs side by side: from two to twelve of them, where they ask for figures.

    Args:
        directory: of the sweep.
        rows: of its jobs.
        folder: of the figures; made if missing.

    Raises:
        OSError: if the disk refuses.
    """
    completed = _ended(rows)
    if not is_compared(directory, rows):
        return
    from lessonnet.gallery import compared_descents, comparison_figures, png

    swept = swept_keys(completed)
    if _are_descents(completed):
        drawings = compared_descents(_descents(directory, completed, swept))
    else:
        labels = labels_of(completed, swept)
        cases = [_case(directory / row.directory, row, own) for row, own in zip(completed, labels, strict=True)]
        drawings = comparison_figures(cases, swept)
    if drawings:
        folder.mkdir(exist_ok=True)
    for name, draw in drawings.items():
        write_durably(folder / f"{name}.png", png(draw(), _DPI))


def is_compared(directory: Path, rows: Sequence[Row]) -> bool:
    """Tell whether a sweep's jobs are few enough to be drawn side by side, and ask for figures.

    Args:
        directory: of the sweep.
        rows: of its jobs.
    """
    completed = _ended(rows)
    if not 2 <= len(completed) <= (_MOST_DESCENTS if _are_descents(completed) else _MOST):
        return False
    config = OmegaConf.load(directory / completed[0].directory / CONFIG)
    return isinstance(config, DictConfig) and asks_for(plain(config), Figures)


def _ended(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.status in (COMPLETED, "diverged")]


def _are_descents(rows: Sequence[Row]) -> bool:
    return any("surface" in row.results for row in rows)


def _descents(directory: Path, rows: Sequence[Row], swept: Sequence[str]) -> "list[Descent]":
    """Read the paths of the jobs on error surfaces back."""
    from lessonnet.gallery import Descent

    # Which surface it is stands above each panel.
    others = [key for key in swept if key != "model.surface"]
    found = []
    for surface in dict.fromkeys(row.results["surface"] for row in rows if "surface" in row.results):
        own = [row for row in rows if row.results.get("surface") == surface]
        for row, label in zip(own, labels_of(own, others), strict=True):
            if paths := read_paths(directory / row.directory):
                found.append(Descent(label, surface, paths))
    return found


def _case(directory: Path, row: Row, label: str) -> "Case":
    from lessonnet.gallery import Case

    classes = classes_of_run(directory)
    _, model = read_model(directory, classes)
    try:
        data = Saved.read(directory, classes).data
    except OptionError:  # a table, which a model does not hold
        data = None
    scored = None if data is None else scored_of(data, load(directory, classes))
    epochs, layers = _table(directory / "metrics.csv"), _table(directory / "layers.csv")
    columns = {name: [time[name] for time in layers] for name in (layers[0] if layers else ())}
    return Case(label, epochs, columns, data, model.network, scored, diverged=row.status != COMPLETED)


def _table(path: Path) -> list[dict[str, float]]:
    """Read a table of numbers; one that is not there has no rows."""
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
