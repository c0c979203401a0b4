"""What `model.json` says about the table that a model was trained on."""

from __future__ import annotations

from typing import Any, Literal

from lessonnet.artifact._keys import check_keys, check_list
from lessonnet.artifact._layout import MOST_FEATURES
from lessonnet.artifact._texts import check_text, check_texts, short
from lessonnet.options import OptionError, check_value
from lessonnet.tables import CategoryColumn, Missing, Schema

_KEYS = {"target": str, "header": bool, "missing": Missing, "missing_words": Any, "columns": Any}
_Kind = Literal["number", "category"]
_COLUMN_KEYS: dict[str, dict[str, Any]] = {
    "number": {"kind": _Kind, "name": str, "fill": float | None, "indicator": bool},
    "category": {"kind": _Kind, "name": str, "categories": Any, "indicator": bool},
}
_MOST_WORDS = 1000


def check_table(found: Any) -> Schema:
    """Return the schema that plain values describe, if they do so completely and without contradiction.

    Args:
        found: what `Schema.plain` returned, or a stranger wrote in its place.

    Raises:
        OptionError: in one line that names the key.
    """
    if not isinstance(found, dict):
        raise OptionError(f"`table` must be an object or null, got {short(found)}.")
    check_keys("table", found, _KEYS)
    check_text("table.target", found["target"])
    check_list("table.missing_words", found["missing_words"], most=_MOST_WORDS)
    check_texts("table.missing_words", found["missing_words"])
    check_list("table.columns", found["columns"], least=1, most=MOST_FEATURES)
    for place, column in enumerate(found["columns"]):
        _check_column(f"table.columns[{place}]", column, found["missing"])
    _check_names(found)
    return Schema.of(found)


def check_features(schema: Schema, names: list[str]) -> None:
    """Check that a model's features are those that its table's columns become.

    Raises:
        OptionError: at the first name that is another one.
    """
    # Before they are written out: a long name before many categories would fill the memory.
    repeated = sum(len(part.name) * len(part.categories) for part in schema.columns if isinstance(part, CategoryColumn))
    if repeated > sum(map(len, names)):
        raise OptionError("`feature_names` must be those that the columns of `table` become, got shorter ones.")
    wanted = schema.feature_names
    if len(names) != len(wanted):
        raise OptionError(f"`feature_names` must be the {len(wanted)} that `table` makes, got {len(names)}.")
    for place, (name, want) in enumerate(zip(names, wanted, strict=True)):
        if name != want:
            raise OptionError(f"`feature_names[{place}]` must be {short(want)}, as `table` says, got {short(name)}.")


def _check_column(key: str, column: Any, missing: Missing) -> None:
    if not isinstance(column, dict):
        raise OptionError(f"`{key}` must be an object, got {short(column)}.")
    if "kind" not in column:
        raise OptionError(f"`{key}.kind` is missing.")
    check_keys(key, column, _COLUMN_KEYS[check_value(f"{key}.kind", column["kind"], _Kind)])
    check_text(f"{key}.name", column["name"])
    if column["indicator"] and missing != "impute":
        raise OptionError(f"`{key}.indicator` must be false where `table.missing` is '{missing}', got true.")
    if column["kind"] == "category":
        check_list(f"{key}.categories", column["categories"], most=MOST_FEATURES)
        check_texts(f"{key}.categories", column["categories"], distinct=True)
    elif (column["fill"] is not None) != (missing == "impute"):
        wanted = "a number" if missing == "impute" else "null"
        raise OptionError(
            f"`{key}.fill` must be {wanted} where `table.missing` is '{missing}', got {short(column['fill'])}."
        )


def _check_names(table: dict[str, Any]) -> None:
    places: dict[str, int] = {}
    for place, column in enumerate(table["columns"]):
        name = column["name"]
        if name in places:
            raise OptionError(
                f"`table.columns[{place}].name` must be another one than that of `table.columns[{places[name]}]`, "
                f"got {short(name)}."
            )
        places[name] = place
    if table["target"] in places:
        raise OptionError(f"`table.target` must not be among the columns, got {short(table['target'])}.")
