"""What `model.json` must say, and the shapes that follow from it."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from lessonnet.artifact._json import parse_json
from lessonnet.options import OptionError, Range, check_value, dotted, unknown_key

FORMAT = 1

_Scale = Annotated[float, Range(above=0)]
_Probability = Annotated[float, Range(at_least=0, at_most=1)]
# A layer of a million units is far beyond what the file-size cap admits; the bound keeps products of sizes readable.
_Size = Annotated[int, Range(at_least=1, at_most=10**6)]

_KEYS: dict[str, Any] = {
    "format": Any,
    "lessonnet": str,
    "model": Literal["perceptron", "logistic", "mlp"],
    "in_features": _Size,
    "classes": Annotated[int, Range(at_least=2, at_most=10**6)],
    "hidden": list[_Size],
    "activation": Any,
    "feature_names": list[str],
    "class_names": list[str],
    "scaling": Any,
    "threshold": _Probability | None,
    "data": Any,
    "precision": str,
}


def parse_description(data: bytes, path: Path) -> dict[str, Any]:
    """Return the checked content of a `model.json`.

    Args:
        data: the file's content.
        path: its name for errors.

    Raises:
        OptionError: if it is not strict JSON or does not describe a model of this format.
    """
    return check_description(parse_json(data, path), path)


def check_description(found: Any, path: Path) -> dict[str, Any]:
    """Return `found` if it describes a model completely and without contradiction.

    Raises:
        OptionError: in one line that names the file and the key.
    """
    if not isinstance(found, dict):
        raise OptionError(f"{path}: must hold a JSON object.")
    if type(found.get("format")) is not int or found["format"] != FORMAT:
        raise OptionError(f"{path}: `format` must be {FORMAT}, got {_short(found.get('format'))}.")
    try:
        _check_keys("", found, _KEYS)
        _check_part("activation", found["activation"], optional=not found["hidden"])
        _check_part("data", found["data"])
        _check_names(found)
        _check_scaling(found["scaling"], found["in_features"])
        _check_rules(found)
    except OptionError as error:
        # A forged value may be megabytes long, and the message quotes it.
        raise OptionError(f"{path}: {_shortened(str(error), 300)}") from None
    return found


def expected_shapes(description: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor of the described network, ``layers.i.weight`` [inputs, outputs] and bias.

    Two classes share one score; more have one each.
    """
    scores = 1 if description["classes"] == 2 else description["classes"]
    widths = [description["in_features"], *description["hidden"], scores]
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (inputs, outputs) in enumerate(pairwise(widths)):
        shapes[f"layers.{layer}.weight"] = (inputs, outputs)
        shapes[f"layers.{layer}.bias"] = (outputs,)
    return shapes


def _check_keys(prefix: str, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for key in found:
        if key not in wanted:
            raise unknown_key(prefix, key if key.isidentifier() else _short(key), wanted)
    for key, annotation in wanted.items():
        dotted_key = dotted(prefix, key)
        if key not in found:
            raise OptionError(f"`{dotted_key}` is missing.")
        check_value(dotted_key, found[key], annotation)


def _check_part(key: str, part: Any, optional: bool = False) -> None:
    """A part is a name for the program to look up and plain options for it, nothing that could be executed."""
    if part is None and optional:
        return
    if not isinstance(part, dict):
        raise OptionError(f"`{key}` must be an object with a name and options, got {_short(part)}.")
    _check_keys(key, part, {"name": str, "options": Any})
    if not part["name"].isidentifier():
        raise OptionError(f"`{key}.name` must be a plain name, got {_short(part['name'])}.")
    if not isinstance(part["options"], dict):
        raise OptionError(f"`{key}.options` must be an object, got {_short(part['options'])}.")
    for name, value in part["options"].items():
        if not name.isidentifier() or name.startswith("_"):
            raise OptionError(f"`{key}.options` must have plain names as keys, got {_short(name)}.")
        _check_plain(f"{key}.options.{name}", value)


def _check_plain(key: str, value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _check_plain(key, item)
    elif isinstance(value, dict) or (isinstance(value, str) and "${" in value):
        raise OptionError(f"`{key}` must be a plain value, got {_short(value)}.")


def _check_names(found: dict[str, Any]) -> None:
    for key, count in (("feature_names", found["in_features"]), ("class_names", found["classes"])):
        if len(found[key]) != count:
            raise OptionError(f"`{key}` must be {count} names, got {len(found[key])}.")


def _check_scaling(scaling: Any, in_features: int) -> None:
    if scaling is None:
        return
    if not isinstance(scaling, dict):
        raise OptionError(f"`scaling` must be an object with mean and scale, or null, got {_short(scaling)}.")
    _check_keys("scaling", scaling, {"mean": list[float], "scale": list[_Scale]})
    for key in ("mean", "scale"):
        if len(scaling[key]) != in_features or not all(math.isfinite(number) for number in scaling[key]):
            raise OptionError(f"`scaling.{key}` must be {in_features} finite numbers.")


def _check_rules(found: dict[str, Any]) -> None:
    model = found["model"]
    if model != "mlp" and found["hidden"]:
        raise OptionError(f"`hidden` must be [] for the model {model}, got {_short(found['hidden'])}.")
    has_threshold = model != "perceptron" and found["classes"] == 2
    if (found["threshold"] is not None) != has_threshold:
        wanted = "a number in [0, 1]" if has_threshold else "null"
        raise OptionError(
            f"`threshold` must be {wanted} for a {model} with {found['classes']} classes, "
            f"got {_short(found['threshold'])}."
        )


def _short(value: object) -> str:
    return _shortened(repr(value), 60)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 3]}..."
