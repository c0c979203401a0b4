"""Descriptions that contradict the format or themselves, and words of the line that refuses each."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.artifact.model import DROPPED, LEFT_OUT, MLP, NETWORK, SWISH, TABLE, TINY, changed


class Wrong(NamedTuple):
    """One wrong description: what is changed in a good one.

    A JSON schema looks at one place at a time: what depends on the content of two is beyond it (`schema_sees`).
    """

    base: dict[str, Any]
    changes: dict[str, Any]
    words: str
    schema_sees: bool = True

    @property
    def description(self) -> dict[str, Any]:
        return changed(self.base, self.changes)


TANH = {"name": "tanh", "options": {}}
NETWORKS = [
    Wrong(TINY, {"format": 2}, "`criterion` is missing"),
    Wrong(TINY, {"format": 3}, "`format` must be 1 or 2, got 3"),
    Wrong(TINY, {"format": True}, "`format` must be 1 or 2, got True"),
    Wrong(TINY, {"format": 1.0}, "`format` must be 1 or 2, got 1.0", schema_sees=False),  # 1.0 is an integer there
    Wrong(TINY, {"surprise": 1}, "unknown key `surprise`"),
    Wrong(TINY, {"_target_": "os.system"}, "unknown key `_target_`"),
    Wrong(TINY, {"lessonnet": 1}, "`lessonnet` must be a text"),
    Wrong(TINY, {"lessonnet": "0" * 101}, "`lessonnet` must be at most 100 characters long, got 101"),
    Wrong(TINY, {"lessonnet": "0.1\n"}, "`lessonnet` must be without line breaks"),
    Wrong(TINY, {"model": "forest"}, "`model` must be"),
    Wrong(TINY, {"in_features": 0}, "`in_features` must be in"),
    Wrong(TINY, {"in_features": 2**40}, "`in_features` must be in"),
    Wrong(TINY, {"in_features": "2"}, "`in_features` must be"),
    Wrong(TINY, {"in_features": 3}, "`feature_names` must be 3 names, got 2", schema_sees=False),
    Wrong(TINY, {"classes": 1}, "`classes` must be in"),
    Wrong(TINY, {"classes": 10**7}, "`classes` must be in"),
    Wrong(TINY, {"hidden": None}, "`hidden` must be a list, got None"),
    Wrong(TINY, {"hidden": [8], "activation": TANH}, "`hidden` must be []"),
    Wrong(MLP, {"hidden": [0]}, "`hidden[0]` must be in"),
    Wrong(MLP, {"hidden": [10**7]}, "`hidden[0]` must be in"),
    Wrong(MLP, {"hidden": [2.5]}, "`hidden[0]` must be"),
    Wrong(MLP, {"hidden": [1] * 1001}, "`hidden` must have 0 to 1000 items, got 1001"),
    Wrong(MLP, {"activation": None}, "`activation` must be an object"),
    Wrong(MLP, {"activation": "tanh"}, "`activation` must be an object"),
    Wrong(MLP, {"activation.name": "os.system"}, "`activation.name` must be a plain name"),
    Wrong(MLP, {"activation.name": "elu\n"}, "`activation.name` must be a plain name"),
    Wrong(MLP, {"activation.name": "é"}, "`activation.name` must be a plain name"),
    Wrong(MLP, {"activation.name": ""}, "`activation.name` must be a plain name"),
    Wrong(MLP, {"activation.options": []}, "`activation.options` must be an object"),
    Wrong(MLP, {"activation.options._target_": "x"}, "must have plain names as keys"),
    Wrong(MLP, {"activation.options.a b": 1}, "must have plain names as keys"),
    Wrong(MLP, {"activation.options.alpha": "${oc.env:HOME}"}, "must be a plain value"),
    Wrong(MLP, {"activation.options.alpha": [1, ["a${b}"]]}, "must be a plain value"),
    Wrong(MLP, {"activation.options.alpha": {"_target_": "x"}}, "must be a plain value"),
    Wrong(MLP, {"activation.options.alpha": "\x1b[2J"}, "`activation.options.alpha` must be without line breaks"),
    Wrong(MLP, {"activation._target_": "x"}, "unknown key"),
    Wrong(TINY, {"threshold": 1.5}, "`threshold` must be"),
    Wrong(TINY, {"threshold": None}, "`threshold` must be a number in [0, 1]"),
    Wrong(TINY, {"model": "perceptron"}, "`threshold` must be null"),
    Wrong(MLP, {"threshold": 0.5}, "`threshold` must be null"),
    Wrong(TINY, {"precision": 32}, "`precision` must be a text"),
]
NAMES = [
    Wrong(TINY, {"feature_names": ["one"]}, "`feature_names` must be 2 names, got 1", schema_sees=False),
    Wrong(TINY, {"feature_names": [1, 2]}, "`feature_names[0]` must be a text"),
    Wrong(TINY, {"feature_names": "ab"}, "`feature_names` must be a list"),
    Wrong(TINY, {"feature_names": {"a": 1, "b": 2}}, "`feature_names` must be a list"),
    Wrong(TINY, {"feature_names.1": "gra\ndes"}, r"`feature_names[1]` must be without line breaks and control"),
    Wrong(TINY, {"feature_names.1": "x" * 10_001}, "`feature_names[1]` must be at most 10000 characters long"),
    Wrong(TINY, {"class_names": ["a", "b", "c"]}, "`class_names` must be 2 names, got 3", schema_sees=False),
    Wrong(TINY, {"class_names": ["a", "a"]}, "`class_names[1]` must be another text than those before it, got 'a'"),
    Wrong(TINY, {"class_names.0": "\ud800"}, "`class_names[0]` must be without line breaks"),
    Wrong(TINY, {"scaling.mean": [0.0]}, "`scaling.mean` must be 2 finite numbers, got 1", schema_sees=False),
    Wrong(TINY, {"scaling.mean": "ab"}, "`scaling.mean` must be a list"),
    Wrong(TINY, {"scaling.mean": [0.0, "0"]}, "`scaling.mean[1]` must be a number"),
    Wrong(TINY, {"scaling.scale.1": 0.0}, "`scaling.scale[1]` must be > 0"),
    Wrong(TINY, {"scaling.scale": LEFT_OUT}, "`scaling.scale` is missing"),
    Wrong(TINY, {"scaling": [1, 2]}, "`scaling` must be an object"),
]
ORIGINS = [
    Wrong(TINY, {"data": None}, "`data` or `table` must be given, and the other one null; both are null"),
    Wrong(TABLE, {"data": TINY["data"]}, "`data` or `table` must be given, and the other one null; both are given"),
    Wrong(TINY, {"data": "moons"}, "`data` must be an object"),
    Wrong(TINY, {"data": {"name": "../x", "options": {}}}, "`data.name` must be a plain name"),
    Wrong(TINY, {"data": {"name": "table", "options": {"path": "/etc/passwd"}}}, "must be that of a data set by name"),
    Wrong(TABLE, {"table": []}, "`table` must be an object or null, got []"),
    Wrong(TABLE, {"table": "table.csv"}, "`table` must be an object or null, got 'table.csv'"),
]
COLUMN = "table.columns.0"
TABLES = [
    Wrong(TABLE, {"table.path": "/etc/passwd"}, "unknown key `table.path`"),
    *(Wrong(TABLE, {f"table.{key}": LEFT_OUT}, f"`table.{key}` is missing") for key in TABLE["table"]),
    Wrong(TABLE, {"table.target": 3}, "`table.target` must be a text"),
    Wrong(TABLE, {"table.target": "a\u2028b"}, "`table.target` must be without line breaks"),
    Wrong(TABLE, {"table.target": "town"}, "`table.target` must not be among the columns", schema_sees=False),
    Wrong(TABLE, {"table.header": 1}, "`table.header` must be true or false, got 1"),
    Wrong(TABLE, {"table.missing": "ignore"}, "`table.missing` must be 'refuse', 'impute' or 'drop', got 'ignore'"),
    Wrong(TABLE, {"table.missing": None}, "`table.missing` must be"),
    Wrong(TABLE, {"table.missing_words": "NA"}, "`table.missing_words` must be a list"),
    Wrong(TABLE, {"table.missing_words": [0]}, "`table.missing_words[0]` must be a text"),
    Wrong(TABLE, {"table.missing_words": ["\x00"]}, "`table.missing_words[0]` must be without line breaks"),
    Wrong(TABLE, {"table.missing_words": ["a"] * 1001}, "`table.missing_words` must have 0 to 1000 items, got 1001"),
    Wrong(TABLE, {"table.columns": []}, "`table.columns` must have 1 to 1000000 items, got 0"),
    Wrong(TABLE, {"table.columns": {}}, "`table.columns` must be a list"),
    Wrong(TABLE, {COLUMN: "age"}, "`table.columns[0]` must be an object"),
    Wrong(TABLE, {COLUMN: None}, "`table.columns[0]` must be an object"),
    Wrong(TABLE, {f"{COLUMN}._target_": "os.system"}, "unknown key `table.columns[0]._target_`"),
    Wrong(TABLE, {f"{COLUMN}.categories": ["a"]}, "unknown key `table.columns[0].categories`"),
    *(Wrong(TABLE, {f"{COLUMN}.{key}": LEFT_OUT}, f"[0].{key}` is missing") for key in TABLE["table"]["columns"][0]),
    *(
        Wrong(TABLE, {f"table.columns.1.{key}": LEFT_OUT}, f"[1].{key}` is missing")
        for key in TABLE["table"]["columns"][1]
    ),
    Wrong(TABLE, {f"{COLUMN}.kind": "date"}, "`table.columns[0].kind` must be 'number' or 'category', got 'date'"),
    Wrong(TABLE, {f"{COLUMN}.kind": ["number"]}, "`table.columns[0].kind` must be"),
    Wrong(TABLE, {f"{COLUMN}.kind": "category"}, "unknown key `table.columns[0].fill`"),
    Wrong(TABLE, {f"{COLUMN}.name": 1}, "`table.columns[0].name` must be a text"),
    Wrong(TABLE, {f"{COLUMN}.name": "a\x9bb"}, "`table.columns[0].name` must be without line breaks"),
    Wrong(
        TABLE, {f"{COLUMN}.name": "town"}, "`table.columns[1].name` must be another one than that", schema_sees=False
    ),
    Wrong(TABLE, {f"{COLUMN}.name": "Age"}, "`feature_names[0]` must be 'Age', as `table` says", schema_sees=False),
    Wrong(TABLE, {f"{COLUMN}.fill": "29"}, "`table.columns[0].fill` must be"),
    Wrong(TABLE, {f"{COLUMN}.fill": True}, "`table.columns[0].fill` must be"),
    Wrong(TABLE, {f"{COLUMN}.fill": None}, "must be a number where `table.missing` is 'impute', got None"),
    Wrong(TABLE, {f"{COLUMN}.indicator": 1}, "`table.columns[0].indicator` must be true or false, got 1"),
    Wrong(TABLE, {f"{COLUMN}.indicator": False}, "`feature_names` must be the 7 that `table` makes", schema_sees=False),
    Wrong(DROPPED, {f"{COLUMN}.fill": 0}, "must be null where `table.missing` is 'drop', got 0"),
    Wrong(DROPPED, {f"{COLUMN}.indicator": True}, "must be false where `table.missing` is 'drop', got true"),
    Wrong(DROPPED, {"table.columns.1.indicator": True}, "must be false where `table.missing` is 'drop', got true"),
    Wrong(TABLE, {"table.missing": "refuse"}, "must be false where `table.missing` is 'refuse', got true"),
    Wrong(TABLE, {"table.columns.1.categories": "ab"}, "`table.columns[1].categories` must be a list"),
    Wrong(TABLE, {"table.columns.1.categories": ["a", None]}, "`table.columns[1].categories[1]` must be a text"),
    Wrong(TABLE, {"table.columns.1.categories": ["a", "a"]}, "`table.columns[1].categories[1]` must be another text"),
    Wrong(TABLE, {"table.columns.1.categories.0": "\r"}, "[1].categories[0]` must be without line breaks"),
    Wrong(TABLE, {"table.columns.1.categories": []}, "`feature_names` must be the 6", schema_sees=False),
    Wrong(TABLE, {"table.columns.1.categories": ["Zürich", "Bern"]}, "`feature_names[2]` must be", schema_sees=False),
    Wrong(TABLE, {"feature_names.0": "Age"}, "`feature_names[0]` must be 'age', as `table` says", schema_sees=False),
    Wrong(TABLE, {"feature_names": [""] * 8}, "must be those that the columns of `table` become", schema_sees=False),
]
SHAPE = {"module.last.weight": [1, 3]}
PACKAGE = {"package": "lessonnet-swish", "version": "0.1.0", "offers": ["activation=swish_beta"]}
OWN = {"package": None, "version": None, "offers": ["activation=my.Swish"]}
SECOND_FORMAT = [
    Wrong(SWISH, {"format": 1}, "unknown key `criterion`"),
    *(
        Wrong(SWISH, {key: LEFT_OUT}, f"`{key}` is missing")
        for key in ("criterion", "network", "parameters", "plugins")
    ),
    Wrong(SWISH, {"activation.name": "a/b"}, "`activation.name` must be a plain name"),
    Wrong(SWISH, {"activation.name": ".swish"}, "`activation.name` must be a plain name"),
    Wrong(SWISH, {"activation.name": "x" * 201}, "`activation.name` must be a plain name"),
    Wrong(SWISH, {"activation.options._target_": "os.system"}, "must have plain names as keys"),
    Wrong(SWISH, {"activation.name": "my.Swish"}, "[0].offers` must name parts of this model", schema_sees=False),
    Wrong(SWISH, {"activation.name": "my.Swish", "plugins": []}, "must say that 'activation=my", schema_sees=False),
    Wrong(SWISH, {"model": "network"}, "`hidden` must be [] for the model network"),
    Wrong(SWISH, {"network": {"name": "bumps", "options": {}}}, "`network` must be null for the model mlp"),
    Wrong(SWISH, {"parameters": SHAPE}, "`parameters` must be null for the model mlp"),
    Wrong(SWISH, {"criterion": "squared_error"}, "`criterion` must be an object"),
    Wrong(SWISH, {"criterion": {"name": "os system", "options": {}}}, "`criterion.name` must be a plain name"),
    Wrong(SWISH, {"data.name": "table"}, "must be that of a data set by name"),
    Wrong(SWISH, {"plugins": None}, "`plugins` must be a list"),
    Wrong(SWISH, {"plugins": [PACKAGE] * 5}, "`plugins` must have 0 to 4 items, got 5"),
    Wrong(SWISH, {"plugins": [PACKAGE] * 2}, "`plugins[1].package` must be another one", schema_sees=False),
    Wrong(SWISH, {"plugins.0": "lessonnet-swish"}, "`plugins[0]` must be an object"),
    *(Wrong(SWISH, {f"plugins.0.{key}": LEFT_OUT}, f"`plugins[0].{key}` is missing") for key in PACKAGE),
    Wrong(SWISH, {"plugins.0.url": "https://example.org"}, "unknown key `plugins[0].url`"),
    Wrong(SWISH, {"plugins.0.package": "--index-url=evil"}, "`plugins[0].package` must be that of a package"),
    Wrong(SWISH, {"plugins.0.package": "swish; rm -rf ."}, "`plugins[0].package` must be that of a package"),
    Wrong(SWISH, {"plugins.0.package": "swish-"}, "`plugins[0].package` must be that of a package"),
    Wrong(SWISH, {"plugins.0.package": "a" * 101}, "`plugins[0].package` must be that of a package"),
    Wrong(SWISH, {"plugins.0.package": None}, "must both be given or both null"),
    Wrong(SWISH, {"plugins.0.version": None}, "must both be given or both null"),
    Wrong(SWISH, {"plugins.0.version": "0.1 (evil)"}, "`plugins[0].version` must be that of a package"),
    Wrong(SWISH, {"plugins.0.version": 1}, "`plugins[0].version` must be a text or null"),
    Wrong(SWISH, {"plugins.0.offers": []}, "`plugins[0].offers` must have 1 to 4 items, got 0"),
    Wrong(SWISH, {"plugins.0.offers": "activation=swish_beta"}, "`plugins[0].offers` must be a list"),
    Wrong(SWISH, {"plugins.0.offers": [1]}, "`plugins[0].offers[0]` must be a text"),
    Wrong(SWISH, {"plugins.0.offers": ["activation=swish_beta"] * 2}, "`plugins[0].offers` must name parts"),
    Wrong(SWISH, {"plugins.0.offers.0": "activation=tanh"}, "must name parts of this model", schema_sees=False),
    Wrong(SWISH, {"plugins.0.offers.0": "callbacks=evil"}, "must name parts of this model", schema_sees=False),
    Wrong(SWISH, {"activation.name": "my.Swish", "plugins.0.offers.0": "activation=my.Swish"}, "or classes of none"),
    Wrong(SWISH, {"plugins.0": {**OWN, "offers": ["activation=swish_beta"]}}, "or classes of none"),
    Wrong(NETWORK, {"hidden": [3]}, "`hidden` must be [] for the model network"),
    Wrong(NETWORK, {"activation": TANH}, "`activation` must be null for the model network"),
    Wrong(NETWORK, {"network": None}, "`network` must be given for the model network"),
    Wrong(NETWORK, {"parameters": None}, "`parameters` must be given for the model network"),
    Wrong(NETWORK, {"parameters": {}}, "`parameters` must be 1 to 2000 tensors, got 0"),
    Wrong(NETWORK, {"parameters": [[3, 2]]}, "`parameters` must be an object of names and shapes"),
    Wrong(NETWORK, {"parameters": {f"w{i}": [1] for i in range(2001)}}, "must be 1 to 2000 tensors, got 2001"),
    Wrong(NETWORK, {"parameters": {"../w": [1]}}, "must have dotted plain names as keys"),
    Wrong(NETWORK, {"parameters": {"a..b": [1]}}, "must have dotted plain names as keys"),
    Wrong(NETWORK, {"parameters": {"a.": [1]}}, "must have dotted plain names as keys"),
    Wrong(NETWORK, {"parameters": {"x" * 301: [1]}}, "must have dotted plain names as keys"),
    Wrong(NETWORK, {"parameters": {"w": 3}}, "`parameters.w` must be a list"),
    Wrong(NETWORK, {"parameters": {"w": [0]}}, "`parameters.w[0]` must be in"),
    Wrong(NETWORK, {"parameters": {"w": [10**7]}}, "`parameters.w[0]` must be in"),
    Wrong(NETWORK, {"parameters": {"w": [2.5]}}, "`parameters.w[0]` must be"),
    Wrong(NETWORK, {"parameters": {"w": [True]}}, "`parameters.w[0]` must be"),
    Wrong(NETWORK, {"parameters": {"w": [1] * 9}}, "`parameters.w` must have 0 to 8 items, got 9"),
    Wrong(NETWORK, {"parameters": {"w": [10**6] * 8}}, "numbers together, got more up to", schema_sees=False),
    Wrong(NETWORK, {"model": "logistic"}, "`network` must be null for the model logistic"),
    Wrong(NETWORK, {"model": "perceptron", "threshold": None}, "`network` must be null"),
    Wrong(NETWORK, {"criterion": None}, "must name parts of this model", schema_sees=False),
    Wrong(NETWORK, {"threshold": 1.5}, "`threshold` must be"),
    Wrong(
        {**SWISH, "hidden": [], "activation": None, "plugins": []},
        {"model": "perceptron", "criterion": {"name": "squared_error", "options": {}}},
        "`criterion` must be null for a perceptron",
    ),
]
WRONG = [*SECOND_FORMAT, *NETWORKS, *NAMES, *ORIGINS, *TABLES]
