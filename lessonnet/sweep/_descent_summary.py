"""What a descent on an error surface prints at its end, in the place of a table of errors and accuracies (row L26)."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from lessonnet.surfaces import SURFACES, Surface

_ARRIVED = 1e-3
"""Above the lowest height: closer than that is at the bottom."""
_MOST_SHOWN = 20
"""Climbers with a line each; of more, the best ones are shown."""


def descent_table(results: Mapping[str, Any]) -> str:
    """Return where each climber began, the lowest point of its path, and how far above the bottom that is.

    Args:
        results: the content of `results.json` of a descent.
    """
    surface, climbers = SURFACES[results["surface"]], results["climbers"]
    order = sorted(range(len(climbers)), key=lambda number: (climbers[number]["height"], number))
    table = Table()
    for column in ("climber", "start", "lowest point", "height", "above the bottom"):
        table.add_column(column, justify="right")
    for number in sorted(order[:_MOST_SHOWN]):
        one = climbers[number]
        heights = (f"{one['height']:.4f}", f"{one['above']:.4f}")
        table.add_row(str(number), _place(one["start"]), _place(one["lowest"]), *heights)
    out = io.StringIO()
    Console(file=out, force_jupyter=False, width=100, highlight=False, color_system=None).print(table)
    rows = [line.rstrip() for line in out.getvalue().rstrip().splitlines()]
    return "\n".join(
        [f"{surface.title}: {surface.motto}", *rows, *_left_out(len(climbers)), _arrivals(surface, climbers)]
    )


def _left_out(climbers: int) -> list[str]:
    more = climbers - _MOST_SHOWN
    return [f"and {more} more that came less low"] if more > 0 else []


def _arrivals(surface: Surface, climbers: Sequence[Mapping[str, Any]]) -> str:
    """Say how many came down to the lowest point, and where that is."""
    arrived = sum(one["above"] < _ARRIVED for one in climbers)
    count = f"{arrived} of {len(climbers)} came" if len(climbers) > 1 else ("it came" if arrived else "it did not come")
    where = " and ".join(_place(point) for point in surface.lowest)
    return f"bottom    {surface.bottom:.4f} at {where}: {count} within {_ARRIVED} of that"


def _place(point: Sequence[float]) -> str:
    return f"({', '.join(f'{value + 0.0:.3f}' for value in point)})"
