"""What a user says about a table's columns, and what is then decided about each."""

from collections.abc import Sequence
from dataclasses import dataclass

from lessonnet.options import OptionError
from lessonnet.tables._choice import chosen_column, chosen_columns
from lessonnet.tables._kinds import Kind
from lessonnet.tables._schema import Missing

Choice = str | int
"""A column by name, or by position from 0, negative from the end."""

OPTIONS: dict[Kind, str] = {"number": "numeric", "category": "categorical"}
"""Which option names the columns of a kind."""

_ASKED = "asked for by data.ignore"


@dataclass(frozen=True)
class Choices:
    """The options that are about columns; each is named `data.<field>` in errors.

    Attributes:
        target: the column to learn.
        weight_column: how much a row counts, or None.
        features: columns to learn from, or None for all; one that is named is taken though it looks like an identifier.
        numeric: columns that hold numbers, whatever they look like.
        categorical: columns that hold categories, whatever they look like.
        ignore: columns to leave out.
        missing: what is done about missing values.
        max_categories: of a column with a feature of their own, ≥ 1.
    """

    target: Choice
    weight_column: Choice | None = None
    features: Sequence[Choice] | None = None
    numeric: Sequence[Choice] = ()
    categorical: Sequence[Choice] = ()
    ignore: Sequence[Choice] = ()
    missing: Missing = "impute"
    max_categories: int = 32

    @property
    def named(self) -> list[str]:
        """Columns that are named in words: where one stands in a file's first line, that line is a header."""
        lists = (self.features or (), self.numeric, self.categorical, self.ignore)
        every = [self.target, self.weight_column, *(choice for choices in lists for choice in choices)]
        return [choice for choice in every if isinstance(choice, str)]

    def resolved(self, names: Sequence[str], where: object) -> "Resolved":
        """Look the columns up in a table.

        Args:
            names: of the table's columns.
            where: the file, for errors.

        Raises:
            OptionError: if a column does not exist, or is chosen for two things.
        """
        target = chosen_column("data.target", self.target, names, where)
        weight = None
        if self.weight_column is not None:
            weight = chosen_column("data.weight_column", self.weight_column, names, where)
        roles: dict[str, str] = {target: "data.target"}
        if weight is not None:
            _take(roles, weight, "data.weight_column")
        decided: dict[str, Kind] = {}
        for kind, option in OPTIONS.items():
            for name in chosen_columns(f"data.{option}", getattr(self, option), names, where):
                _take(roles, name, f"data.{option}")
                decided[name] = kind
        ignored = {}
        for name in chosen_columns("data.ignore", self.ignore, names, where):
            _take(roles, name, "data.ignore")
            ignored[name] = _ASKED
        if self.features is not None:
            ignored |= self._unlisted(names, roles, where)
        # Neither is a feature, nor left out.
        ignored |= {target: ""} if weight is None else {target: "", weight: ""}
        wanted = frozenset(names).difference(ignored) if self.features is not None else frozenset()
        return Resolved(target, weight, decided, ignored, wanted)

    def _unlisted(self, names: Sequence[str], roles: dict[str, str], where: object) -> dict[str, str]:
        """Return what `features` leaves out."""
        features = chosen_columns("data.features", self.features or (), names, where)
        if not features:
            raise OptionError("`data.features` must name at least one column, got none.")
        for name in features:
            if roles.get(name) in ("data.target", "data.weight_column", "data.ignore"):
                _take(roles, name, "data.features")
        for name, role in roles.items():
            if role in ("data.numeric", "data.categorical", "data.ignore") and name not in features:
                raise OptionError(f"`{role}` names the column {name!r}, which is not among `data.features`.")
        return {name: "not among data.features" for name in names if name not in features}


@dataclass(frozen=True)
class Resolved:
    """Choices looked up in a table.

    Attributes:
        target: name of the column to learn.
        weight: name of the column of weights, or None.
        decided: kinds that the user chose.
        ignored: columns that are no features, with the reason; target and weights with an empty one.
        wanted: columns that `features` names.
    """

    target: str
    weight: str | None
    decided: dict[str, Kind]
    ignored: dict[str, str]
    wanted: frozenset[str] = frozenset()


def _take(roles: dict[str, str], name: str, role: str) -> None:
    if name in roles:
        raise OptionError(f"the column {name!r} is named by `{roles[name]}` and by `{role}`; it can be but one.")
    roles[name] = role
