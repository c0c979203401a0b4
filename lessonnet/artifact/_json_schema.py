"""The published schema of `model.json`, for programs in other languages and for the curious."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of `model.json` (draft 2020-12), of both formats.

    What it allows may still contradict itself in ways that such a schema cannot express, such as a number of names
    that is not the number of features; `load_model` looks for those too.

    Example:
        >>> json_schema()["$id"]
        'urn:lessonnet:model:2'
    """
    text = files("lessonnet.artifact").joinpath("model.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
