"""What an exported model must answer, worked out row by row in NumPy from the schema's words alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray

from lessonnet.tables import CategoryColumn, NumberColumn, Schema

Answer = tuple[list[str], NDArray[Any]]
Row = Mapping[str, Any]
"""A number (NaN where missing) or a word for each column."""

CLASSES = ["no", "yes ✓", "größer als", "名前"]

ACTIVATIONS: dict[str, tuple[dict[str, float], Callable[[float], float]]] = {
    "identity": ({}, lambda z: z),
    "step": ({}, lambda z: float(z >= 0)),
    "sigmoid": ({}, lambda z: 1 / (1 + math.exp(-z))),
    "tanh": ({}, math.tanh),
    "relu": ({}, lambda z: max(z, 0.0)),
    "leaky_relu": ({"negative_slope": 0.2}, lambda z: z if z > 0 else 0.2 * z),
    "elu": ({"alpha": 1.7}, lambda z: z if z > 0 else 1.7 * math.expm1(z)),
    "softplus": ({}, lambda z: max(z, 0) + math.log1p(math.exp(-abs(z)))),
    "silu": ({}, lambda z: z / (1 + math.exp(-z))),
    "gelu": ({}, lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2),
}
"""Options and formula of each activation, as a textbook has them."""


def described(model: str, classes: int, features: int, **changes: Any) -> dict[str, Any]:
    """Describe a model without a table; `changes` replace keys."""
    return {
        "format": 1,
        "lessonnet": "0.1.0",
        "model": model,
        "in_features": features,
        "classes": classes,
        "hidden": [],
        "activation": None,
        "feature_names": [f"feature {i}" for i in range(features)],
        "class_names": CLASSES[:classes],
        "scaling": None,
        "threshold": 0.5 if classes == 2 and model != "perceptron" else None,
        "data": {"name": "admissions", "options": {}},
        "precision": "32-true",
        "table": None,
        **changes,
    }


def described_table(schema: Schema, model: str = "logistic", classes: int = 2, **changes: Any) -> dict[str, Any]:
    """Describe a model of a table."""
    names = schema.feature_names
    return described(model, classes, len(names), feature_names=names, data=None, table=schema.plain(), **changes)


def drawn(description: dict[str, Any], dtype: torch.dtype = torch.float32, seed: int = 0) -> dict[str, torch.Tensor]:
    """Draw weights and biases for a described network."""
    outputs = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], outputs]
    rng = np.random.default_rng(seed)
    tensors = {}
    for layer, (inputs, units) in enumerate(pairwise(widths)):
        tensors[f"layers.{layer}.weight"] = torch.tensor(rng.normal(size=(inputs, units)), dtype=dtype)
        tensors[f"layers.{layer}.bias"] = torch.tensor(rng.normal(size=units), dtype=dtype)
    return tensors


def encoded(schema: Schema, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Encode rows [N, D] by hand; a row that may not be is all NaN."""
    return np.array([_features(schema, row) for row in rows], dtype=float).reshape(-1, len(schema.feature_names))


def _features(schema: Schema, row: Row) -> list[float]:
    features: list[float] = []
    for column in schema.columns:
        value = row[column.name]
        if isinstance(column, NumberColumn):
            missing = math.isnan(value)
            features.append(column.fill if missing and column.fill is not None else value)
        else:
            missing = value == "" or value in schema.missing_words
            features.extend(_one_hot(column, value, missing))
            if missing and schema.missing != "impute":
                features[-1] = math.nan
        if column.indicator:
            features.append(float(missing))
    if not all(map(math.isfinite, features)):
        return [math.nan] * len(features)
    return features


def _one_hot(column: CategoryColumn, word: str, missing: bool) -> list[float]:
    known = [float(word == category and not missing) for category in column.categories]
    is_unknown = not any(known) and not (missing and column.indicator)
    return [*known, float(is_unknown)]


def scores_of(
    description: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], features: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute scores [N, C] in float64, NaN where a feature is."""
    a = features
    if description["scaling"] is not None:
        a = (a - description["scaling"]["mean"]) / description["scaling"]["scale"]
    last = len(description["hidden"])
    for layer in range(last + 1):
        weight, bias = (tensors[f"layers.{layer}.{part}"].double().numpy() for part in ("weight", "bias"))
        a = np.array([[sum(x * w for x, w in zip(row, unit, strict=True)) for unit in weight.T] for row in a])
        a = a.reshape(len(features), weight.shape[1]) + bias
        if layer < last:
            formula = ACTIVATIONS[description["activation"]["name"]][1]
            a = np.vectorize(formula, otypes=[float])(a)
    a[np.isnan(features).any(axis=1)] = np.nan
    return a


def answer(
    description: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], features: NDArray[np.float64]
) -> Answer:
    """Return labels [N], and probabilities or a perceptron's scores."""
    scores = scores_of(description, tensors, features)
    values = scores if description["model"] == "perceptron" else probabilities(scores)
    labels = [_label(description, s, v) for s, v in zip(scores, values, strict=True)]
    return labels, values


def probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the classes' probabilities [N, classes] from scores [N, C]."""
    if scores.shape[1] == 1:
        return np.hstack([1 / (1 + np.exp(scores)), 1 / (1 + np.exp(-scores))])
    powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis=1, keepdims=True)


def _label(description: Mapping[str, Any], scores: NDArray[Any], values: NDArray[Any]) -> str:
    names = description["class_names"]
    if np.isnan(scores).any():
        return ""
    if len(scores) > 1:
        return str(names[list(scores).index(max(scores))])
    threshold = description["threshold"]
    is_second = scores[0] >= 0 if threshold in (None, 0.5) else values[1] >= threshold
    return str(names[int(is_second)])


def fed(schema: Schema, rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    """Return rows as the inputs of a session: [N, 1] for each column."""
    kinds: dict[type, Any] = {NumberColumn: np.float64, CategoryColumn: object}
    return {
        column.name: np.array([row[column.name] for row in rows], dtype=kinds[type(column)]).reshape(-1, 1)
        for column in schema.columns
    }


def run(model: onnx.ModelProto | bytes, inputs: Mapping[str, NDArray[Any]]) -> Answer:
    """Ask onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # small graphs; more threads only wait for each other
    content = model if isinstance(model, bytes) else model.SerializeToString()
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    labels, values = session.run(None, dict(inputs))
    return labels.tolist(), values
