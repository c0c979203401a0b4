"""Scaling, dense layers and activations as ONNX operators.

onnxruntime's operators Elu, LeakyRelu and Softplus take float32 alone, and its Erf too: the first three are spelled out
here for both dtypes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lessonnet.inference._onnx_graph import Array, Graph
from lessonnet.models import CRITERIA
from lessonnet.nn import ACTIVATIONS, Activation
from lessonnet.options import OptionError, check_options


def scores(graph: Graph, features: str, description: Mapping[str, Any], arrays: Mapping[str, Array]) -> str:
    """Add what turns features [N, D], in original units, into scores [N, C].

    Args:
        graph: what to add to.
        features: name of the value.
        description: gives scaling, hidden layers and activation.
        arrays: ``layers.i.weight`` [inputs, outputs] and ``layers.i.bias`` [outputs], in the network's dtype.
    """
    a = graph.cast(_scaled(graph, features, description["scaling"]), graph.dtype)
    hidden = len(description["hidden"])
    activation = _activation(description["activation"]) if hidden else None
    for layer in range(hidden + 1):
        weight, bias = (graph.constant(name, arrays[name]) for name in _tensors(layer))
        product = graph.node("MatMul", a, weight)
        z = graph.node("Add", product, bias, stem=f"layers.{layer}.scores")
        a = activation(graph, z) if activation is not None and layer < hidden else z
    return a


def refuse_onnx(description: Mapping[str, Any]) -> None:
    """Refuse a model that ONNX operators are not known for, before anything is trained.

    Args:
        description: the content of `model.json`.

    Raises:
        OptionError: names the part.
    """
    activation, criterion = description["activation"], description.get("criterion")
    if description["model"] == "network":
        name = description["network"]["name"]
        raise OptionError(f"`export=onnx` can write networks of dense layers, and not the network {name}.")
    if criterion is not None and criterion["name"] not in CRITERIA:
        raise OptionError(
            f"`export=onnx` cannot write what the criterion {criterion['name']} makes of scores; it can write the "
            f"probabilities of the model's own, and of {', '.join(CRITERIA)}."
        )
    if description["hidden"] and activation["name"] not in FORMULAS:
        raise OptionError(f"`export=onnx` can write the activations {', '.join(FORMULAS)}, got {activation['name']!r}.")


def _tensors(layer: int) -> tuple[str, str]:
    return f"layers.{layer}.weight", f"layers.{layer}.bias"


def _scaled(graph: Graph, features: str, scaling: Mapping[str, list[float]] | None) -> str:
    """Return (x − mean) / scale, in float64 as in training."""
    if scaling is None:
        return features
    mean, scale = (graph.constant(key, np.array(scaling[key], np.float64)) for key in ("mean", "scale"))
    return graph.node("Div", graph.node("Sub", features, mean), scale, stem="scaled")


_Formula = Callable[[Graph, str, Activation], str]


def _activation(part: Mapping[str, Any]) -> Callable[[Graph, str], str]:
    name, options = part["name"], part["options"]
    check_options("activation", ACTIVATIONS[name], options)
    built = ACTIVATIONS[name](**options)
    return lambda graph, z: FORMULAS[name](graph, z, built)


def _step(graph: Graph, z: str, part: Activation) -> str:
    return graph.cast(graph.node("GreaterOrEqual", z, graph.number(0)), graph.dtype)


def _leaky_relu(graph: Graph, z: str, part: Any) -> str:
    below = graph.node("Mul", graph.number(part.negative_slope), z)
    return graph.node("Where", _above_zero(graph, z), z, below)


def _elu(graph: Graph, z: str, part: Any) -> str:
    # e^z − 1 = tanh(z/2) · (e^z + 1), which does not cancel at small z.
    half = graph.node("Tanh", graph.node("Mul", graph.number(0.5), z))
    sum_ = graph.node("Add", graph.node("Exp", z), graph.number(1))
    below = graph.node("Mul", graph.number(part.alpha), graph.node("Mul", half, sum_))
    return graph.node("Where", _above_zero(graph, z), z, below)


def _gelu(graph: Graph, z: str, part: Activation) -> str:
    # z · Φ(z), Φ(z) = (1 + erf(z/√2)) / 2. In float64 erf alone is rounded to float32: an error of 1e-7 of z.
    inner = graph.cast(graph.node("Mul", graph.number(math.sqrt(0.5)), z), np.float32)
    erf = graph.cast(graph.node("Erf", inner), graph.dtype)
    half = graph.node("Mul", graph.number(0.5), z)
    return graph.node("Mul", half, graph.node("Add", graph.number(1), erf))


def _softplus(graph: Graph, z: str, part: Activation) -> str:
    # ln(1 + e^z) = max(z, 0) + ln(1 + e^(−|z|)), which does not overflow.
    small = graph.node("Exp", graph.node("Neg", graph.node("Abs", z)))
    log = graph.node("Log", graph.node("Add", graph.number(1), small))
    return graph.node("Add", graph.node("Relu", z), log)


def _silu(graph: Graph, z: str, part: Activation) -> str:
    # z / (1 + e^(−z)), since onnxruntime 1.20 turns z · σ(z) into an operator that takes float32 alone.
    return graph.node("Div", z, graph.node("Add", graph.number(1), graph.node("Exp", graph.node("Neg", z))))


def _above_zero(graph: Graph, z: str) -> str:
    return graph.node("Greater", z, graph.number(0))


FORMULAS: dict[str, _Formula] = {
    "step": _step,
    "sigmoid": lambda graph, z, part: graph.node("Sigmoid", z),
    "tanh": lambda graph, z, part: graph.node("Tanh", z),
    "relu": lambda graph, z, part: graph.node("Relu", z),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "gelu": _gelu,
    "softplus": _softplus,
    "silu": _silu,
    "identity": lambda graph, z, part: z,
}
"""What ONNX computes for each of `lessonnet.nn.ACTIVATIONS`, from the name of z."""
