"""What a model knows of the table that it was trained on: enough to turn any row of the kind into features."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Missing = Literal["refuse", "impute", "drop"]

MISSING_WORDS = ("", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None")
"""Texts that stand for a missing value where nothing else is said."""


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers: one feature, and a second one where a missing value was seen in training.

    Attributes:
        name: of the column.
        fill: what a missing value is replaced by; None where none may be missing.
        indicator: whether a further feature says, as 0 or 1, that the value was missing.
    """

    name: str
    fill: float | None = None
    indicator: bool = False

    @property
    def feature_names(self) -> list[str]:
        """Names of the features that it becomes, in order."""
        return [self.name, *([f"{self.name} is missing"] if self.indicator else [])]


@dataclass(frozen=True)
class CategoryColumn:
    """A column of words: a feature of 0 or 1 for each category, one for any other word, one for a missing value.

    Attributes:
        name: of the column.
        categories: those with a feature of their own, in order.
        indicator: whether a missing value has a feature of its own; without one it counts as an unknown word.
    """

    name: str
    categories: tuple[str, ...]
    indicator: bool = False

    @property
    def feature_names(self) -> list[str]:
        """Names of the features that it becomes, in order."""
        known = [f"{self.name}={category}" for category in self.categories]
        return [*known, f"{self.name} is unknown", *([f"{self.name} is missing"] if self.indicator else [])]


Column = NumberColumn | CategoryColumn


@dataclass(frozen=True)
class Schema:
    """The columns that a model reads, and how they become features.

    The features of a row are those of its columns, one column after the other. A number is its own feature, a missing
    one its column's `fill`; every other feature is 1 where it applies and 0 where not.

    Attributes:
        target: name of the column that was learned.
        columns: those that features come from.
        missing: what was done about missing values in training; only under `impute` may a value be missing later.
        missing_words: texts that stand for a missing value.
        header: whether the table had a line of names; without one columns are named by position, `column_0` first.
    """

    target: str
    columns: tuple[Column, ...]
    missing: Missing = "impute"
    missing_words: tuple[str, ...] = MISSING_WORDS
    header: bool = True

    @property
    def names(self) -> list[str]:
        """Names of the columns that a table must have."""
        return [column.name for column in self.columns]

    @property
    def feature_names(self) -> list[str]:
        """Names of all D features, in order."""
        return [name for column in self.columns for name in column.feature_names]

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, for `model.json`."""
        kinds = {NumberColumn: "number", CategoryColumn: "category"}
        columns = [{"kind": kinds[type(column)], **asdict(column)} for column in self.columns]
        for column in columns:
            if column["kind"] == "category":
                column["categories"] = list(column["categories"])
        return {
            "target": self.target,
            "header": self.header,
            "missing": self.missing,
            "missing_words": list(self.missing_words),
            "columns": columns,
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Schema":
        """Return what `plain` described; the caller has checked the values' types."""
        kinds: dict[str, Any] = {"number": NumberColumn, "category": CategoryColumn}
        columns = []
        for column in plain["columns"]:
            options = {name: value for name, value in column.items() if name != "kind"}
            if column["kind"] == "category":
                options["categories"] = tuple(options["categories"])
            columns.append(kinds[column["kind"]](**options))
        return cls(plain["target"], tuple(columns), plain["missing"], tuple(plain["missing_words"]), plain["header"])
