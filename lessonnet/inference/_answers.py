"""The answers of a model beside what is true, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonnet.options import OptionError

LARGEST_WEIGHT = 1e100
"""Far above any use, and far below where sums of products of weights overflow."""


@dataclass(frozen=True)
class Answers:
    """What a model says of N points of C classes; see `classification_metrics` for each field.

    Raises:
        OptionError: if the arrays do not fit together, or hold what no model answers.
    """

    classes: NDArray[np.int64]
    class_names: Sequence[str]
    predicted: NDArray[np.int64]
    probabilities: NDArray[Any] | None = None
    scores: NDArray[Any] | None = None
    weights: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        points, count = len(self.classes), len(self.class_names)
        if not points:
            raise OptionError("metrics need at least one point, got none.")
        if count < 2:
            raise OptionError(f"metrics need at least two classes, got {count}.")
        for name in ("classes", "predicted"):
            _check_classes(name, getattr(self, name), points, count)
        if self.probabilities is not None:
            _check_probabilities(self.probabilities, points, count)
        if self.scores is not None:
            _check_shape(
                "scores", self.scores, [(points, count)] if count > 2 else [(points,), (points, 1), (points, 2)]
            )
        if self.ranked is not None:
            _check_numbers(self.ranked)
        if self.weights is not None:
            _check_weights(self.weights, points)

    @property
    def count(self) -> int:
        """C, the number of classes."""
        return len(self.class_names)

    @property
    def ranked(self) -> NDArray[Any] | None:
        """What ranks the points: the probabilities; without them the scores, [N] of two classes or [N, C]."""
        if self.probabilities is not None or self.scores is None:
            return self.probabilities
        if self.count == 2 and self.scores.size == 2 * len(self.classes):
            with np.errstate(invalid="ignore"):  # ∞ − ∞ is refused as what it is, not a number
                # Softmax of two scores depends on their difference alone.
                return self.scores[:, 1] - self.scores[:, 0]
        return self.scores


def _check_classes(name: str, classes: NDArray[Any], points: int, count: int) -> None:
    if classes.shape != (points,) or not np.issubdtype(classes.dtype, np.integer):
        raise OptionError(f"`{name}` must be {points} whole numbers, got {classes.dtype} of shape {classes.shape}.")
    if classes.min() < 0 or classes.max() >= count:
        found = classes.min() if classes.min() < 0 else classes.max()
        raise OptionError(f"`{name}` must be in 0 … {count - 1}, got {found}.")


def _check_probabilities(probabilities: NDArray[Any], points: int, count: int) -> None:
    _check_shape("probabilities", probabilities, [(points, count)])
    # Written so that NaN, which compares with nothing, is refused too.
    if not (probabilities.min() >= 0 and probabilities.max() <= 1):
        raise OptionError(f"`probabilities` must be in [0, 1], got {_first_outside(probabilities)}.")
    # The widest rounding that float16 brings; what is wrong by more was not normalised.
    off = np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1)
    if off.max() > 1e-2:
        raise OptionError(f"`probabilities` of a point must sum to 1, those of point {off.argmax()} do not.")


def _first_outside(probabilities: NDArray[Any]) -> str:
    row, column = np.argwhere(~((probabilities >= 0) & (probabilities <= 1)))[0]
    return f"{probabilities[row, column]} for class {column} of point {row}"


def _check_numbers(ranked: NDArray[Any]) -> None:
    if np.isnan(ranked.min()):  # NaN is the least of all there, and no array of truths is needed
        row = int(np.argwhere(np.isnan(ranked))[0, 0])
        raise OptionError(f"`scores` must be numbers that can be ranked, those of point {row} are not (NaN).")


def _check_weights(weights: NDArray[Any], points: int) -> None:
    _check_shape("weights", weights, [(points,)])
    wrong = np.flatnonzero(~((weights >= 0) & (weights < np.inf)))
    if len(wrong):
        raise OptionError(f"`weights` must be finite and ≥ 0, got {weights[wrong[0]]} for point {wrong[0]}.")
    if not weights.any():
        raise OptionError("`weights` must not all be 0: then no point counts.")
    if weights.max() > LARGEST_WEIGHT:
        raise OptionError(f"`weights` must be at most {LARGEST_WEIGHT:g}, got {weights.max():g}.")


def _check_shape(name: str, array: NDArray[Any], allowed: Sequence[tuple[int, ...]]) -> None:
    if array.shape not in allowed:
        shapes = " or ".join(str(shape) for shape in allowed)
        raise OptionError(f"`{name}` must have the shape {shapes}, got {array.shape}.")
