"""Points with answers about them, as a softmax over random scores gives them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonnet.inference import classification_metrics


@dataclass(frozen=True)
class Answered:
    classes: NDArray[np.int64]
    probabilities: NDArray[Any]
    scores: NDArray[Any]
    weights: NDArray[np.float64]

    @property
    def predicted(self) -> NDArray[np.int64]:
        return self.probabilities.argmax(axis=1)

    @property
    def names(self) -> list[str]:
        return [f"class {c}" for c in range(self.probabilities.shape[1])]


def answered(count: int, points: int = 500, *, seed: int = 0) -> Answered:
    """Every class occurs, the right one mostly has the highest score, and rounded scores have ties."""
    generator = np.random.default_rng(seed)
    classes = np.concatenate([np.arange(count), generator.integers(0, count, points - count)])
    scores = generator.normal(size=(points, count)).round(1)
    scores[np.arange(points), classes] += 1
    powers = np.exp(scores)
    return Answered(classes, powers / powers.sum(axis=1, keepdims=True), scores, generator.uniform(0.1, 3, points))


def measured(points: Answered, **options: Any) -> dict[str, Any]:
    given = {"predicted": points.predicted, "probabilities": points.probabilities, **options}
    return classification_metrics(points.classes, points.names, **given)


def column(metrics: dict[str, Any], name: str) -> list[Any]:
    return [row[name] for row in metrics["per_class"]]
