"""What was trained on what, and how it went, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonnet.reporting._numbers import counted, seconds, several, shown
from lessonnet.reporting._values import items, listed, mapping, number, text, texts, whole

_KINDS = {"perceptron": "perceptron", "logistic": "logistic regression", "mlp": "multi-layer perceptron"}
_MOST_NAMES = 10
SELECTED_BY = {"val": "validation error", "train": "training error"}


def title_of(description: Mapping[str, Any], choices: Mapping[str, Any], results: Mapping[str, Any]) -> str:
    """Return what a run is called: its model and its data.

    Args:
        description: the content of `model.json`, empty where there is none.
        choices: each group of configs with the option that was chosen.
        results: the content of `results.json`.
    """
    if surface := text(results.get("surface")):
        return f"descent on the surface {surface}"
    model = text(description.get("model")) or text(choices.get("model")) or "a model"
    return f"{_own_network(description) or _KINDS.get(model, model)} on {_data(description, choices)}"


def sentences_of(description: Mapping[str, Any], results: Mapping[str, Any]) -> list[str]:
    """Return what is to be said of a run before any table, in paragraphs.

    Args:
        description: the content of `model.json`, empty where there is none.
        results: the content of `results.json`.
    """
    course = [_course(results), _folds(results), _restarts(results), _rate(results)]
    paragraphs = [" ".join(_network(description)), " ".join(sentence for sentence in course if sentence)]
    return [paragraph for paragraph in paragraphs if paragraph]


def _data(description: Mapping[str, Any], choices: Mapping[str, Any]) -> str:
    name = text(mapping(description.get("data")).get("name")) or text(choices.get("data"))
    return "a table" if name == "table" or description.get("table") else name or "its data"


def _network(description: Mapping[str, Any]) -> list[str]:
    inputs, classes = whole(description.get("in_features")), whole(description.get("classes"))
    if inputs is None or classes is None:
        return []
    kind = text(description.get("model"))
    outputs = 1 if classes == 2 else classes
    widths = "-".join(str(width) for width in [inputs, *map(whole, items(description.get("hidden"))), outputs])
    features, names = texts(description.get("feature_names")), texts(description.get("class_names"))
    activation = text(mapping(description.get("activation")).get("name"))
    between = f", {activation} between its layers" if activation else ""
    own = _own_network(description)
    said = [f"The {own}, of one's own." if own else f"A {_KINDS.get(kind, kind)} of the widths {widths}{between}."]
    if features:
        said.append(f"It reads {several(len(features), 'feature')}: {listed(features, _MOST_NAMES)}.")
    if names:
        said.append(f"It tells {len(names)} classes apart: {listed(names, _MOST_NAMES)}.")
    return said


def _own_network(description: Mapping[str, Any]) -> str:
    """Return the name of a network that is none of ours; empty for those that are."""
    name = text(mapping(description.get("network")).get("name"))
    return f"network {name}" if name else ""


def _course(results: Mapping[str, Any]) -> str:
    status, by = text(results.get("status")), SELECTED_BY.get(text(results.get("selected_by")))
    by = "height" if results.get("surface") else by
    epochs, steps = whole(results.get("epochs")), whole(results.get("steps"))
    if epochs is None or steps is None:
        return f"The training {_ended(status)}."
    best = whole(results.get("best_epoch"))
    kept = f"; the weights that were kept are those after epoch {counted(best)}" if best is not None else ""
    reason = f", which had the lowest {by}" if best is not None and by else ""
    course = f"{several(epochs, 'epoch')} and {several(steps, 'step')}, {seconds(results.get('seconds'))}"
    return f"The training {_ended(status)} after {course}{kept}{reason}."


def _ended(status: str) -> str:
    known = {"completed": "completed", "diverged": "diverged", "interrupted": "was interrupted", "failed": "failed"}
    return known.get(status, f"ended ({status})")


def _folds(results: Mapping[str, Any]) -> str:
    folds, kept = items(results.get("folds")), whole(results.get("model_fold"))
    if not folds or kept is None:
        return ""
    return f"Cross-validated in {several(len(folds), 'fold')}; the model is that of fold {kept}, with the lowest error."


def _restarts(results: Mapping[str, Any]) -> str:
    errors = items(results.get("restart_errors"))
    if len(errors) < 2:
        return ""
    each = [shown(error) if number(error) is not None else "not finite" for error in errors]
    return f"Started {len(errors)} times from other weights, with the errors {listed(each, 20)}; the best was kept."


def _rate(results: Mapping[str, Any]) -> str:
    rate = number(mapping(results.get("lr_find")).get("suggestion"))
    return "" if rate is None else f"The learning rate {rate:.3g} was found by a short training at many rates."
