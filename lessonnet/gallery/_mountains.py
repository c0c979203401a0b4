"""The figures of descents on error surfaces (rows L21, L22, L25 and L26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from torch import Tensor

from lessonnet import figures
from lessonnet.gallery._drawing import Drawing
from lessonnet.surfaces import SURFACES, Surface

_MOST_NAMED = 6
"""Climbers of a run that are told apart by a key."""


@dataclass(frozen=True)
class Descent:
    """One of several trainings on error surfaces.

    Attributes:
        label: what is its own, such as `momentum`.
        surface: by name.
        paths: of its climbers, each [F, 2].
    """

    label: str
    surface: str
    paths: Sequence[Tensor]


def mountain_figures(surface: Surface, paths: Sequence[Tensor]) -> dict[str, Drawing]:
    """Return the figures of a run on an error surface: names to functions that draw.

    Args:
        surface: that was descended.
        paths: of each climber, [F, 2] or rows whose first two numbers are the position.
    """
    labels = [f"climber {number}" for number in range(len(paths))] if 1 < len(paths) <= _MOST_NAMED else []
    climb = figures.Climb(surface, paths, labels[: len(paths)])
    return {"contour_paths": partial(figures.contour_paths, climb), "surface_3d": partial(figures.surface_3d, climb)}


def compared_descents(descents: Sequence[Descent]) -> dict[str, Drawing]:
    """Return the figures that compare trainings on error surfaces.

    A panel shows the paths of all trainings on one surface; where trainings have several climbers, those of one.

    Args:
        descents: any number; nothing is drawn of none.
    """
    if not descents:
        return {}
    if any(len(one.paths) != 1 for one in descents):
        climbs = [figures.Climb(SURFACES[one.surface], one.paths, title=one.label) for one in descents]
    else:
        climbs = [_on_one(name, descents) for name in dict.fromkeys(one.surface for one in descents)]
    drawings: dict[str, Drawing] = {"contour_paths": partial(figures.contour_paths, *climbs)}
    if all(len(one.paths) == 1 for one in descents):
        drawings |= {f"surface_3d_{climb.surface.name}": partial(figures.surface_3d, climb) for climb in climbs}
    return drawings


def _on_one(name: str, descents: Sequence[Descent]) -> figures.Climb:
    own = [one for one in descents if one.surface == name]
    return figures.Climb(SURFACES[name], [one.paths[0] for one in own], [one.label for one in own])
