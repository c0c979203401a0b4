"""A small model to save, and a description of it."""

from __future__ import annotations

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
    "precision": "32-true",
}

MLP: dict[str, Any] = {
    **TINY,
    "model": "mlp",
    "classes": 3,
    "hidden": [4, 5],
    "activation": {"name": "elu", "options": {"alpha": 1.0}},
    "class_names": ["a", "b", "ü\n"],
    "scaling": None,
    "threshold": None,
}


def tensors_for(description: dict[str, Any]) -> dict[str, torch.Tensor]:
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    tensors = {}
    for layer in range(len(widths) - 1):
        shape = (widths[layer], widths[layer + 1])
        tensors[f"layers.{layer}.weight"] = torch.linspace(-1, 1, shape[0] * shape[1]).reshape(shape)
        tensors[f"layers.{layer}.bias"] = torch.arange(float(shape[1]))
    return tensors
