"""Attacks through the table that `model.json` describes."""

from __future__ import annotations

import json
from typing import Any

from lessonnet.tables import Schema
from tests.artifact.attacks.forging import Files, model, with_json
from tests.artifact.attacks.on_description import COMMANDS
from tests.artifact.model import TABLE, TINY, changed

COLUMN = "table.columns.0"
CATEGORY = "table.columns.1"


def forged(**changes: Any) -> Files:
    return with_json(changed(TABLE, changes))


def attacks() -> dict[str, Files]:
    places = ["table.target", "table.missing_words.0", f"{COLUMN}.name", f"{CATEGORY}.categories.0"]
    return {
        **{f"{name} at {place}": forged(**{place: text}) for name, text in COMMANDS.items() for place in places},
        **types(),
        **sizes(),
        "a table and a data set": forged(data=TINY["data"]),
        "a table and a data set with a path": forged(data={"name": "table", "options": {"path": "/etc/passwd"}}),
        "a table's path": forged(**{"table.path": "/etc/passwd"}),
        "_target_ in the table": forged(**{"table._target_": "os.system"}),
        "_target_ in a column": forged(**{f"{COLUMN}._target_": "os.system"}),
        "_target_ for a column": forged(**{COLUMN: {"_target_": "os.system", "_args_": ["id"]}}),
        "_target_ for a fill": forged(**{f"{COLUMN}.fill": {"_target_": "os.system"}}),
        "_target_ for a category": forged(**{f"{CATEGORY}.categories.0": {"_target_": "os.system"}}),
        "__class__ for a kind": forged(**{f"{COLUMN}.kind": "__class__"}),
        "interpolation for a kind": forged(**{f"{COLUMN}.kind": "${oc.env:HOSTILE_SECRET}"}),
        "interpolation for a fill": forged(**{f"{COLUMN}.fill": "${oc.env:HOSTILE_SECRET}"}),
        "interpolation for missing": forged(**{"table.missing": "${oc.env:HOSTILE_SECRET}"}),
        "a column twice": forged(**{f"{COLUMN}.name": "town"}),
        "a category twice": forged(**{f"{CATEGORY}.categories": ["Bern", "Bern"]}),
        "the target among the columns": forged(**{"table.target": "age"}),
        "other feature names": forged(**{"feature_names.0": "wage"}),
        "an indicator where nothing may be missing": forged(**{"table.missing": "drop"}),
        "no fill": forged(**{f"{COLUMN}.fill": None}),
    }


def types() -> dict[str, Files]:
    text = json.dumps(TABLE)
    wrong: dict[str, Any] = {"a list": [], "a number": 1, "a text": "/etc/passwd", "true": True}
    return {
        "NaN for a fill": with_json(text.replace('"fill": 29.7', '"fill": NaN').encode()),
        "Infinity for a fill": with_json(text.replace('"fill": 29.7', '"fill": Infinity').encode()),
        "1e999 for a fill": with_json(text.replace('"fill": 29.7', '"fill": 1e999').encode()),
        "a key of the table twice": with_json(
            text.replace('"header": true', '"header": true, "header": true').encode()
        ),
        **{f"{name} for the table": forged(table=value) for name, value in wrong.items()},
        **{f"{name} for a column": forged(**{COLUMN: value}) for name, value in wrong.items()},
        "a text for the columns": forged(**{"table.columns": "/etc/passwd"}),
        "an object for the columns": forged(**{"table.columns": {"../../x": 1}}),
        "a number for an indicator": forged(**{f"{COLUMN}.indicator": 1}),
        "a list for a kind": forged(**{f"{COLUMN}.kind": ["number"]}),
        "a list for a name": forged(**{f"{COLUMN}.name": ["age"]}),
        "a text for the categories": forged(**{f"{CATEGORY}.categories": "ab"}),
        "deep columns": with_json(
            json.dumps(changed(TABLE, {COLUMN: "@"})).replace('"@"', "[" * 970 + "]" * 970).encode()
        ),
    }


def sizes() -> dict[str, Files]:
    def number(i: int) -> dict[str, Any]:
        return {"kind": "number", "name": str(i), "fill": 0, "indicator": False}

    wide = [number(i) for i in range(200_000)]
    names = [column["name"] for column in wide]
    wide_table = changed(TABLE, {"table.columns": wide, "scaling": None})
    many = {"kind": "category", "name": "x" * 9_999, "categories": [str(i) for i in range(900_000)], "indicator": False}
    long = {"table.columns": [many], "in_features": 900_001, "feature_names": [""] * 900_001, "scaling": None}
    return {
        "a million columns claimed": forged(in_features=10**6, scaling=None, feature_names=[""] * 10**6),
        "200,000 columns and no weights": with_json({**wide_table, "in_features": len(wide), "feature_names": names}),
        "a name of 10 kB before each of 900,000 categories": with_json(compact(changed(TABLE, long))),
        "two million categories": with_json(compact(forged_categories([""] * 2_100_000))),
        "a million equal categories": with_json(compact(forged_categories(["a"] * 990_000))),
        "1.5 million categories": with_json(compact(forged_categories([str(i) for i in range(1_500_000)]))),
        "a column's name of 5 MB": forged(**{f"{COLUMN}.name": "x" * 5_000_000}),
        "a category of 15 MB": forged(**{f"{CATEGORY}.categories.0": "x" * 15_000_000}),
        "a million missing words": forged(**{"table.missing_words": ["x"] * 10**6}),
    }


def forged_categories(categories: list[str]) -> dict[str, Any]:
    return changed(TABLE, {f"{CATEGORY}.categories": categories})


def compact(description: dict[str, Any]) -> bytes:
    return json.dumps(description, separators=(",", ":")).encode()


TEXTS = {
    "interpolation": "${oc.env:HOSTILE_SECRET}",
    "nested interpolation": "${oc.create:${oc.env:HOSTILE_SECRET}}",
    "_target_": "_target_",
    "a callable": "os.system",
    "python": "__import__('os').system('touch canary')",
    "a shell command": "$(touch canary); `touch canary` | touch canary",
    "a format": "{0.__class__.__mro__} %s%n {{7*7}}",
    "a spreadsheet's formula": "=cmd|'/C calc'!A0",
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE models; --",
    "an absolute path": "/etc/passwd",
    "a path above": "../../../../etc/passwd",
    "an address": "https://example.org/x.py",
    "a right-to-left override": "\u202eexe.txt",
    "markup": "[red]\\[/red][link=file:///etc/passwd]x[/link]",
}
"""Texts that would do something if anybody did anything with them but show them."""


def harmless() -> dict[str, Files]:
    """Those texts wherever a table may have a text: they must come back as they stand, and do nothing."""
    return {f"{name} everywhere": model(with_text_everywhere(text)) for name, text in TEXTS.items()}


def with_text_everywhere(text: str) -> dict[str, Any]:
    places = {"table.target": f"{text} ", f"{COLUMN}.name": text, f"{CATEGORY}.categories.0": text}
    found = changed(TABLE, {**places, "table.missing_words": [text], "class_names": [text, f"{text}!"]})
    return {**found, "feature_names": Schema.of(found["table"]).feature_names}
