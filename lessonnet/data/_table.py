"""A table of one's own, from CSV or Parquet."""

import hashlib
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import torch

from lessonnet.artifact import check_table, check_texts
from lessonnet.data._dataset import DataSet
from lessonnet.data._part import Part, Rows
from lessonnet.data._table_kept import keep, kept, key_of
from lessonnet.data._table_limit import is_streamed
from lessonnet.data._table_parts import Filled, Wanted, filled
from lessonnet.data._table_shown import shown
from lessonnet.data._table_stream import TablePart, streamed
from lessonnet.options import Fraction, OptionError, PositiveInt, bytes_of
from lessonnet.tables import MISSING_WORDS, Choices, Missing, Reading, open_other, plan_of, read_rows

Columns = list[str | int]
"""Names, or positions from 0, negative from the end."""

_FRACTION = 0.2


@dataclass(eq=False, repr=False, kw_only=True)
class Table(DataSet):
    """Learn a column of a table: CSV, TSV, either compressed by gzip or zstd, or Parquet.

    What each column holds is found and shown before the training. Numbers are standardised; words become zeros and
    ones, one feature for each category; what numbers the rows or is always the same is left out.

    Args:
        path: of the file, or of a folder of Parquet files.
        target: the column to learn, by name or by position.
        val_path: a file of validation rows; `val_fraction` may not be given beside it.
        test_path: a file of test rows; `test_fraction` may not be given beside it.
        val_fraction: share of the rows of `path` kept for validation, in [0, 1); None for 0.2, or 0 beside `val_path`.
        test_fraction: likewise for the test.
        delimiter: between cells; None to find it.
        header: whether the first line holds names; None to find out. Without one, columns are `column_0` and so on.
        quote: around cells; None to find it.
        encoding: of the text; None for UTF-8, or for what a byte-order mark says.
        decimal: the sign before the decimals, a point or a comma.
        missing_words: texts that stand for a missing value.
        features: columns to learn from; None for all that are of use.
        numeric: columns that hold numbers, whatever they look like.
        categorical: columns that hold categories, whatever they look like.
        ignore: columns to leave out.
        missing: `impute` puts the training rows' mean in place of a missing number, with a feature that says so;
            `refuse` refuses the table, `drop` leaves such rows out.
        max_categories: of a column, ≥ 1: the most frequent get a feature each, all others share one.
        weight_column: how much each row's error counts, ≥ 0; None for all the same.
        class_weight: `balanced` lets every class count the same; None for every row.
        memory_limit: what the rows may take, in bytes or such as ``500MB``; a Parquet table that would take more is
            read in chunks, again in each epoch. None for no limit.

    Attributes, filled by `setup`:
        schema: how rows of such a table become features.
    """

    name = "table"

    path: str
    target: str | int
    val_path: str | None = None
    test_path: str | None = None
    val_fraction: Fraction | None = None  # type: ignore[assignment]  # a number from __post_init__ on
    test_fraction: Fraction | None = None  # type: ignore[assignment]
    delimiter: str | None = None
    header: bool | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] = "."
    missing_words: list[str] = field(default_factory=lambda: list(MISSING_WORDS))
    features: Columns | None = None
    numeric: Columns = field(default_factory=list)
    categorical: Columns = field(default_factory=list)
    ignore: Columns = field(default_factory=list)
    missing: Missing = "impute"
    max_categories: PositiveInt = 32
    weight_column: str | int | None = None
    class_weight: Literal["balanced"] | None = None
    memory_limit: str | PositiveInt | None = None

    def __post_init__(self) -> None:
        """Settle the fractions, and check the options."""
        for part in ("val", "test"):
            fraction, path = f"{part}_fraction", getattr(self, f"{part}_path")
            if getattr(self, fraction) is None:
                setattr(self, fraction, _FRACTION if path is None else 0.0)
            elif path is not None:
                raise OptionError(f"`data.{fraction}` does nothing beside `data.{part}_path`; leave one of them out.")
        super().__post_init__()

    def rows(self) -> Rows:
        """Refuse: rows become features only when training rows have been chosen and measured."""
        raise TypeError("A table has no features before its split; call setup() and use its parts.")

    def fill(self) -> None:
        """Read the files, find the columns' kinds, split, and encode the parts."""
        if self.fold is not None and self.val_path is not None:
            raise OptionError("`data.val_path` does nothing beside cv=kfold; leave one of them out.")
        reading, choices = self._taken(Reading), self._taken(Choices)
        paths = {part: path for part, path in (("val", self.val_path), ("test", self.test_path)) if path is not None}
        limit = None if self.memory_limit is None else bytes_of("data.memory_limit", self.memory_limit)
        key = key_of((reading, choices, paths, limit, self.fold is None), [self.path, *paths.values()])
        rows = kept(key)
        if rows is None:
            plan = plan_of(reading, choices)
            others = {part: open_other(plan, reading, part, path) for part, path in paths.items()}
            reading.refuse_useless([plan.source, *others.values()])
            if limit is not None and is_streamed(plan.source, limit):
                if self.fold is not None:
                    raise OptionError(
                        f"{plan.source.path}: cv=kfold needs all rows at once; raise `data.memory_limit`."
                    )
                self._keep(streamed(plan, self._taken(Wanted), limit, others))
                return
            rows = read_rows(plan, others)
            keep(key, rows)
        self._keep(filled(rows, self._taken(Wanted)))

    def _keep(self, found: Filled) -> None:
        for name in ("train", "val", "test"):
            setattr(self, name, found.parts.get(name))
        self.schema, self.scaling, self.silent = found.encoding.schema, found.encoding.scaling, found.silent
        self.feature_names, self.class_names = found.encoding.schema.feature_names, found.encoding.class_names
        self._refuse_unwritable()
        self._shown = shown(found)

    def _refuse_unwritable(self) -> None:
        """Refuse what could not be written into `model.json`, before the training and not after it."""
        try:
            check_table(self.schema.plain() if self.schema else None)
            check_texts("class_names", self.class_names, distinct=True)
        except OptionError as error:
            raise OptionError(f"{self.path}: {error} A column of such words can be left out by data.ignore.") from None

    def _taken(self, kind: type[Any]) -> Any:
        """Return a group of the options, which has their names."""
        return kind(**{option.name: getattr(self, option.name) for option in fields(kind)})

    @property
    def shown(self) -> str:
        """What was found, as lines."""
        return self._shown.text

    @property
    def title(self) -> str:
        """Name of the file."""
        return Path(self.path).name

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all parts: features, targets and weights."""
        # What was measured too: numbers that are all doubled are the same once they are standardised.
        digest = hashlib.sha256(repr((self.schema, self.scaling, self.class_names)).encode())
        parts: list[Part | TablePart | None] = [self.train, self.val, self.test]
        for part in parts:
            if isinstance(part, TablePart):
                digest.update(part.found.encode())
            elif part is not None:
                for tensor in part:
                    digest.update(b"" if tensor is None else tensor.numpy().data)
        return digest.hexdigest()

    @property
    def raw_train(self) -> Part:
        """The training rows with their numbers in original units."""
        if self.scaling is None:
            return self.train
        mean, scale = (torch.tensor(values, dtype=torch.float64) for values in self.scaling)
        return self.train._replace(features=self.train.features.double() * scale + mean)
