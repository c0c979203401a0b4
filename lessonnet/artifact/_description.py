"""What `model.json` must say."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal

from lessonnet.artifact._keys import check_keys, check_list
from lessonnet.artifact._layout import MOST_FEATURES, MOST_LAYERS
from lessonnet.artifact._parameters import check_parameters
from lessonnet.artifact._part import check_part
from lessonnet.artifact._plugins import check_plugins
from lessonnet.artifact._table import check_features, check_table
from lessonnet.artifact._texts import check_text, check_texts, short, shortened
from lessonnet.files import parse_json
from lessonnet.options import OptionError, Range, check_value

FORMATS = (1, 2)
"""The first is of models of built-in parts alone; the second also names parts of plugins and classes of one's own."""

_Scale = Annotated[float, Range(above=0)]
_Probability = Annotated[float, Range(at_least=0, at_most=1)]
_Size = Annotated[int, Range(at_least=1, at_most=MOST_FEATURES)]

_KEYS: dict[str, Any] = {
    "format": Any,
    "lessonnet": str,
    "model": Literal["perceptron", "logistic", "mlp"],
    "in_features": _Size,
    "classes": Annotated[int, Range(at_least=2, at_most=MOST_FEATURES)],
    "hidden": Any,
    "activation": Any,
    "feature_names": Any,
    "class_names": Any,
    "scaling": Any,
    "threshold": _Probability | None,
    "data": Any,
    "table": Any,
    "precision": str,
}
_KEYS_OF = {
    1: _KEYS,
    2: {
        **_KEYS,
        "model": Literal["perceptron", "logistic", "mlp", "network"],
        "criterion": Any,
        "network": Any,
        "parameters": Any,
        "plugins": Any,
    },
}
_MOST_OF_A_WORD = 100


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
    if type(found.get("format")) is not int or found["format"] not in FORMATS:
        raise OptionError(f"{path}: `format` must be 1 or 2, got {short(found.get('format'))}.")
    try:
        check_keys("", found, _KEYS_OF[found["format"]])
        for key in ("lessonnet", "precision"):
            check_text(key, found[key], _MOST_OF_A_WORD)
        _check_network(found)
        _check_names(found)
        _check_origin(found)
        if found["format"] > 1:
            _check_own_parts(found)
        _check_scaling(found["scaling"], found["in_features"])
        _check_threshold(found)
    except OptionError as error:
        # A forged value may be megabytes long, and the message quotes it.
        raise OptionError(f"{path}: {shortened(str(error), 300)}") from None
    return found


def _check_network(found: dict[str, Any]) -> None:
    model, hidden = found["model"], found["hidden"]
    check_list("hidden", hidden, most=MOST_LAYERS)
    check_value("hidden", hidden, list[_Size])
    if model != "mlp" and hidden:
        raise OptionError(f"`hidden` must be [] for the model {model}, got {short(hidden)}.")
    if hidden or found["activation"] is not None:
        check_part("activation", found["activation"], may_be_elsewhere=found["format"] > 1)


def _check_own_parts(found: dict[str, Any]) -> None:
    """Check what the second format adds: an error function, a network that is not dense, and who offers the parts."""
    is_network = found["model"] == "network"
    for key in ("network", "parameters"):
        if (found[key] is not None) != is_network:
            wanted = "given for the model network" if is_network else f"null for the model {found['model']}"
            raise OptionError(f"`{key}` must be {wanted}, got {short(found[key])}.")
    if is_network:
        check_part("network", found["network"], may_be_elsewhere=True)
        check_parameters(found["parameters"])
        if found["activation"] is not None:
            raise OptionError(f"`activation` must be null for the model network, got {short(found['activation'])}.")
    if found["criterion"] is not None:
        check_part("criterion", found["criterion"], may_be_elsewhere=True)
        if found["model"] == "perceptron":
            raise OptionError("`criterion` must be null for a perceptron, which is its own.")
    check_plugins(found)


def _check_names(found: dict[str, Any]) -> None:
    for key, count in (("feature_names", found["in_features"]), ("class_names", found["classes"])):
        names = found[key]
        if isinstance(names, list) and len(names) != count:
            raise OptionError(f"`{key}` must be {count} names, got {len(names)}.")
        # A label must say which class is meant; features go by position, and two columns may make the same name.
        check_texts(key, names, distinct=key == "class_names")


def _check_origin(found: dict[str, Any]) -> None:
    """A model comes from a data set by name or from a table. No file is named: a stranger's must make us open none."""
    data, table = found["data"], found["table"]
    if (data is None) == (table is None):
        both = "null" if data is None else "given"
        raise OptionError(f"`data` or `table` must be given, and the other one null; both are {both}.")
    if table is not None:
        check_features(check_table(table), found["feature_names"])
        return
    check_part("data", data, may_be_elsewhere=found["format"] > 1)
    if data["name"] == "table":
        raise OptionError("`data.name` must be that of a data set by name; a table is described by `table`.")


def _check_scaling(scaling: Any, in_features: int) -> None:
    if scaling is None:
        return
    if not isinstance(scaling, dict):
        raise OptionError(f"`scaling` must be an object with mean and scale, or null, got {short(scaling)}.")
    check_keys("scaling", scaling, {"mean": Any, "scale": Any})
    for key, kind in (("mean", float), ("scale", _Scale)):
        numbers = scaling[key]
        if isinstance(numbers, list) and len(numbers) != in_features:
            raise OptionError(f"`scaling.{key}` must be {in_features} finite numbers, got {len(numbers)}.")
        check_value(f"scaling.{key}", numbers, list[kind])  # type: ignore[valid-type]
        if not all(math.isfinite(number) for number in numbers):
            raise OptionError(f"`scaling.{key}` must be {in_features} finite numbers.")


def _check_threshold(found: dict[str, Any]) -> None:
    model, classes = found["model"], found["classes"]
    has_threshold = model != "perceptron" and classes == 2
    if has_threshold and found["threshold"] is None and found.get("criterion") is not None:
        return  # whether an error function of one's own has probabilities is for it to say
    if (found["threshold"] is not None) != has_threshold:
        wanted = "a number in [0, 1]" if has_threshold else "null"
        raise OptionError(
            f"`threshold` must be {wanted} for a {model} with {classes} classes, got {short(found['threshold'])}."
        )
