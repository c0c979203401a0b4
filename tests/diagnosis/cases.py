"""How trainings are made that have an illness, and trainings like them that are healthy; and how often it is found.

A batch is a kind of training; it makes one for each seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lessonnet.data import DataSet
from lessonnet.diagnosis import Evidence, diagnose
from lessonnet.nn import He, Initializer, Xavier
from lessonnet.nn._initializers import Layers
from tests.diagnosis.courses import courses, several

Batch = Callable[[Sequence[int]], list[Evidence]]


@dataclass(frozen=True)
class Case:
    """The trainings by which one diagnosis is judged."""

    ill: list[Batch]
    healthy: list[Batch]


@dataclass(frozen=True)
class Sunk(Initializer):
    """He's weights under biases far below zero, so that a ReLU hears nothing."""

    bias: float = -10.0

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        weight, bias = He().layer(d, h, **key)
        return weight, bias + self.bias

    def layers(self, widths: Sequence[int], *, seed: int, restart: int = 0) -> Layers:
        *hidden, (weight, bias) = super().layers(widths, seed=seed, restart=restart)
        return [*hidden, (weight, bias - self.bias)]


@dataclass(frozen=True)
class Sure(Initializer):
    """Xavier's weights of a single layer, far too large."""

    scale: float = 10.0

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        return Xavier(self.scale).layer(d, h, **key)


def batch(kind: type[DataSet], options: dict[str, Any] | None = None, **training: Any) -> Batch:
    """Trainings on one kind of data."""
    return lambda seeds: courses(several(kind, seeds, **(options or {})), **training)


def trained(batches: Sequence[Batch], seeds: Sequence[int]) -> list[Evidence]:
    """One training for each seed, the batches taking turns."""
    return [evidence for i, make in enumerate(batches) for evidence in make(seeds[i :: len(batches)])]


def count(trainings: Sequence[Evidence], name: str) -> int:
    """How many of them have this diagnosis."""
    return sum(name in {finding.name for finding in diagnose(evidence)} for evidence in trainings)


SMALL = {"val_fraction": 0.4, "test_fraction": 0.4}
"""Few points to train on, and enough to judge by."""
