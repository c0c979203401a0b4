"""Error and accuracy of a run, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonnet.reporting._numbers import counted, shown, with_deviation
from lessonnet.reporting._rows import Table
from lessonnet.reporting._values import items, mapping, number, text

PARTS = {"train": "training", "val": "validation", "test": "test"}
_MEASURES = ("error", "accuracy")
_MOST_FOLDS = 100
_MOST_CLIMBERS = 50


def parts_table(results: Mapping[str, Any]) -> Table | None:
    """Return error and accuracy on each part that was measured; a mean has its deviation over folds beside it.

    Args:
        results: the content of `results.json`.
    """
    measured = {name: mapping(results.get(part)) for part, name in PARTS.items() if mapping(results.get(part))}
    names = [name for name in _MEASURES if any(number(found.get(name)) is not None for found in measured.values())]
    if not names:
        return None
    rows = [
        (part, *(with_deviation(found.get(name), found.get(f"{name}_sd")) for name in names))
        for part, found in measured.items()
    ]
    return Table(("part", *names), rows)


def folds_table(results: Mapping[str, Any]) -> Table | None:
    """Return what each fold of a cross-validation measured; None where there were none."""
    folds = [mapping(fold) for fold in items(results.get("folds"))[:_MOST_FOLDS]]
    if not folds:
        return None
    heads = ("fold", "status", *(f"{PARTS[part]} {name}" for part in PARTS for name in _MEASURES), "best epoch")
    rows = [
        (
            str(place),
            text(fold.get("status")),
            *(shown(mapping(fold.get(part)).get(name)) for part in PARTS for name in _MEASURES),
            counted(fold.get("best_epoch")),
        )
        for place, fold in enumerate(folds)
    ]
    return Table(heads, rows, words=2)


def climbers_table(results: Mapping[str, Any]) -> Table | None:
    """Return where each climber of an error surface began and how low it came; None where there were none."""
    climbers = [mapping(climber) for climber in items(results.get("climbers"))[:_MOST_CLIMBERS]]
    if not climbers:
        return None
    rows = [
        (
            str(place),
            _place(climber.get("start")),
            _place(climber.get("lowest")),
            shown(climber.get("height")),
            shown(climber.get("above")),
        )
        for place, climber in enumerate(climbers)
    ]
    return Table(("restart", "start", "lowest point", "height", "above the lowest of all"), rows, words=3)


def _place(coordinates: Any) -> str:
    return f"({', '.join(shown(one) for one in items(coordinates)[:2])})"
