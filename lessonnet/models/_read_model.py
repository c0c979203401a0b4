"""A model directory, read back: the network with its weights, without the data that it was trained on."""

from pathlib import Path
from typing import Any

import torch

from lessonnet.artifact import load_model
from lessonnet.models._classifier import Classifier
from lessonnet.models._from_run import model_directory
from lessonnet.models._logistic_regression import LogisticRegression
from lessonnet.models._measure import load_row
from lessonnet.models._mlp import MLP
from lessonnet.models._named import named, told_of
from lessonnet.models._perceptron import Perceptron
from lessonnet.nn import ACTIVATIONS, Zeros

MODELS: dict[str, type[Classifier]] = {"perceptron": Perceptron, "logistic": LogisticRegression, "mlp": MLP}
"""The built-in models by the plain names that saved models use."""


def read_model(path: str | Path) -> tuple[dict[str, Any], Classifier]:
    """Read the model of a run's or a model's directory; no other file is opened, whatever the directory says.

    What `model.json` names is looked up among the built-in parts; nothing is imported or evaluated.

    Args:
        path: a run directory or its model directory.

    Returns:
        the checked content of `model.json`, and the model with its weights, in the dtype that they were saved in, on
        the CPU and in evaluation mode.

    Raises:
        OptionError: if the directory is damaged, or names a part that does not exist here.
    """
    directory = model_directory(Path(path))
    description, tensors = load_model(directory)
    # Without memory for weights of its own: those of the file take their place.
    with told_of(directory / "model.json"), torch.device("meta"):
        model = _built(description)
    load_row(model.network, tensors)
    return description, model.to("cpu").eval()  # also for Lightning, which notes a device of its own


def _built(description: dict[str, Any]) -> Classifier:
    kind, part = MODELS[description["model"]], description["activation"]
    activation = None if part is None else named("activation", ACTIVATIONS, part)
    sizes = {"in_features": description["in_features"], "classes": description["classes"], "init": Zeros()}
    if kind is MLP:
        return MLP(hidden=description["hidden"], **sizes, activation=activation)
    return kind(**sizes)
