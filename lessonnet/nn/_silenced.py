"""Initial weights of features that training never sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lessonnet.nn._initializers import Initializer, Layers, Widths


@dataclass(frozen=True)
class Silenced(Initializer):
    """Let features that are 0 in all training points have weights of 0, so that later they add nothing at random.

    Their gradient is 0 throughout, so what a weight starts with is what it ends with; see `unknown` of a category.

    Args:
        initializer: gives all other weights.
        features: numbers of the inputs that are never anything but 0 in training.
    """

    initializer: Initializer
    features: Sequence[int]

    def layers(self, widths: Widths, *, seed: int, restart: int = 0) -> Layers:
        """Return the weights and biases of each layer."""
        (weight, bias), *others = self.initializer.layers(widths, seed=seed, restart=restart)
        silenced = np.array(weight)
        silenced[list(self.features)] = 0
        return [(silenced, bias), *others]
