"""The tensors that a description promises."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def expected_shapes(description: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor of the described network, ``layers.i.weight`` [inputs, outputs] and bias.

    Two classes share one score; more have one each. A network of one's own says itself what it holds.
    """
    if description.get("parameters") is not None:
        return {name: tuple(shape) for name, shape in description["parameters"].items()}
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (inputs, outputs) in enumerate(pairwise(widths)):
        shapes[f"layers.{layer}.weight"] = (inputs, outputs)
        shapes[f"layers.{layer}.bias"] = (outputs,)
    return shapes
