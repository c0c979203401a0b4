"""A model in words: the equation of a linear score in original units, or the layers of a deeper one."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from lessonnet.data import Scaling
from lessonnet.models import CRITERIA, Classifier, ModuleClassifier, original_units
from lessonnet.nn import DenseNetwork
from lessonnet.options import printable
from lessonnet.tables import CategoryColumn, NumberColumn, Schema

_MOST_TENSORS = 50
_LONGEST = 60
"""Characters of an option's value."""


def explanation(description: dict[str, Any], classifier: Classifier, schema: Schema) -> str:
    """Return what a model computes, in words.

    Args:
        description: the content of `model.json`.
        classifier: with its weights.
        schema: the columns that it reads.
    """
    decision, computed = _decision(description, classifier), _computed(description, classifier, schema)
    return "\n".join([*_columns(schema), *decision, *computed])


def _computed(description: dict[str, Any], classifier: Classifier, schema: Schema) -> Iterator[str]:
    if isinstance(classifier, ModuleClassifier):
        return _network(description, classifier)
    return _layers(description) if description["hidden"] else _equations(description, classifier, schema)


def _columns(schema: Schema) -> Iterator[str]:
    words = [column for column in schema.columns if isinstance(column, CategoryColumn)]
    numbers = [column for column in schema.columns if isinstance(column, NumberColumn)]
    if numbers:
        yield f"Reads the number{'s' * (len(numbers) > 1)} {_names(numbers)}."
    if words:
        kind, each = ("categories", "each of their words") if len(words) > 1 else ("category", "each of its words")
        yield f"Reads the {kind} {_names(words)}; {each} is a feature of 0 or 1."
    filled = [f"{printable(column.name)} as {column.fill:.6g}" for column in numbers if column.fill is not None]
    if filled:
        yield f"A missing number counts as the training's mean: {', '.join(filled)}."


def _names(columns: Sequence[NumberColumn | CategoryColumn]) -> str:
    return ", ".join(printable(column.name) for column in columns)


def _decision(description: dict[str, Any], classifier: Classifier) -> Iterator[str]:
    names, threshold = description["class_names"], description["threshold"]
    if description.get("criterion") is not None and description["criterion"]["name"] not in CRITERIA:
        what = "probabilities" if classifier.criterion.has_probabilities else "nothing but a decision"
        yield f"What the scores mean is said by its error function {description['criterion']['name']}: {what}."
    elif not classifier.criterion.has_probabilities:
        if len(names) == 2:
            yield f"Predicts {names[1]!r} where the score is at least 0, else {names[0]!r}."
        else:
            yield "Predicts the class with the largest score."
    elif len(names) == 2:
        yield f"The probability of {names[1]!r} is 1 / (1 + e^−score); from {threshold:g} on it predicts {names[1]!r}."
    else:
        yield "The probabilities are the softmax of the scores; it predicts the class with the largest."


def _network(description: dict[str, Any], classifier: ModuleClassifier) -> Iterator[str]:
    """Name a network's class, and what it has learned; what it makes of them only its code says."""
    part = description["network"]
    offered = {offer: entry["package"] for entry in description["plugins"] for offer in entry["offers"]}
    package = offered.get(f"model={part['name']}")
    options = _options(part["options"])
    source = f", of the package {package}" if package else ""
    yield f"The scores are made by the network {classifier.kind.__name__}{f' ({options})' * bool(options)}{source}."
    parameters = dict(classifier.network.named_parameters())
    yield f"It has learned {_counted(sum(p.numel() for p in parameters.values()), 'number')}:"
    for name, parameter in islice(parameters.items(), _MOST_TENSORS):
        yield f"    {name.removeprefix('module.')} [{', '.join(map(str, parameter.shape))}]"
    if len(parameters) > _MOST_TENSORS:
        yield f"    and {len(parameters) - _MOST_TENSORS} more"


def _layers(description: dict[str, Any]) -> Iterator[str]:
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    for number, (inputs, outputs) in enumerate(pairwise(widths), start=1):
        is_last = number == len(widths) - 1
        what = _counted(outputs, "score" if is_last else "hidden node")
        sums = f"{'a sum' if outputs == 1 else 'sums'} of {_counted(inputs, 'weighted input')} and a bias"
        yield f"Layer {number}: {what}, {sums}{'' if is_last else _through(description['activation'], outputs)}."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count > 1)}"


def _through(activation: dict[str, Any], nodes: int) -> str:
    options = _options(activation["options"])
    return f", {'each ' * (nodes > 1)}through {activation['name']}{f' ({options})' * bool(options)}"


def _options(options: dict[str, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in options.items())


def _value(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else printable(str(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _equations(description: dict[str, Any], classifier: Classifier, schema: Schema) -> Iterator[str]:
    scaling = None if description["scaling"] is None else Scaling(**description["scaling"])
    assert isinstance(classifier.network, DenseNetwork)
    (layer,) = classifier.network.dense
    names = description["class_names"]
    for number, (column, bias) in enumerate(zip(layer.weight.T.tolist(), layer.bias.tolist(), strict=True)):
        weights, constant = original_units(column, bias, scaling)
        yield "score =" if len(names) == 2 else f"score of {names[number]!r} ="
        yield f"    {_signed(constant)}"
        for weight, factor in zip(weights, _factors(schema), strict=True):
            yield f"    {_signed(weight)} {factor}"


def _factors(schema: Schema) -> Iterator[str]:
    """Say how each feature enters: a number as a factor, everything else as a condition."""
    for column in schema.columns:
        for place, name in enumerate(column.feature_names):
            is_factor = place == 0 and isinstance(column, NumberColumn)
            yield f"{'·' if is_factor else 'if'} {printable(name)}"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {abs(value):.6g}"
