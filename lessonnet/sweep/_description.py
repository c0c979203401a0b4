"""What `model.json` says about a trained model: everything that using it needs."""

from collections.abc import Callable
from typing import Any

import lessonnet
from lessonnet.data import DataSet
from lessonnet.models import MODELS, Classifier
from lessonnet.nn import ACTIVATIONS, Activation
from lessonnet.options import options_of


def description_of(model: Classifier, data: DataSet, precision: str) -> dict[str, Any]:
    """Return the description of a model of built-in parts, by their plain names.

    A data set with a schema is a table: it is described by that schema, and its files are not named.

    Args:
        model: gives the architecture.
        data: set up; gives names, scaling, and how to come by the same features again.
        precision: the trainer's, such as `32-true`.
    """
    schema = data.schema
    binary, probabilities = data.classes == 2, model.criterion.has_probabilities
    return {
        "format": 1,
        "lessonnet": lessonnet.__version__,
        "model": next(name for name, kind in MODELS.items() if kind is type(model)),
        "in_features": data.in_features,
        "classes": data.classes,
        "hidden": list(model.network.hidden),
        "activation": _activation(model.network.activation),
        "feature_names": data.feature_names,
        "class_names": data.class_names,
        "scaling": None if data.scaling is None else data.scaling._asdict(),
        "threshold": 0.5 if binary and probabilities else None,
        "data": {"name": data.name, "options": data.options()} if schema is None else None,
        "table": None if schema is None else schema.plain(),
        "precision": precision,
    }


def _activation(activation: Activation | None) -> dict[str, Any] | None:
    if activation is None:
        return None
    name, kind = next((name, kind) for name, kind in ACTIVATIONS.items() if kind is type(activation))
    constructor: Callable[..., Activation] = kind
    return {"name": name, "options": {option: getattr(activation, option) for option in options_of(constructor)}}
