"""What a descent of an error surface shows of itself (row L26)."""

from collections.abc import Mapping, Sequence
from typing import Any

from lessonnet.interactive._table import Summary, number_shown
from lessonnet.surfaces import SURFACES

_MOST = 8


def climbers_of(results: Mapping[str, Any], course: Sequence[str]) -> Summary:
    """Return the places where climbers began and came lowest, and how far above the lowest point of all that is.

    Args:
        results: the content of `results.json` of a run of `model=surface`.
        course: lines on how it went.
    """
    climbers = results["climbers"]
    rows = [
        [str(number), _place(one["start"]), _place(one["lowest"]), *(number_shown(one[key]) for key in _HEIGHTS)]
        for number, one in enumerate(climbers[:_MOST], 1)
    ]
    left_out = len(climbers) - _MOST
    more = [f"and {left_out} more climber{'s' * (left_out > 1)}"] if left_out > 0 else []
    title = SURFACES[results["surface"]].title
    return Summary(title, ("climber", "start", "lowest place", "height", "above the bottom"), rows, [*more, course[0]])


_HEIGHTS = ("height", "above")


def _place(point: Sequence[float]) -> str:
    x, y = (f"{value:.2f}".replace("-", "−") for value in point)
    return f"({x}, {y})"
