"""What could not be saved or exported at the end of a training, refused before it begins."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessonnet.artifact import check_description
from lessonnet.data import DataSet
from lessonnet.inference import refuse_onnx
from lessonnet.models import MODELS, Classifier, ModuleClassifier, path_of, refuse_large, refuse_other_shapes
from lessonnet.nn import DenseNetwork, ModuleActivation
from lessonnet.options import OptionError
from lessonnet.sweep._description import description_of, has_built_in_parts_alone
from lessonnet.sweep._export import exporter


def refuse_unsavable(model: Classifier, data: DataSet, tree: Mapping[str, Any]) -> None:
    """Refuse parts that no saved model could name, or that could not be built again, and an export that is impossible.

    Args:
        model: as it was built.
        data: set up.
        tree: the config that they were built from.

    Raises:
        OptionError: in one line that names the part.
    """
    if not model.criterion.has_classes:  # of an error surface nothing is saved
        return
    if type(model) not in MODELS.values() and not isinstance(model, ModuleClassifier):
        raise OptionError(
            f"`model._target_` names {path_of(type(model))}, a Classifier that no saved model can name: choose "
            "model=perceptron, logistic or mlp, or name an nn.Module of your own that makes scores of inputs."
        )
    if tree["export"] not in (None, "onnx"):
        exporter(tree["export"])
    if has_built_in_parts_alone(model, data, tree):
        return
    description = description_of(model, data, tree["trainer"]["precision"], tree)
    _refuse_unreadable(description)
    _refuse_unbuildable(model, description)
    if tree["export"] == "onnx":
        refuse_onnx(description)


def _refuse_unreadable(description: dict[str, Any]) -> None:
    try:
        check_description(description, Path("model.json"))
    except OptionError as error:
        reason = str(error).removeprefix("model.json: ")
        raise OptionError(f"the model could not be saved: {reason}") from None


def _refuse_unbuildable(model: Classifier, description: dict[str, Any]) -> None:
    """Refuse a plugin's parts that a reader could not try without memory; classes of one's own are handed over."""
    activation = model.network.activation if isinstance(model.network, DenseNetwork) else None
    kind = type(activation.module if isinstance(activation, ModuleActivation) else activation)
    for part, own in (("activation", kind), ("criterion", type(model.criterion))):
        described = description[part]
        if described is not None and "." not in described["name"]:
            refuse_large(part, own, described["options"])
    if isinstance(model, ModuleClassifier) and "." not in description["network"]["name"]:
        inputs, scores = model.network.widths
        refuse_other_shapes(model.kind, model.options, inputs, scores)
