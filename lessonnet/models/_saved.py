"""A model directory, read back: the model with its weights, and the data set that it was split from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonnet.artifact import load_model
from lessonnet.data import BUILT_IN, DataSet
from lessonnet.models._classifier import Classifier
from lessonnet.models._from_run import model_directory
from lessonnet.models._logistic_regression import LogisticRegression
from lessonnet.models._measure import load_row
from lessonnet.models._mlp import MLP
from lessonnet.models._perceptron import Perceptron
from lessonnet.nn import ACTIVATIONS
from lessonnet.options import OptionError, check_options

MODELS: dict[str, type[Classifier]] = {"perceptron": Perceptron, "logistic": LogisticRegression, "mlp": MLP}
"""The built-in models by the plain names that saved models use."""

_MOST_NUMBERS = 10**8
"""Features of all points together that a file may have drawn: whoever wrote it must not fill the memory."""


@dataclass(frozen=True)
class Saved:
    """What a model directory holds.

    Attributes:
        model: with its weights, in the dtype that they were saved in.
        data: the data set, set up with the very split of the training.
    """

    model: Classifier
    data: DataSet

    @classmethod
    def read(cls, path: str | Path) -> "Saved":
        """Read a run's or a model's directory.

        What the file names is looked up among the built-in parts; nothing is imported or evaluated.

        Raises:
            OptionError: if the directory is damaged, or names a part that does not exist here.
        """
        description, tensors = load_model(model_directory(Path(path)))
        data = _data(description["data"])
        if (data.in_features, data.classes) != (description["in_features"], description["classes"]):
            raise OptionError(f"{path}: the model does not fit its own data set `{data.name}`.")
        model = _model(description)
        load_row(model.network, tensors)
        return cls(model.eval(), data)


def _model(description: dict[str, Any]) -> Classifier:
    kind, activation = MODELS[description["model"]], description["activation"]
    sizes = {"in_features": description["in_features"], "classes": description["classes"]}
    if kind is not MLP:
        return kind(**sizes)
    part = None if activation is None else _named("activation", ACTIVATIONS, activation)
    return MLP(hidden=description["hidden"], **sizes, activation=part)


def _data(part: dict[str, Any]) -> DataSet:
    data: DataSet = _named("data", BUILT_IN, part)
    drawn = getattr(data, "points", 0) * getattr(data, "features", 2)
    if drawn > _MOST_NUMBERS:
        raise OptionError(f"`data` would draw {drawn} numbers; a saved model may ask for {_MOST_NUMBERS} at most.")
    data.setup()
    return data


def _named(key: str, known: dict[str, Any], part: dict[str, Any]) -> Any:
    """Build a part by its plain name and checked options."""
    if part["name"] not in known:
        raise OptionError(f"`{key}.name` must be one of {', '.join(known)}, got {part['name']!r}.")
    kind = known[part["name"]]
    check_options(key, kind, part["options"])
    return kind(**part["options"])
