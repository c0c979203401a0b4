"""A trained model as an ONNX file that takes the rows of a table as they are: the preprocessing is inside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from torch import Tensor

import lessonnet
from lessonnet.durable import write_durably
from lessonnet.inference._onnx_features import missing_words, plain_features, table_features
from lessonnet.inference._onnx_graph import Array, Graph, onnx_package, utf8
from lessonnet.inference._onnx_network import refuse_onnx, scores
from lessonnet.inference._onnx_outputs import add_outputs
from lessonnet.options import OptionError
from lessonnet.tables import Schema

if TYPE_CHECKING:
    import onnx

OPSET = 19
"""Of the operators: the first in which Equal compares words."""
_IR_VERSION = 9  # the one that came with opset 19; readers of a later one take it
_MOST_BYTES = 2**31 - 2**26
"""Of the weights: a file of ONNX ends at 2 GiB, and names and categories need their place."""


def save_onnx(path: str | os.PathLike[str], description: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> None:
    """Write a model as an ONNX file, durably; the same model gives the same bytes.

    Args:
        path: the file; its directory exists.
        description: see `onnx_model`.
        tensors: see `onnx_model`.

    Raises:
        OptionError: if the package onnx is not installed, or ONNX cannot hold the model (see `onnx_model`).
        OSError: if the disk refuses.
    """
    write_durably(path, onnx_model(description, tensors).SerializeToString(deterministic=True))


def onnx_model(description: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> onnx.ModelProto:
    """Build a model's ONNX graph, preprocessing, network and prediction.

    Inputs, for N rows: with a table one [N, 1] for each column, by its name: float64 for numbers, NaN where missing;
    text for categories, without spaces around it, one of the table's missing words (the empty text is always one)
    where missing. Without a table one input `features` [N, D], float64, in original units.

    Outputs: `label` [N], text; and `probabilities` [N, classes], or a perceptron's `scores` [N, 1] for two classes,
    else [N, classes], float64. One that a column is called like has a prefix; they keep this order. A row that
    lessonnet would refuse, for an infinite number or a missing value that may not be, gets NaN and the label ``""``.

    Args:
        description: the content of `model.json`, checked.
        tensors: ``layers.0.weight`` [inputs, outputs], ``layers.0.bias`` [outputs], ``layers.1.weight`` …, all float32
            or all float64, which is then the network's dtype.

    Returns:
        A model of opset 19 that has passed onnx's own full check.

    Raises:
        OptionError: if the package onnx is not installed, the weights take 2 GiB, a part is none that
            ONNX operators are known for, or a name is empty, given twice or no text.
    """
    package = onnx_package()
    refuse_onnx(description)
    _check_size(tensors)
    arrays = {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}
    schema = _schema(description)
    model: onnx.ModelProto = package.helper.make_model(
        _graph(description, schema, arrays).proto(description["model"]),
        producer_name="lessonnet",
        producer_version=lessonnet.__version__,
        opset_imports=[package.helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        doc_string=utf8(_summary(description, schema)),
    )
    package.checker.check_model(model, full_check=True)
    return model


def _schema(description: Mapping[str, Any]) -> Schema | None:
    plain = description.get("table")
    return None if plain is None else Schema.of(plain)


def _graph(description: Mapping[str, Any], schema: Schema | None, arrays: Mapping[str, Array]) -> Graph:
    dtype = arrays["layers.0.bias"].dtype
    if schema is None:
        graph = Graph(["features"], dtype)
        features = plain_features(graph, description["feature_names"])
    else:
        graph = Graph(schema.names, dtype)
        features = table_features(graph, schema)
    add_outputs(graph, features, scores(graph, features, description, arrays), description)
    return graph


def _check_size(tensors: Mapping[str, Tensor]) -> None:
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    if size > _MOST_BYTES:
        raise OptionError(f"`export=onnx` can write at most {_MOST_BYTES} bytes of weights, got {size}.")


def _summary(description: Mapping[str, Any], schema: Schema | None) -> str:
    classes, given = description["classes"], "numbers in their original units"
    if schema is not None:
        given = f"the columns of a table as they are; missing are NaN and {', '.join(map(repr, missing_words(schema)))}"
    return (
        f"Trained by lessonnet {description['lessonnet']}: {description['model']}, {classes} classes. Takes {given}. "
        f"A row that cannot be used has the label '' and NaN beside it."
    )
