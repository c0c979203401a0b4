"""The boundary of a linear model of at most two features, in original units (row L1)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from safetensors import SafetensorError, deserialize

from lessonnet.equations import Scaling, line_equation, original_units, score_equation
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._values import items, mapping, number, texts, whole

_MOST_BYTES = 64 * 1024
_MOST_FEATURES = 2
_MOST_CLASSES = 20
_KINDS = {"F32": "f", "F64": "d"}

Score = tuple[list[float], float]
"""Weights and bias."""


def boundary_of(folder: Folder, description: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each score, and the line where the only one is zero, as pairs of a name and an equation.

    Args:
        folder: of the run.
        description: the content of its `model.json`.

    Returns:
        Nothing where the model is a network of one's own, has hidden layers, more than two features, or more than 20
        classes.
    """
    features, names = whole(description.get("in_features")) or 0, texts(description.get("feature_names"))
    if mapping(description.get("network")):
        return []
    if items(description.get("hidden")) or not 1 <= features <= _MOST_FEATURES or len(names) != features:
        return []
    if (whole(description.get("classes")) or 0) > _MOST_CLASSES:
        return []
    scores = _scores(folder, description, features)
    if len(scores) > 1:
        classes = texts(description.get("class_names"))
        return [(f"score {name}", score_equation(*score, names)) for name, score in zip(classes, scores, strict=False)]
    lines = [("score", score_equation(*score, names)) for score in scores]
    line = line_equation(*scores[0], names) if scores and features > 1 else None
    return lines + ([("boundary", line)] if line else [])


def _scores(folder: Folder, description: Mapping[str, Any], features: int) -> list[Score]:
    data = folder.data("model/model.safetensors", _MOST_BYTES)
    if data is None:
        return []
    try:
        tensors = {name: _numbers(tensor) for name, tensor in deserialize(data)}
        bias = tensors["layers.0.bias"]
        weights = _columns(tensors["layers.0.weight"], features, len(bias))
        scaling = _scaling(description.get("scaling"), features)
        return [original_units(column, b, scaling) for column, b in zip(weights, bias, strict=True)]
    except (SafetensorError, KeyError, ValueError, ZeroDivisionError, OverflowError):
        folder.note("model/model.safetensors", "does not hold the weights that model.json speaks of")
        return []


def _numbers(tensor: Mapping[str, Any]) -> Sequence[float]:
    numbers = array(_KINDS[tensor["dtype"]])
    numbers.frombytes(bytes(tensor["data"]))
    return numbers


def _columns(flat: Sequence[float], rows: int, columns: int) -> list[list[float]]:
    """Take weights [D, C], which lie row after row, apart into the weights of each score."""
    if len(flat) != rows * columns or not 1 <= columns <= _MOST_CLASSES:
        raise ValueError("another number of weights")
    return [list(flat[column::columns]) for column in range(columns)]


def _scaling(found: Any, features: int) -> Scaling | None:
    if found is None:
        return None
    mean, scale = ([number(one) for one in items(mapping(found).get(key))] for key in ("mean", "scale"))
    means, scales = [one for one in mean if one is not None], [one for one in scale if one is not None]
    if not len(means) == len(scales) == features:
        raise ValueError("another number of features")
    return means, scales
