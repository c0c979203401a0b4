"""Where the climbers of an error surface began and how low they came, one for each restart (row L26)."""

from collections.abc import Mapping
from typing import Any

from lessonnet.nn import Height
from lessonnet.stack import Outcome
from lessonnet.sweep._job import Job


def climbers_of(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Return what `results.json` holds of a descent beyond what it holds of any training; nothing of a network.

    Args:
        job: what was trained.
        outcome: of its training.

    Returns:
        `surface`, its name; and `climbers`, for each restart its `start` and the `lowest` point that a step led to, as
        [x, y]; the `height` there, and how far that is `above` the lowest point of the surface.
    """
    criterion = job.model.criterion
    if not isinstance(criterion, Height):
        return {}
    places_K2 = outcome.layout.views(outcome.record.best_rows.double().cpu())["layers.0.bias"]
    climbers = [
        _climber(start, place, float(criterion.surface.height(place)), criterion.surface.bottom)
        for start, place in zip(_starts(job), places_K2, strict=True)
    ]
    return {"surface": criterion.surface.name, "climbers": climbers}


def _starts(job: Job) -> list[list[float]]:
    """Return where each member begins."""
    widths = job.model.network.widths
    members = (member.initializer.layers(widths, seed=member.seed, restart=member.restart) for member in job.members)
    return [bias.tolist() for ((_, bias),) in members]


def _climber(start: list[float], place: Any, height: float, bottom: float) -> Mapping[str, Any]:
    # In single precision a place right at the bottom may come out a hair below it.
    return {"start": start, "lowest": place.tolist(), "height": height, "above": max(0.0, height - bottom)}
