"""Attacks in `model.json`, those through its table apart."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

from tests.artifact.attacks.forging import Files, Payload, model, with_json
from tests.artifact.model import MLP, TINY, changed


def with_text(old: str, new: str) -> Files:
    """JSON that no `json.dumps` would write."""
    text = json.dumps(TINY)
    assert text.count(old) == 1
    return with_json(text.replace(old, new).encode())


def attacks(canary: Path) -> dict[str, Files]:
    return {
        "pickle for json": with_json(pickle.dumps(Payload(canary))),
        **texts(),
        **sizes(),
        "_target_ at the top": with_json({**TINY, "_target_": "os.system"}),
        "_target_ in a part": with_json(changed(TINY, {"data._target_": "os.system"})),
        "_target_ in options": with_json(changed(TINY, {"data.options._target_": "os.system"})),
        "_target_ in an option": with_json(changed(TINY, {"data.options.points": {"_target_": "os.system"}})),
        "_target_ in the activation": with_json(changed(MLP, {"activation._target_": "os.system"})),
        "_target_ for names": with_json({**TINY, "feature_names": {"_target_": "os.system", "_args_": ["id"]}}),
        "_target_ for the threshold": with_json({**TINY, "threshold": {"_target_": "os.system"}}),
        "dotted part name": with_json(changed(TINY, {"data.name": "os.system"})),
        "dotted activation": with_json(changed(MLP, {"activation.name": "os.system"})),
        "a path for a model": with_json({**TINY, "model": "/etc/passwd"}),
        "interpolation in an option": with_json(changed(TINY, {"data.options.points": "${oc.env:HOSTILE_SECRET}"})),
        "interpolation for a number": with_json({**TINY, "in_features": "${oc.env:HOSTILE_SECRET}"}),
        "a table with a path": with_json(
            changed(TINY, {"data": {"name": "table", "options": {"path": "/etc/passwd", "target": "root"}}})
        ),
        **{f"{name} in a text": with_json({**TINY, "lessonnet": text}) for name, text in COMMANDS.items()},
        **{f"{name} in a class": with_json({**TINY, "class_names": ["no", text]}) for name, text in COMMANDS.items()},
    }


COMMANDS = {
    "a line break": "a\nlessonnet: all is well",
    "a carriage return": "evil\rgood",
    "NUL": "a\0b",
    "a terminal's command": "\x1b]0;owned\x07",
    "a one-byte terminal's command": "\x9b2J",
    "a line separator": "a\u2028b",
    "half a surrogate pair": "\ud83e",
}
"""What a name must not do to the terminal that shows it."""


def texts() -> dict[str, Files]:
    return {
        "empty json": with_json(b""),
        "two documents": with_json(json.dumps(TINY).encode() * 2),
        "a list for json": with_json([TINY]),
        "NaN in json": with_text("0.5", "NaN"),
        "-Infinity in json": with_text("0.5", "-Infinity"),
        "1e999 in json": with_text("0.5", "1e999"),
        "10^4000 in json": with_text("0.5", "1" + "0" * 4000),
        "10^9999 in json": with_text("0.5", "1" + "0" * 9999),
        "a key twice": with_text('"format": 1,', '"format": 1, "format": 1,'),
        "latin-1 json": with_json(json.dumps(TINY).replace("grades", "gr\xe4de").encode("latin-1")),
        "UTF-16 json": with_json(json.dumps(TINY).encode("utf-16")),
        "a byte-order mark": with_json(b"\xef\xbb\xbf" + json.dumps(TINY).encode()),
    }


def sizes() -> dict[str, Files]:
    # Near the limit of Python's recursion what can be read cannot always be gone through or shown.
    deep = {
        f"json {levels} deep at {key}": with_json(
            json.dumps({**TINY, key: "@"}).replace('"@"', "[" * levels + "]" * levels).encode()
        )
        for key in ("lessonnet", "hidden", "feature_names", "class_names", "threshold", "data", "table", "precision")
        for levels in (17, 975, 985, 990)
    }
    return {
        **deep,
        "deep json": with_json(b"[" * 1_000_000),
        "deep objects": with_json(b'{"a":' * 1_000_000),
        "16 MiB of lists": with_json(filled(b"[]")),
        "16 MiB of objects": with_json(filled(b"{}")),
        "16 MiB of numbers": with_json(filled(b"1e9")),
        "16 MiB of texts": with_json(filled(b'"ab"')),
        # As many as are let through to be parsed.
        "900,000 lists": with_json(filled(b"[]", 900_000)),
        "900,000 objects": with_json(filled(b"{}", 900_000)),
        "1.9 million numbers": with_json(filled(b"1e9", 1_900_000)),
        "1.9 million texts": with_json(filled(b'"ab"', 1_900_000)),
        "16 MiB of one text": with_json({**TINY, "precision": "x" * (2**24 - 1000)}),
        "17 MiB": with_json({**TINY, "precision": "x" * 17 * 2**20}),
        "a key of a megabyte": with_json({**TINY, "x" * 2**20: 1}),
        "a value of a megabyte": with_json({**TINY, "model": "x" * 2**20}),
        "a million features": with_json({**TINY, "in_features": 10**6}),
        "a million classes": with_json({**TINY, "classes": 10**6}),
        "a million layers": with_json({**MLP, "hidden": [1] * 10**6}),
        "8 million layers": with_json(filled(b"1", 8_000_000, key="hidden")),
    }


def filled(item: bytes, count: int = 2**24, key: str = "feature_names") -> bytes:
    """A description with so many of an item, or as many as the file may hold."""
    text = json.dumps({**MLP, key: "@"}).encode()
    count = min(count, (2**24 - len(text)) // (len(item) + 1))
    return text.replace(b'"@"', b"[" + b",".join([item] * count) + b"]")


def named() -> dict[str, Files]:
    """Names and options that the program does not have; the directory itself may be read."""

    def activation(name: str, **options: Any) -> Files:
        return model(changed(MLP, {"activation": {"name": name, "options": options}}))

    return {
        "an activation named system": activation("system"),
        "an activation named eval": activation("eval"),
        "an activation named as a module": activation("this"),
        "an activation named as a module that opens a browser": activation("antigravity"),
        "an activation named __import__": activation("__import__"),
        "an activation named __class__": activation("__class__"),
        "an activation's unknown option": activation("elu", command="touch"),
        "an activation's long option": activation("elu", alpha="x" * 9_999),
        "an activation's path": activation("elu", alpha="/etc/passwd"),
        "an activation's list": activation("elu", alpha=[[1.0]] * 100_000),
    }


def drawn() -> dict[str, Files]:
    """Data sets that do not exist, or would fill the memory; the model itself may be read."""

    def data(name: str, **options: Any) -> Files:
        return model({**TINY, "data": {"name": name, "options": options}})

    return {
        "a data set named system": data("system"),
        "a data set named as a module": data("this"),
        "a data set named BUILT_IN": data("BUILT_IN"),
        "a data set's path": data("moons", path="/etc/passwd"),
        "10^8 points": data("moons", points=10**8),
        "10^18 centres": data("blobs", centers=10**18),
        "10^18 arms": data("spirals", arms=10**18),
        "10^6 features": data("blobs", features=10**6, centers=2),
        "a list of points": data("moons", points=[1] * 100_000),
    }
