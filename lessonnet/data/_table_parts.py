"""The parts of a table: its rows split, encoded and standardised, each held once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray

from lessonnet.data._part import Part, Scaling
from lessonnet.data._split import stratified_split
from lessonnet.data._table_weights import Weigher
from lessonnet.options import OptionError
from lessonnet.tables import FileRows, Missing, Schema, TableRows, encode, fit_columns, repeated_rows

_ROWS_AT_ONCE = 1 << 14
"""Rows that are encoded together: their features in double precision stay in the cache."""
_MOST_DOUBLES = 10_000_000
"""Features of a part's rows beyond which they are kept in single precision."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """How a table is to become parts: options of the same names.

    Attributes:
        val_fraction: of the main file's rows.
        test_fraction: likewise.
        standardize: whether numbers are shifted and scaled.
        seed: of the split.
        class_weight: `balanced`, or None.
        missing: what is done about missing values.
        missing_words: texts that stand for one.
        max_categories: of a column.
    """

    val_fraction: float
    test_fraction: float
    standardize: bool
    seed: int
    class_weight: str | None
    missing: Missing
    missing_words: Sequence[str]
    max_categories: int


class Filled(NamedTuple):
    """The parts, and what was measured on the training part.

    Attributes:
        parts: `train`, and `val` and `test` where they exist.
        schema: how rows become features.
        scaling: of the features; None where numbers are left as they are.
        repeated: for each part but the training's, how many of its rows also stand among the training rows.
    """

    parts: dict[str, Part]
    schema: Schema
    scaling: Scaling | None
    repeated: dict[str, int]

    @property
    def silent(self) -> list[int]:
        """Numbers of the features that are 0 in every training row: nothing is learned about them."""
        features = self.parts["train"].features
        scales = self.scaling.scale if self.scaling else [1.0] * features.shape[1]
        # Whatever has another deviation than 1 varies; only the rest is worth looking through.
        return [i for i, scale in enumerate(scales) if scale == 1 and not features[:, i].any()]


def filled(table: TableRows, wanted: Wanted) -> Filled:
    """Split, measure and encode a table.

    Args:
        table: the rows of its files.
        wanted: how.

    Raises:
        OptionError: if a class is too rare for a part.
    """
    rows = _split(table, wanted)
    frame = table.main.frame
    fitted = fit_columns(frame, table.kinds.used, rows["train"], wanted.missing, wanted.max_categories)
    missing_words, header = tuple(wanted.missing_words), table.main.source.header
    schema = Schema(table.target, fitted.columns, wanted.missing, missing_words, header)
    scaling = Scaling(fitted.means, fitted.scales) if wanted.standardize else None
    weigher = Weigher.of(table, rows["train"], wanted.class_weight is not None)
    parts = _parts(table.main, rows, schema, scaling, weigher)
    others: dict[str, pl.DataFrame | Integers] = {name: place for name, place in rows.items() if name != "train"}
    for name, also in (("val", table.val), ("test", table.test)):
        if also is not None:
            parts |= _parts(also, {name: np.arange(also.frame.height)}, schema, scaling, weigher)
            others[name] = also.frame
    return Filled(parts, schema, scaling, repeated_rows(frame, rows["train"], others))


def _split(table: TableRows, wanted: Wanted) -> dict[str, Integers]:
    try:
        split = stratified_split(
            table.main.classes,
            table.class_names,
            val_fraction=wanted.val_fraction,
            test_fraction=wanted.test_fraction,
            seed=wanted.seed,
        )
    except OptionError as error:
        raise OptionError(f"{table.main.source.path}: {error}") from None
    return {name: rows for name, rows in split._asdict().items() if len(rows)}


def _parts(
    rows: FileRows, places: Mapping[str, Integers], schema: Schema, scaling: Scaling | None, weigher: Weigher
) -> dict[str, Part]:
    """Encode a file's rows, block by block, each into the part that it belongs to."""
    width = len(schema.feature_names)
    features = {
        name: np.empty((len(place), width), np.float64 if len(place) * width <= _MOST_DOUBLES else np.float32)
        for name, place in places.items()
    }
    mean, scale = (np.array(values) for values in scaling or ([0.0], [1.0]))
    for first in range(0, rows.frame.height, _ROWS_AT_ONCE):
        block = rows.frame.slice(first, _ROWS_AT_ONCE)
        encoded = encode(block, schema, lambda row, first=first: rows.place(row if row is None else first + row))
        if scaling is not None:
            encoded -= mean
            encoded /= scale
        for name, place in places.items():
            start, stop = np.searchsorted(place, (first, first + block.height))
            features[name][start:stop] = encoded[place[start:stop] - first]
    return {
        name: Part(
            torch.from_numpy(features[name]), torch.from_numpy(rows.classes[place]), weigher.of_rows(rows, place)
        )
        for name, place in places.items()
    }
