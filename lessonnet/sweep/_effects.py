"""What the figure of a sweep's effects is drawn from."""

import math
from collections.abc import Sequence

from lessonnet.sweep._row import Row

_LONGEST = 16
"""Letters of a value that has room below an axis beside others."""
_SURFACE = "model.surface"


def effects_of(rows: Sequence[Row]) -> dict[str, list[tuple[str | float, float]]]:
    """Return each completed job's value and selecting error, for every key that has more than one value.

    Args:
        rows: of a sweep.

    Returns:
        Override keys, in the order in which they first appear and without `seed`, to a pair for each completed job
        that has the key. The values of a key are numbers where all of them are finite ones, else words; a key with
        words of more than 16 letters, as whole matrices of weights are, is left out. Nothing where all completed jobs
        have the same values, and nothing of a sweep over mountains, whose heights have no common scale.
    """
    measured: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        error = row.error
        for key, text in row.values.items():
            if key != "seed" and error is not None:
                measured.setdefault(key, []).append((text, error))
    effects = {key: _numbers(pairs) or list(pairs) for key, pairs in measured.items()}
    effects = {key: pairs for key, pairs in effects.items() if len({value for value, _ in pairs}) > 1}
    return {} if _SURFACE in effects else {key: pairs for key, pairs in effects.items() if _is_short(pairs)}


def _is_short(pairs: Sequence[tuple[str | float, float]]) -> bool:
    return all(not isinstance(value, str) or len(value) <= _LONGEST for value, _ in pairs)


def _numbers(pairs: Sequence[tuple[str, float]]) -> list[tuple[str | float, float]] | None:
    """Read values as numbers; None if one of them is none, or is not finite."""
    try:
        numbers = [float(text) for text, _ in pairs]
    except ValueError:
        return None
    if not all(map(math.isfinite, numbers)):
        return None
    return [(number, error) for number, (_, error) in zip(numbers, pairs, strict=True)]
