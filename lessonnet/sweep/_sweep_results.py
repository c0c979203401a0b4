"""What a sweep leaves in its own directory besides its jobs."""

import os
from collections.abc import Sequence
from pathlib import Path

from lessonnet.durable import write_durably
from lessonnet.sweep._cases import draw_comparison, is_compared
from lessonnet.sweep._effects import effects_of
from lessonnet.sweep._guarded import Guarded
from lessonnet.sweep._row import COMPLETED, Row, best_of
from lessonnet.sweep._settings import settings_of
from lessonnet.sweep._sweep_curves import write_sweep_curves, write_sweep_pictures
from lessonnet.sweep._sweep_table import csv_text, json_text

_BEST = "best"


def write_sweep(directory: Path, rows: Sequence[Row]) -> None:
    """Write what is known of all jobs: tables, curves, and a link to the best job."""
    write_durably(directory / "sweep.csv", csv_text(rows).encode())
    write_durably(directory / "sweep.json", json_text(rows, settings_of(rows)).encode())
    if any((directory / row.directory / "tensorboard").is_dir() for row in rows):
        write_sweep_curves(directory / "tensorboard", rows)
    _link_best(directory, rows)


def draw_sweep(directory: Path, rows: Sequence[Row], guarded: Guarded) -> None:
    """Draw the effect of each swept key, and few jobs side by side."""
    guarded.do("effects.png", lambda: _draw_effects(directory, rows))
    guarded.do("comparison", lambda: draw_comparison(directory, rows, directory / "figures"))
    drawn = sorted((directory / "figures").glob("*.png"))
    if drawn and (directory / "tensorboard").is_dir():
        guarded.do("pictures for TensorBoard", lambda: write_sweep_pictures(directory / "tensorboard", drawn))


def _draw_effects(directory: Path, rows: Sequence[Row]) -> None:
    values = effects_of(rows)
    is_single = all(setting.completed <= 1 for setting in settings_of(rows))
    if not values or (is_single and is_compared(directory, rows)):  # dots that the curves say more about
        return
    from lessonnet.figures import effects

    (directory / "figures").mkdir(exist_ok=True)
    figure = effects(values, next(row.error_name for row in rows if row.status == COMPLETED))
    figure.savefig(directory / "figures" / "effects.png")


def _link_best(directory: Path, rows: Sequence[Row]) -> None:
    """Let `best` lead to the best job, whichever it was before."""
    best, link = best_of(rows), directory / _BEST
    if best is None or len({setting.task for setting in settings_of(rows)}) > 1:  # of several tasks none is the best
        return
    temporary = directory / f".{_BEST}.{os.getpid()}"
    temporary.symlink_to(best.directory, target_is_directory=True)
    temporary.replace(link)
