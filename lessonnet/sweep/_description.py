"""What `model.json` says about a trained model: everything that using it needs."""

from collections.abc import Mapping
from typing import Any

import lessonnet
from lessonnet.data import BUILT_IN, DataSet
from lessonnet.models import MODELS, Classifier, ModuleClassifier
from lessonnet.nn import DenseNetwork, cross_entropy
from lessonnet.sweep._named_parts import NamedPart, activation_of, criterion_of, data_part, network_of


def description_of(
    model: Classifier, data: DataSet, precision: str, nodes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the description of a model, its parts by the names of their options.

    Built-in parts alone make the first format; a part of a plugin, a class of one's own or another error function than
    the model's needs the second, which says whose they are. A data set with a schema is a table: it is described by
    that schema, and its files are not named.

    Args:
        model: gives the architecture.
        data: set up; gives names, scaling, and how to come by the same features again.
        precision: the trainer's, such as `32-true`.
        nodes: the config that the parts were built from, which knows their options; None for built-in parts.

    Raises:
        OptionError: if a part cannot be described so that it can be built again.
    """
    schema, nodes = data.schema, nodes or {}
    parts = _parts(model, data, nodes)
    first = {
        "format": 1,
        "lessonnet": lessonnet.__version__,
        "model": _kind(model),
        "in_features": data.in_features,
        "classes": data.classes,
        "hidden": list(model.network.hidden),
        "activation": _plain(parts["activation"]),
        "feature_names": data.feature_names,
        "class_names": data.class_names,
        "scaling": None if data.scaling is None else data.scaling._asdict(),
        "threshold": 0.5 if data.classes == 2 and model.criterion.has_probabilities else None,
        "data": _plain(parts["data"]),
        "table": None if schema is None else schema.plain(),
        "precision": precision,
    }
    if _need_no_more(parts):
        return first
    return first | {
        "format": 2,
        "criterion": _plain(parts["criterion"]),
        "network": _plain(parts["network"]),
        "parameters": _shapes(model) if isinstance(model, ModuleClassifier) else None,
        "plugins": _plugins(parts),
    }


def has_built_in_parts_alone(model: Classifier, data: DataSet, nodes: Mapping[str, Any]) -> bool:
    """Tell whether a model of the first format is enough; see `description_of`."""
    return _need_no_more(_parts(model, data, nodes))


def _need_no_more(parts: Mapping[str, NamedPart | None]) -> bool:
    needs_keys = parts["criterion"] or parts["network"]
    return not needs_keys and all(part is None or part.is_built_in for part in parts.values())


def _kind(model: Classifier) -> str:
    if isinstance(model, ModuleClassifier):
        return "network"
    return next(name for name, kind in MODELS.items() if kind is type(model))


def _parts(model: Classifier, data: DataSet, nodes: Mapping[str, Any]) -> dict[str, NamedPart | None]:
    network = model.network
    activation = network.activation if isinstance(network, DenseNetwork) else None
    is_own = type(model.criterion) is type(cross_entropy(network.widths[-1])) or _kind(model) == "perceptron"
    return {
        "activation": None if activation is None else activation_of(activation, nodes.get("activation")),
        "criterion": None if is_own else criterion_of(model.criterion, nodes.get("criterion")),
        "network": network_of(model) if isinstance(model, ModuleClassifier) else None,
        "data": data_part(data, BUILT_IN) if data.schema is None else None,
    }


def _plain(part: NamedPart | None) -> dict[str, Any] | None:
    return None if part is None else {"name": part.name, "options": part.options}


def _shapes(model: Classifier) -> dict[str, list[int]]:
    return {name: list(parameter.shape) for name, parameter in model.network.named_parameters()}


def _plugins(parts: Mapping[str, NamedPart | None]) -> list[dict[str, Any]]:
    offers: dict[tuple[str | None, str | None], list[str]] = {}
    for part in parts.values():
        if part is not None and not part.is_built_in:
            offers.setdefault((part.package, part.version), []).append(f"{part.group}={part.name}")
    return [{"package": package, "version": version, "offers": own} for (package, version), own in offers.items()]
