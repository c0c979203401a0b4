"""What is to be read of a table, decided by its first rows and its user."""

from dataclasses import dataclass, replace

import polars as pl

from lessonnet.options import OptionError
from lessonnet.tables._choices import Choices, Resolved
from lessonnet.tables._kinds import Kinds, kinds_of
from lessonnet.tables._open import open_table
from lessonnet.tables._precision import is_large, number_types
from lessonnet.tables._reading import Reading
from lessonnet.tables._schema import Missing
from lessonnet.tables._source import Source

_ROWS, _FEW_ROWS = 10_000, 2_000
"""By which a table is judged: the first, and of a large file fewer, since these rows are read twice."""


@dataclass(frozen=True)
class Plan:
    """What is read of a table.

    Attributes:
        source: the file to train on.
        target: name of the column to learn.
        weight: name of the column of weights, or None.
        decided: columns whose kind the user chose.
        kinds: of all columns.
        types: that the columns to learn from are read as.
        missing: what is done about missing values.
    """

    source: Source
    target: str
    weight: str | None
    decided: frozenset[str]
    kinds: Kinds
    types: dict[str, pl.DataType]
    missing: Missing

    @property
    def all_types(self) -> dict[str, pl.DataType]:
        """The types with those of target and weights."""
        more: dict[str, pl.DataType] = {self.target: pl.String()}
        if self.weight is not None:
            more[self.weight] = pl.Float64()
        return {**{name: self.types[name] for name in self.kinds.used}, **more}

    def of_other(self, source: Source) -> "Plan":
        """Return the plan for another file with the same columns."""
        return replace(self, source=source)

    def without(self, constant: list[str]) -> "Plan":
        """Return the plan without columns that are always the same, unless the user insists on them.

        Raises:
            OptionError: if none is left.
        """
        dull = dict.fromkeys((name for name in constant if name not in self.decided), "constant")
        used = {name: kind for name, kind in self.kinds.used.items() if name not in dull}
        ignored = self.kinds.ignored | dull
        if not used:
            reasons = ", ".join(f"`{name}` is {why}" for name, why in list(ignored.items())[:5])
            raise OptionError(
                f"{self.source.path}: no column is left to learn from besides the target `{self.target}`"
                f"{': ' * bool(reasons)}{reasons}. data.numeric and data.categorical take a column in."
            )
        return replace(self, kinds=Kinds(used, ignored))


def plan_of(reading: Reading, choices: Choices) -> Plan:
    """Open a table and decide what is read of it.

    Args:
        reading: the file, and how it is written.
        choices: what the user said about columns.

    Raises:
        OptionError: if the file cannot be read, or a column does not exist.
    """
    source = open_table(reading, names=choices.named)
    chosen: Resolved = choices.resolved(source.names, reading.path)
    _refuse_patterns([name for name in source.names if not chosen.ignored.get(name)], reading.path)
    sample = source.sample(_FEW_ROWS if is_large(source.path) else _ROWS)
    whole = sample.height == source.rows
    most = choices.max_categories
    kinds = kinds_of(sample, chosen.decided, chosen.ignored, most, wanted=chosen.wanted, whole=whole)
    numbers = number_types(source.path, sample, [name for name, kind in kinds.used.items() if kind == "number"])
    types = {name: numbers.get(name, pl.String()) for name in kinds.used}
    shown = Kinds(kinds.used, {name: why for name, why in kinds.ignored.items() if why})
    return Plan(source, chosen.target, chosen.weight, frozenset(chosen.decided), shown, types, choices.missing)


def _refuse_patterns(names: list[str], where: str) -> None:
    """Refuse a name that polars would take for a pattern of names."""
    for name in names:
        if name == "*" or (name.startswith("^") and name.endswith("$")):
            raise OptionError(f"{where}: a column cannot be called {name!r}, a pattern of names; rename it.")


def open_other(plan: Plan, reading: Reading, part: str, path: str) -> Source:
    """Open a file of validation or test rows.

    Args:
        plan: what is read.
        reading: how the main file is written; this one may have another delimiter, not another header.
        part: `val` or `test`.
        path: of the file.

    Raises:
        OptionError: if it cannot be read.
    """
    return open_table(replace(reading, path=path, header=plan.source.header), key=f"data.{part}_path")
