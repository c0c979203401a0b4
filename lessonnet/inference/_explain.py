"""A model in words: the equation of a linear score in original units, or the layers of a deeper one."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lessonnet.data import Scaling
from lessonnet.models import Classifier, original_units
from lessonnet.tables import CategoryColumn, NumberColumn, Schema


def explanation(description: dict[str, Any], classifier: Classifier, schema: Schema) -> str:
    """Return what a model computes, in words.

    Args:
        description: the content of `model.json`.
        classifier: with its weights.
        schema: the columns that it reads.
    """
    lines = [*_columns(schema), *_decision(description)]
    if description["hidden"]:
        lines += _layers(description)
    else:
        lines += _equations(description, classifier)
    return "\n".join(lines)


def _columns(schema: Schema) -> Iterator[str]:
    words = [column for column in schema.columns if isinstance(column, CategoryColumn)]
    numbers = [column for column in schema.columns if isinstance(column, NumberColumn)]
    if numbers:
        yield f"Reads the number{'s' * (len(numbers) > 1)} {', '.join(column.name for column in numbers)}."
    if words:
        kind = "categories" if len(words) > 1 else "category"
        yield f"Reads the {kind} {', '.join(column.name for column in words)}; each of their words is a feature of 0 or 1."
    filled = [f"{column.name} as {column.fill:.4g}" for column in numbers if column.fill is not None]
    if filled:
        yield f"A missing number counts as the training's mean: {', '.join(filled)}."


def _decision(description: dict[str, Any]) -> Iterator[str]:
    names, threshold = description["class_names"], description["threshold"]
    if description["model"] == "perceptron":
        if len(names) == 2:
            yield f"Predicts {names[1]!r} where the score is at least 0, else {names[0]!r}."
        else:
            yield "Predicts the class with the largest score."
    elif len(names) == 2:
        yield f"The probability of {names[1]!r} is 1 / (1 + e^−score); from {threshold:g} on it predicts {names[1]!r}."
    else:
        yield "The probabilities are the softmax of the scores; it predicts the class with the largest."


def _layers(description: dict[str, Any]) -> Iterator[str]:
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    for number, (inputs, outputs) in enumerate(pairwise(widths), start=1):
        last = number == len(widths) - 1
        what = f"{outputs} score{'s' * (outputs > 1)}" if last else f"{outputs} hidden nodes"
        after = "" if last else f", each through {description['activation']['name']}"
        yield f"Layer {number}: {what}, sums of {inputs} weighted inputs and a bias{after}."


def _equations(description: dict[str, Any], classifier: Classifier) -> Iterator[str]:
    scaling = None if description["scaling"] is None else Scaling(**description["scaling"])
    (layer,) = classifier.network.dense
    names = description["class_names"]
    for number, (column, bias) in enumerate(zip(layer.weight.T.tolist(), layer.bias.tolist(), strict=True)):
        weights, constant = original_units(column, bias, scaling)
        yield "score =" if len(names) == 2 else f"score of {names[number]!r} ="
        yield f"    {_signed(constant)}"
        for weight, feature in zip(weights, _factors(description), strict=True):
            yield f"    {_signed(weight)} {feature}"


def _factors(description: dict[str, Any]) -> Iterator[str]:
    """Say how each feature enters: a number as a factor, everything else as a condition."""
    if description["table"] is None:
        yield from (f"· {name}" for name in description["feature_names"])
        return
    for column in Schema.of(description["table"]).columns:
        first, *others = column.feature_names
        yield f"· {first}" if isinstance(column, NumberColumn) else f"if {first}"
        yield from (f"if {name}" for name in others)


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {abs(value):.4g}"
