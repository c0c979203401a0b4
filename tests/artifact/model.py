"""Small models to save, and descriptions of them."""

from __future__ import annotations

import copy
import math
from typing import Any

import torch

TINY: dict[str, Any] = {
    "format": 1,
    "lessonnet": "0.1.0",
    "model": "logistic",
    "in_features": 2,
    "classes": 2,
    "hidden": [],
    "activation": None,
    "feature_names": ["test", "grades"],
    "class_names": ["no", "yes"],
    "scaling": {"mean": [5.0, 6.5], "scale": [2.0, 1.25]},
    "threshold": 0.5,
    "data": {"name": "admissions", "options": {"points": 100, "rule": "line"}},
    "table": None,
    "precision": "32-true",
}

PERCEPTRON: dict[str, Any] = {**TINY, "model": "perceptron", "threshold": None}

MLP: dict[str, Any] = {
    **TINY,
    "model": "mlp",
    "classes": 3,
    "hidden": [4, 5],
    "activation": {"name": "elu", "options": {"alpha": 1.0}},
    "class_names": ["a", "b", "ü\t"],
    "scaling": None,
    "threshold": None,
    "data": {"name": "spirals", "options": {"arms": 3}},
}

TABLE: dict[str, Any] = {
    **TINY,
    "in_features": 8,
    "feature_names": [
        "age",
        "age is missing",
        "town=Bern",
        "town=Zürich",
        "town is unknown",
        "class=",
        "class is unknown",
        "class is missing",
    ],
    "class_names": ["0", "1"],
    "scaling": {"mean": [29.7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], "scale": [14.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]},
    "data": None,
    "table": {
        "target": "Survived",
        "header": True,
        "missing": "impute",
        "missing_words": ["", "?"],
        "columns": [
            {"kind": "number", "name": "age", "fill": 29.7, "indicator": True},
            {"kind": "category", "name": "town", "categories": ["Bern", "Zürich"], "indicator": False},
            {"kind": "category", "name": "class", "categories": [""], "indicator": True},
        ],
    },
}

DROPPED: dict[str, Any] = {
    **TABLE,
    "in_features": 2,
    "feature_names": ["column_0", "column_2 is unknown"],
    "scaling": None,
    "table": {
        "target": "column_1",
        "header": False,
        "missing": "drop",
        "missing_words": [],
        "columns": [
            {"kind": "number", "name": "column_0", "fill": None, "indicator": False},
            {"kind": "category", "name": "column_2", "categories": [], "indicator": False},
        ],
    },
}

_SWISH = {"package": "lessonnet-swish", "version": "0.1.0", "offers": ["activation=swish_beta"]}
SWISH: dict[str, Any] = {
    **MLP,
    "format": 2,
    "activation": {"name": "swish_beta", "options": {"beta": 1.5}},
    "criterion": None,
    "network": None,
    "parameters": None,
    "plugins": [_SWISH],
}

NETWORK: dict[str, Any] = {
    **TINY,
    "format": 2,
    "model": "network",
    "criterion": {"name": "my.module.Hinge", "options": {}},
    "network": {"name": "bumps", "options": {"nodes": 3, "scales": [0.5, 2.0]}},
    "parameters": {"centres": [3, 2], "module.last.weight": [1, 3], "module.last.bias": [1], "t": []},
    "plugins": [
        {"package": "lessonnet-swish", "version": "0.1.0", "offers": ["model=bumps"]},
        {"package": None, "version": None, "offers": ["criterion=my.module.Hinge"]},
    ],
}

GOOD_2 = {"swish": SWISH, "network": NETWORK}
"""Models that need more than the program has: they can be read and written, and are used by whoever has the parts."""

GOOD = {"logistic": TINY, "perceptron": PERCEPTRON, "mlp": MLP, "table": TABLE, "dropped": DROPPED}


def tensors_for(description: dict[str, Any]) -> dict[str, torch.Tensor]:
    if description.get("parameters") is not None:
        shapes = {name: tuple(shape) for name, shape in description["parameters"].items()}
        return {name: torch.linspace(-1, 1, math.prod(shape)).reshape(shape) for name, shape in shapes.items()}
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    tensors = {}
    for layer in range(len(widths) - 1):
        shape = (widths[layer], widths[layer + 1])
        tensors[f"layers.{layer}.weight"] = torch.linspace(-1, 1, shape[0] * shape[1]).reshape(shape)
        tensors[f"layers.{layer}.bias"] = torch.arange(float(shape[1]))
    return tensors


def changed(description: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with other values, by dotted paths such as ``table.columns.0.fill``; `LEFT_OUT` takes a key away."""
    copied: Any = copy.deepcopy(description)
    for path, value in changes.items():
        *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
        found: Any = copied
        for step in way:
            found = found[step]
        if value is LEFT_OUT:
            del found[last]
        else:
            found[last] = value
    result: dict[str, Any] = copied
    return result


LEFT_OUT = object()
