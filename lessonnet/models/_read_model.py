"""A model directory, read back: the network with its weights, without the data that it was trained on."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import torch

from lessonnet.artifact import load_model
from lessonnet.models._classifier import Classifier, outputs
from lessonnet.models._from_run import model_directory
from lessonnet.models._logistic_regression import LogisticRegression
from lessonnet.models._lookup import Lookup
from lessonnet.models._measure import load_row
from lessonnet.models._mlp import MLP
from lessonnet.models._module_classifier import ModuleClassifier
from lessonnet.models._named import named, told_of
from lessonnet.models._perceptron import Perceptron
from lessonnet.models._strangers import refuse_texts
from lessonnet.models._without_memory import refuse_large, refuse_other_shapes
from lessonnet.nn import ACTIVATIONS, Activation, Criterion, ModuleActivation, SquaredError, Zeros
from lessonnet.options import OptionError, check_options

MODELS: dict[str, type[Classifier]] = {"perceptron": Perceptron, "logistic": LogisticRegression, "mlp": MLP}
"""The built-in models by the plain names that saved models use."""

CRITERIA: dict[str, type[Criterion]] = {"squared_error": SquaredError}
"""The built-in error functions that a model can be given in place of its own, likewise."""


def read_model(path: str | Path, classes: Collection[type] = ()) -> tuple[dict[str, Any], Classifier]:
    """Read the model of a run's or a model's directory; no other file is opened, whatever the directory says.

    What `model.json` names is looked up among the built-in parts, among those that installed plugins offer, and among
    the classes that are handed over; nothing else is imported, and nothing is evaluated.

    Args:
        path: a run directory or its model directory.
        classes: of parts that no package offers.

    Returns:
        the checked content of `model.json`, and the model with its weights, in the dtype that they were saved in, on
        the CPU and in evaluation mode.

    Raises:
        OptionError: if the directory is damaged, or names a part that does not exist here.
    """
    directory = model_directory(Path(path))
    description, tensors = load_model(directory)
    with told_of(directory / "model.json"):
        lookup = Lookup(description, classes)
        model = _network(description, lookup) if description["model"] == "network" else _dense(description, lookup)
        _check_threshold(description, model.criterion)
    load_row(model.network, tensors)
    return description, model.to("cpu").eval()  # also for Lightning, which notes a device of its own


def _dense(description: dict[str, Any], lookup: Lookup) -> Classifier:
    kind, part = MODELS[description["model"]], description["activation"]
    activation = None if part is None else _activation(part, lookup)
    sizes: Any = {"in_features": description["in_features"], "classes": description["classes"], "init": Zeros()}
    sizes["criterion"] = _criterion(description, lookup)
    # Without memory for weights of its own: those of the file take their place.
    with torch.device("meta"):
        if kind is MLP:
            return MLP(hidden=description["hidden"], **sizes, activation=activation)
        return kind(**sizes)


def _network(description: dict[str, Any], lookup: Lookup) -> Classifier:
    options = description["network"]["options"]
    kind = lookup.find("network", description["network"]["name"], {})
    assert isinstance(kind, type)
    features, classes = description["in_features"], description["classes"]
    check_options("network", kind, options, ignore=("in_features", "outputs"))
    if not lookup.is_handed_over(kind):
        refuse_texts("network", kind, options)
        refuse_other_shapes(kind, options, features, outputs(classes), description["parameters"])
    criterion = _criterion(description, lookup)
    model = ModuleClassifier(kind, options, in_features=features, classes=classes, criterion=criterion)
    shapes = {name: list(parameter.shape) for name, parameter in model.network.named_parameters()}
    if shapes != description["parameters"]:
        raise OptionError("`parameters` has other shapes than the network that `network` describes.")
    return model


def _activation(part: dict[str, Any], lookup: Lookup) -> Activation:
    built = _built("activation", part, lookup, ACTIVATIONS)
    return built if isinstance(built, Activation) else ModuleActivation(built, part["options"])


def _criterion(description: dict[str, Any], lookup: Lookup) -> Criterion | None:
    part = description.get("criterion")
    criterion: Criterion | None = None if part is None else _built("criterion", part, lookup, CRITERIA)
    return criterion


def _built(key: str, part: dict[str, Any], lookup: Lookup, built_in: Mapping[str, Any]) -> Any:
    kind, options = lookup.find(key, part["name"], built_in), part["options"]
    if not lookup.is_handed_over(kind):
        check_options(key, kind, options)
        refuse_texts(key, kind, options)
        refuse_large(key, kind, options)
    return named(key, kind, options)


def _check_threshold(description: dict[str, Any], criterion: Criterion) -> None:
    wanted = description["classes"] == 2 and criterion.has_probabilities
    if (description["threshold"] is not None) != wanted:
        raise OptionError("`threshold` must be null where the error function has no probabilities, and else a number.")
