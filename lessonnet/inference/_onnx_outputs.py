"""The outputs of an ONNX graph: the label of each row, and its probabilities or scores.

They are worked out in float64 from the network's scores, as `lessonnet.inference.Model` does, so that both draw the
same line at a threshold.

What lessonnet refuses, an operator cannot: a row with an infinite number, or with a missing value that the model has no
replacement for, gets NaN and an empty label. That is put in at the very end, since operators on the way may turn a NaN
into a number (a step does, and so does Erf in onnxruntime 1.20).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessonnet.inference._onnx_graph import Graph


def add_outputs(graph: Graph, features: str, scores: str, description: Mapping[str, Any]) -> None:
    """Add `label` [N] and `probabilities` [N, classes]; for a perceptron `scores` [N, C] in their place.

    Args:
        graph: what to add to.
        features: name of the features [N, D].
        scores: name of the scores [N, C].
        description: gives model, classes, their names and the threshold.
    """
    classes = description["classes"]
    scores = graph.cast(scores, np.float64)
    if description["model"] == "perceptron":
        result, values, width = "scores", scores, 1 if classes == 2 else classes
    else:
        result, values, width = "probabilities", _probabilities(graph, scores, classes), classes
    usable = _usable(graph, features, scores)
    label = _label(graph, _index(graph, scores, values, description), usable, description["class_names"])
    graph.output("label", label, str, ["N"])
    masked = graph.node("Where", usable, values, graph.number(np.nan, np.float64))
    graph.output(result, masked, np.float64, ["N", width])


def _probabilities(graph: Graph, scores: str, classes: int) -> str:
    if classes > 2:
        return graph.node("Softmax", scores, axis=1)
    second = graph.node("Sigmoid", scores)
    return graph.node("Concat", graph.node("Sub", graph.number(1, np.float64), second), second, axis=1)


def _index(graph: Graph, scores: str, values: str, description: Mapping[str, Any]) -> str:
    """Return the predicted classes [N], int64: a score of zero counts as the second of two, ties go to the first."""
    if description["classes"] > 2:
        return graph.node("ArgMax", scores, axis=1, keepdims=0, select_last_index=0)
    threshold = description["threshold"]
    if threshold in (None, 0.5):
        second = graph.node("GreaterOrEqual", scores, graph.number(0, np.float64))
    else:
        last = graph.node("Gather", values, graph.constant("second", np.array([1])), axis=1)
        second = graph.node("GreaterOrEqual", last, graph.number(threshold, np.float64))
    return graph.node("Squeeze", graph.cast(second, np.int64), graph.axes(1))


def _label(graph: Graph, index: str, usable: str, names: list[str]) -> str:
    label = graph.node("Gather", graph.words("class_names", names, [len(names)]), index, axis=0)
    return graph.node("Where", graph.node("Squeeze", usable, graph.axes(1)), label, graph.words("no_label", [""], [1]))


def _usable(graph: Graph, features: str, scores: str) -> str:
    """Return whether all features of a row are finite and none of its scores is NaN: [N, 1]."""
    largest = graph.constant("largest", np.array(np.finfo(np.float64).max))
    finite = graph.node("LessOrEqual", graph.node("Abs", features), largest)
    numbers = graph.node("Not", graph.node("IsNaN", scores))
    return graph.node("And", _all(graph, finite), _all(graph, numbers), stem="usable")


def _all(graph: Graph, truths: str) -> str:
    """Return whether all of a row's truths hold: [N, 1]."""
    least = graph.node("ReduceMin", graph.cast(truths, np.int32), graph.axes(1))
    return graph.cast(least, np.bool_)
