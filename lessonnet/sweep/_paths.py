"""`paths.csv`: where each climber of an error surface was, epoch by epoch (row L26)."""

import csv
import io
from pathlib import Path

import torch
from torch import Tensor

from lessonnet.nn import Height
from lessonnet.observation import Scene
from lessonnet.surfaces import PATHS

_COLUMNS = ("climber", "epoch", "x", "y", "height")


def paths_table(scene: Scene) -> str | None:
    """Return the places of all climbers as CSV: climber (from 0), epoch (0 is the start), x, y, and the height there.

    Args:
        scene: a training; None is returned of a network.
    """
    criterion = scene.model.criterion
    if not isinstance(criterion, Height):
        return None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for number, climb in enumerate(scene.climbs):
        places_F2 = climb.rows[:, :2].double()  # two biases are all that a row holds
        heights_F = criterion.surface.height(places_F2).tolist()
        for epoch, place, height in zip(climb.epochs, places_F2.tolist(), heights_F, strict=True):
            writer.writerow([number, epoch, *place, height])
    return out.getvalue()


def read_paths(directory: Path) -> list[Tensor]:
    """Return the path of each climber of a run [F, 2], float64; none where there is no such file."""
    path = directory / PATHS
    if not path.is_file():
        return []
    with path.open(newline="") as file:
        rows = [(int(row["climber"]), float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    climbers = sorted({number for number, _, _ in rows})
    return [
        torch.tensor([place for number, *place in rows if number == climber], dtype=torch.float64)
        for climber in climbers
    ]
