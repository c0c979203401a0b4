"""Where the climbers of an error surface began and how low they came, one for each restart (row L26)."""

from collections.abc import Mapping
from math import isnan
from typing import Any

import torch

from lessonnet.nn import Height
from lessonnet.stack import Outcome
from lessonnet.surfaces import Surface
from lessonnet.sweep._job import Job


def climbers_of(job: Job, outcome: Outcome) -> dict[str, Any]:
    """Return what `results.json` holds of a descent beyond what it holds of any training; nothing of a network.

    Args:
        job: what was trained.
        outcome: of its training.

    Returns:
        `surface`, its name; and `climbers`, for each restart its `start` and the `lowest` point of its path, as [x, y];
        the `height` there, and how far that is `above` the lowest point of the surface. Where no step led below the
        start, that is the lowest point.
    """
    criterion = job.model.criterion
    if not isinstance(criterion, Height):
        return {}
    places_K2 = outcome.layout.views(outcome.record.best_rows.double().cpu())["layers.0.bias"]
    climbers = [
        _climber(start, place.tolist(), criterion.surface) for start, place in zip(_starts(job), places_K2, strict=True)
    ]
    return {"surface": criterion.surface.name, "climbers": climbers}


def _starts(job: Job) -> list[list[float]]:
    """Return where each member begins."""
    widths = job.model.network.widths
    members = (member.initializer.layers(widths, seed=member.seed, restart=member.restart) for member in job.members)
    return [bias.tolist() for ((_, bias),) in members]


def stayed_up(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the results of a descent say otherwise where climbers began at their lowest point.

    Args:
        known: the results as the training gave them, `climbers` among them.

    Returns:
        `train`, `restart_errors` and `best_epoch`, as far as they differ; nothing where all climbers came down.
    """
    climbers = known.get("climbers", ())
    at_start = [climber["lowest"] == climber["start"] for climber in climbers]
    if not any(at_start):
        return {}
    pairs = zip(climbers, at_start, known["restart_errors"], strict=True)
    errors = [climber["height"] if is_start and error is not None else error for climber, is_start, error in pairs]
    best = min(range(len(climbers)), key=lambda number: climbers[number]["height"])
    lowest = {"best_epoch": 0, "train": known["train"] | {"error": climbers[best]["height"]}} if at_start[best] else {}
    return {**lowest, "restart_errors": errors}


def _climber(start: list[float], place: list[float], surface: Surface) -> Mapping[str, Any]:
    heights = surface.height(torch.tensor([start, place], dtype=torch.float64)).tolist()
    lowest, height = (start, heights[0]) if heights[0] < heights[1] or isnan(heights[1]) else (place, heights[1])
    # In single precision a place right at the bottom may come out a hair below it.
    return {"start": start, "lowest": lowest, "height": height, "above": max(0.0, height - surface.bottom)}
