"""What the figure of a sweep's effects is drawn from."""

import math
from collections.abc import Sequence

from lessonnet.sweep._row import Row


def effects_of(rows: Sequence[Row]) -> dict[str, list[tuple[str | float, float]]]:
    """Return each completed job's value and selecting error, for every key that has more than one value.

    Args:
        rows: of a sweep.

    Returns:
        Override keys, in the order in which they first appear and without `seed`, to a pair for each completed job
        that has the key. The values of a key are numbers where all of them are finite ones, else words. Nothing where
        all completed jobs have the same values.
    """
    measured: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        error = row.error
        for key, text in row.values.items():
            if key != "seed" and error is not None:
                measured.setdefault(key, []).append((text, error))
    effects = {key: _numbers(pairs) or list(pairs) for key, pairs in measured.items()}
    return {key: pairs for key, pairs in effects.items() if len({value for value, _ in pairs}) > 1}


def _numbers(pairs: Sequence[tuple[str, float]]) -> list[tuple[str | float, float]] | None:
    """Read values as numbers; None if one of them is none, or is not finite."""
    try:
        numbers = [float(text) for text, _ in pairs]
    except ValueError:
        return None
    if not all(map(math.isfinite, numbers)):
        return None
    return [(number, error) for number, (_, error) in zip(numbers, pairs, strict=True)]
