"""One pass over a table that memory cannot hold: how many rows each part has, and what its training rows are like."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._clean import CleanRows, clean
from lessonnet.tables._extents import Extent
from lessonnet.tables._fit import Fitted, fitted_of
from lessonnet.tables._hash_split import HashSplit, mixed
from lessonnet.tables._moments import Moments
from lessonnet.tables._plan import Plan
from lessonnet.tables._schema import CategoryColumn, Column, NumberColumn

_MOST_WORDS = 10_000
"""Different words of a column that are counted; a column with more is no category."""


@dataclass
class Survey:
    """What one pass over a table has found.

    Attributes:
        plan: what is read.
        split: which part a row belongs to.
        sizes: for each part how many of its rows each chunk has.
        labels: how often each class was seen in each part.
        weights: the summed weights of each class in each part.
        checksum: of all rows in their order.
        unlabelled: rows without a target.
        dropped: rows left out because a value is missing.
        missing: how many values each column lacks.
        numbers: count, mean and deviation of each column of numbers, over the training rows.
        words: how often each word stands in each column of words, over the training rows; None for a missing one.
        spans: smallest and largest value of each column, over all rows.
        others: hashes of the rows of other files, by part; the same hashes as the split's.
        repeated: for each of these rows whether it also stands among the training rows.
    """

    plan: Plan
    split: HashSplit
    sizes: dict[str, list[int]] = field(default_factory=lambda: {"train": [], "val": [], "test": []})
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {p: Counter() for p in ("train", "val", "test")})
    weights: dict[str, Counter[str]] = field(default_factory=lambda: {p: Counter() for p in ("train", "val", "test")})
    checksum: np.uint64 = field(default_factory=lambda: np.uint64(0))
    unlabelled: int = 0
    dropped: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    numbers: dict[str, Moments] = field(default_factory=dict)
    words: dict[str, Counter[str | None]] = field(default_factory=dict)
    spans: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    others: Mapping[str, NDArray[np.uint64]] = field(default_factory=dict)
    repeated: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def add(self, rows: CleanRows) -> None:
        """Take a chunk into account."""
        self.unlabelled += rows.unlabelled
        self.dropped += rows.dropped
        hashes = self.split.hashes(rows.frame)
        parts = self.split.parts_of(hashes)
        # By value and place: another value anywhere, or another order, is another sum.
        places = np.arange(len(hashes), dtype=np.uint64)
        self.checksum = mixed((hashes + places) ^ self.checksum).sum(dtype=np.uint64)
        for name, own_hashes in self.others.items():
            found = np.isin(own_hashes, hashes[parts["train"]])
            self.repeated[name] = self.repeated.get(name, False) | found
        for name, place in parts.items():
            self.sizes[name].append(len(place))
            own = rows.frame.select(self.plan.target, *([self.plan.weight] if self.plan.weight else []))[place]
            self._count_labels(name, own)
        for name, kind in self.plan.kinds.used.items():
            self._widen(rows.frame[name])
            train = rows.frame[name].gather(parts["train"])
            if kind == "number":
                self.numbers.setdefault(name, Moments()).add(train.to_numpy().astype(np.float64))
            else:
                self._count_words(train)

    def constant(self) -> list[str]:
        """Return the columns that have one value in all rows, none of them missing."""
        return [n for n, (least, most) in self.spans.items() if least == most and not self.missing[n]]

    def empty(self) -> list[str]:
        """Return the columns without a value in any training row."""
        numbers = [name for name, found in self.numbers.items() if not found.count]
        return numbers + [name for name, counts in self.words.items() if not any(w is not None for w in counts)]

    def fitted(self, plan: Plan, most: int) -> Fitted:
        """Return the columns of the plan, with what their training rows are like."""
        return fitted_of([self._fit(name, plan, most) for name in plan.kinds.used])

    def _fit(self, name: str, plan: Plan, most: int) -> tuple[Column, float, float]:
        if plan.kinds.used[name] == "category":
            return self._category(name, plan, most), 0.0, 1.0
        found = self.numbers[name]
        fill = found.mean if plan.missing == "impute" else None
        return NumberColumn(name, fill, found.missing > 0), found.mean, found.deviation

    def silent(self, columns: Sequence[Column], *, standardized: bool) -> list[int]:
        """Return the numbers of the features that are 0 in every training row."""
        found, first = [], 0
        for column in columns:
            if isinstance(column, NumberColumn):
                moments = self.numbers[column.name]
                silent = [moments.least >= moments.most and (standardized or moments.mean == 0)]
                silent += [False] * column.indicator
            else:
                unknown = not self._has_unknown(column)
                silent = [*([False] * len(column.categories)), unknown, *([False] * column.indicator)]
            found += [first + i for i, is_silent in enumerate(silent) if is_silent]
            first += len(silent)
        return found

    def _has_unknown(self, column: CategoryColumn) -> bool:
        counts = self.words[column.name]
        return len(counts) - (None in counts) > len(column.categories) or (counts[None] > 0 and not column.indicator)

    def class_words(self) -> pl.Series:
        """Return the different values of the target."""
        words = sorted({word for labels in self.labels.values() for word in labels})
        return pl.Series(self.plan.target, words, dtype=pl.String)

    def counts(self, part: str, names: list[str]) -> NDArray[np.int64]:
        """Return the rows of each class of a part [C]."""
        return np.array([self.labels[part][name] for name in names])

    def totals(self, part: str, names: list[str]) -> NDArray[np.float64]:
        """Return the rows of each class of a part, or the sum of their weights [C]."""
        counts = self.weights[part] if self.plan.weight else self.labels[part]
        return np.array([counts[name] for name in names], dtype=np.float64)

    def extents(self) -> dict[str, Extent]:
        """Return what each column holds."""
        ends = {name: self.spans.get(name, (None, None)) for name in self.plan.kinds.used}
        return {
            name: Extent(*ends[name], self.missing[name], len(set(self.words[name]) - {None}))
            if name in self.words
            else Extent(*ends[name], self.missing[name])
            for name in ends
        }

    @property
    def found(self) -> str:
        """Everything that was counted and measured, as text: the same as long as the rows are."""
        counted = (self.sizes, self.labels, self.weights, self.missing, self.numbers, self.words, self.spans)
        return repr((counted, int(self.checksum)))

    def _category(self, name: str, plan: Plan, most: int) -> CategoryColumn:
        counts = self.words[name]
        known = sorted(((-count, word) for word, count in counts.items() if word is not None))
        categories = sorted(word for _, word in known[:most])
        return CategoryColumn(name, tuple(categories), plan.missing == "impute" and counts[None] > 0)

    def _count_labels(self, part: str, own: pl.DataFrame) -> None:
        rows = own[self.plan.target].value_counts(name="rows")
        self.labels[part].update(dict(rows.iter_rows()))
        if len(self.labels[part]) > _MOST_WORDS:
            raise OptionError(
                f"{self.plan.source.path}: the target column `{self.plan.target}` has more than {_MOST_WORDS} "
                "different values, too many to be classes; choose another data.target."
            )
        if self.plan.weight:
            # Added up row by row: by more threads the last digits would be another time's.
            sums = (
                own.group_by(self.plan.target).agg(self.plan.weight).with_columns(pl.col(self.plan.weight).list.sum())
            )
            self.weights[part].update(dict(sums.iter_rows()))

    def _count_words(self, train: pl.Series) -> None:
        counts = self.words.setdefault(train.name, Counter())
        counts.update(dict(train.value_counts(name="rows").iter_rows()))
        if len(counts) > _MOST_WORDS:
            raise OptionError(
                f"{self.plan.source.path}: the column `{train.name}` has more than {_MOST_WORDS} different words, "
                "too many to be categories; leave it out by data.ignore."
            )

    def _widen(self, column: pl.Series) -> None:
        self.missing[column.name] += column.null_count()
        seen: list[Any] = [column.min(), column.max(), *self.spans.get(column.name, ())]
        bounds = [value for value in seen if value is not None]
        if bounds:
            self.spans[column.name] = (min(bounds), max(bounds))


def survey_of(
    plan: Plan, split: HashSplit, chunk_rows: int, others: Mapping[str, NDArray[np.uint64]] | None = None
) -> Survey:
    """Read a table once, chunk by chunk.

    Args:
        plan: what is read.
        split: which part a row belongs to.
        chunk_rows: rows of a chunk, ≥ 1.
        others: hashes of the rows of other files, to be looked for among the training rows.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    found = Survey(plan, split, others=others or {})
    for rows in chunks_of(plan, chunk_rows):
        found.add(rows)
    if not sum(found.sizes["train"]):
        raise OptionError(f"{plan.source.path}: no row is left to train on.")
    return found


def chunks_of(plan: Plan, chunk_rows: int) -> Iterator[CleanRows]:
    """Yield a table's clean rows, chunk by chunk."""
    for first in range(0, plan.source.rows or 0, chunk_rows):
        yield chunk_of(plan, first, chunk_rows)


def chunk_of(plan: Plan, first: int, chunk_rows: int) -> CleanRows:
    """Return the clean rows among those from number `first` on."""
    frame = plan.source.slice(plan.all_types, first, chunk_rows)
    return clean(frame, plan, plan.source, first)
