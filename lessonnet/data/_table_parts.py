"""The parts of a table that memory holds: its rows split, measured and encoded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lessonnet.data._folds import Fold, split_rows
from lessonnet.data._part import Part, Scaling
from lessonnet.data._stream import StreamedPart
from lessonnet.data._table_encoding import Encoding, Integers
from lessonnet.data._table_weights import PARTS, balancing
from lessonnet.data._table_words import refuse_unwritable
from lessonnet.options import OptionError
from lessonnet.tables import (
    Column,
    Extent,
    Plan,
    Schema,
    TableRows,
    extents_of,
    fit_columns,
    refuse_empty,
    repeated_rows,
)


@dataclass(frozen=True)
class Wanted:
    """How a table is to become parts: options of the same names.

    Attributes:
        fold: the fold that validates, in place of `val_fraction`; or None.
        val_fraction: of the main file's rows.
        test_fraction: likewise.
        standardize: whether numbers are shifted and scaled.
        seed: of the split.
        class_weight: `balanced`, or None.
        missing_words: texts that stand for a missing value.
        max_categories: of a column.
    """

    fold: Fold | None
    val_fraction: float
    test_fraction: float
    standardize: bool
    seed: int
    class_weight: str | None
    missing_words: Sequence[str]
    max_categories: int

    def schema(self, plan: Plan, columns: tuple[Column, ...]) -> Schema:
        """Return the schema of fitted columns."""
        return Schema(plan.target, columns, plan.missing, tuple(self.missing_words), plan.source.header)


@dataclass(frozen=True)
class Filled:
    """What a table has become, and what a user should know of it.

    Attributes:
        plan: what was read.
        encoding: how its rows become tensors.
        parts: `train`, and `val` and `test` where they exist.
        silent: numbers of the features that are 0 in every training row: nothing is learned about them.
        extents: what each column holds.
        counts: rows of each class of the main file [C].
        remarks: lines for the user.
    """

    plan: Plan
    encoding: Encoding
    parts: dict[str, Part | StreamedPart]
    silent: list[int]
    extents: dict[str, Extent]
    counts: Integers
    remarks: list[str]


def filled(table: TableRows, wanted: Wanted) -> Filled:
    """Split, measure and encode a table.

    Args:
        table: the rows of its files.
        wanted: how.

    Raises:
        OptionError: if a class is too rare for a part.
    """
    plan, rows = table.plan, table.main
    classes = rows.classes(table.class_names)
    places = _split(table, classes, wanted)
    refuse_empty(plan, _empty(rows.frame, plan, places["train"]))
    measured = fit_columns(rows.frame, plan.kinds.used, places["train"], plan.missing, wanted.max_categories)
    fitted = measured.checked(table.main.place(None))
    scaling = Scaling(fitted.means, fitted.scales) if wanted.standardize else None
    factors = None
    if wanted.class_weight is not None:
        own = None if rows.weights is None else rows.weights[places["train"]]
        totals = np.bincount(classes[places["train"]], own, len(table.class_names)).astype(np.float64)
        factors = balancing(totals, table.class_names)
    encoding = Encoding(wanted.schema(plan, fitted.columns), scaling, table.class_names, factors)
    refuse_unwritable(encoding.schema, table.class_names, rows.place_of, rows.place(None))
    parts = encoding.parts(rows, classes, places)
    for name, other in table.others.items():
        parts |= encoding.parts(other, other.classes(table.class_names), {name: np.arange(other.frame.height)})
    return Filled(
        plan,
        encoding,
        dict(parts),
        _silent(parts["train"], fitted.scales),
        extents_of(rows.frame, list(plan.kinds.used)),
        np.bincount(classes, minlength=len(table.class_names)),
        [*_left_out(table), *_repeated(table, places)],
    )


def _empty(frame: pl.DataFrame, plan: Plan, train: Integers) -> list[str]:
    """Return the columns that the user insists on without a value in any training row."""
    return [name for name in plan.decided if frame[name].null_count() and frame[name].gather(train).is_null().all()]


def _split(table: TableRows, classes: Integers, wanted: Wanted) -> dict[str, Integers]:
    fractions = {"val_fraction": wanted.val_fraction, "test_fraction": wanted.test_fraction}
    try:
        split = split_rows(classes, table.class_names, fold=wanted.fold, seed=wanted.seed, **fractions)
    except OptionError as error:
        raise OptionError(f"{table.main.place(None)}: {error}") from None
    return {name: rows for name, rows in split._asdict().items() if len(rows)}


def _silent(train: Part, scales: Sequence[float]) -> list[int]:
    # Whatever has another deviation than 1 varies; only the rest is worth looking through.
    return [i for i, scale in enumerate(scales) if scale == 1 and not train.features[:, i].any()]


def _left_out(table: TableRows) -> list[str]:
    files = (table.main, *table.others.values())
    return [line for rows in files for line in left_out(rows.place(None), rows.unlabelled, rows.dropped)]


def left_out(where: str, unlabelled: int, dropped: int) -> list[str]:
    """Say how many rows of a file were left out, and why."""
    lines = []
    if unlabelled:
        lines.append(f"{where}: {_rows(unlabelled)} without a target left out")
    if dropped:
        lines.append(f"{where}: {_rows(dropped)} with a missing value left out (data.missing=drop)")
    return lines


def _repeated(table: TableRows, places: dict[str, Integers]) -> list[str]:
    others: dict[str, pl.DataFrame | Integers] = {name: place for name, place in places.items() if name != "train"}
    others |= {name: rows.frame for name, rows in table.others.items()}
    return repeated(repeated_rows(table.main.frame, places["train"], others))


def repeated(counts: Mapping[str, int]) -> list[str]:
    """Say how many rows of a part also stand among the training rows."""
    return [
        f"warning: {_rows(count)} of the {PARTS[name]} part also stand{'s' * (count == 1)} among the training rows"
        for name, count in counts.items()
        if count
    ]


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"
