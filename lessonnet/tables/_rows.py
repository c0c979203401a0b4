"""The labelled rows of a table's files, read and cleaned, before anything is measured on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lessonnet.options import OptionError
from lessonnet.tables._choices import Choices, Resolved
from lessonnet.tables._encode import missing_value
from lessonnet.tables._kinds import Kind, Kinds, constant_columns, kinds_of
from lessonnet.tables._open import open_table
from lessonnet.tables._precision import number_types
from lessonnet.tables._reading import Reading
from lessonnet.tables._source import Source
from lessonnet.tables._target import indices_of, refuse_unknown_classes, target_of


@dataclass(frozen=True)
class FileRows:
    """The rows of one file that can be learned from.

    Attributes:
        source: the file.
        frame: the columns that become features: numbers as floating-point numbers, words as text, null where missing.
        classes: indices, int64 [N].
        weights: how much each row counts, float64 [N], or None.
        numbers: which row of the file each is, int64 [N], or None where all are there.
        unlabelled: rows that were left out because their target is missing.
        dropped: rows that were left out because another value is missing.
    """

    source: Source
    frame: pl.DataFrame
    classes: NDArray[np.int64]
    weights: NDArray[np.float64] | None
    numbers: NDArray[np.int64] | None
    unlabelled: int
    dropped: int

    def place(self, row: int | None) -> str:
        """Name a row for an error; None stands for the file."""
        if row is None:
            return str(self.source.path)
        return self.source.place(row if self.numbers is None else int(self.numbers[row]))


@dataclass(frozen=True)
class TableRows:
    """The rows of all files of a table.

    Attributes:
        main: those to train on, and to split where there is no file for a part.
        val: those of the file for validation, or None.
        test: those of the file for the test, or None.
        target: name of the column that is learned.
        class_names: in the order of their indices.
        kinds: of the columns.
    """

    main: FileRows
    val: FileRows | None
    test: FileRows | None
    target: str
    class_names: list[str]
    kinds: Kinds


def read_rows(reading: Reading, choices: Choices, *, val_path: str | None, test_path: str | None) -> TableRows:
    """Read a table.

    Args:
        reading: the file, and how it is written.
        choices: what the user said about columns.
        val_path: a file of validation rows, or None.
        test_path: a file of test rows, or None.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    source = open_table(reading, names=choices.named)
    resolved = choices.resolved(source.names, reading.path)
    sample = source.sample()
    kinds = kinds_of(sample, resolved.decided, resolved.ignored, choices.max_categories)
    numbers = number_types(source.path, sample, [name for name, kind in kinds.used.items() if kind == "number"])
    types = {name: numbers.get(name, pl.String()) for name in kinds.used}
    frame = _labelled_frame(source, resolved, types)
    target = target_of(frame[resolved.target], reading.path)
    kinds = _without_constants(frame, kinds, resolved, reading.path)
    main = _file_rows(source, frame, resolved, kinds, target.names, choices)
    del frame
    also: dict[str, FileRows | None] = {}
    for part, path in (("val", val_path), ("test", test_path)):
        also[part] = None
        if path is not None:
            other = open_table(replace(reading, path=path, header=source.header), key=f"data.{part}_path")
            found = _labelled_frame(other, resolved, {name: types[name] for name in kinds.used})
            also[part] = _file_rows(other, found, resolved, kinds, target.names, choices)
    return TableRows(main, also["val"], also["test"], resolved.target, target.names, kinds)


def _labelled_frame(source: Source, resolved: Resolved, types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    more: dict[str, pl.DataType] = {resolved.target: pl.String()}
    if resolved.weight is not None:
        more[resolved.weight] = pl.Float64()
    return source.read({**types, **more})


def _without_constants(frame: pl.DataFrame, kinds: Kinds, resolved: Resolved, where: object) -> Kinds:
    """Leave out what is always the same, unless the user insists on it."""
    constant = [name for name in constant_columns(frame, list(kinds.used)) if name not in resolved.decided]
    used = {name: kind for name, kind in kinds.used.items() if name not in constant}
    ignored = {name: why for name, why in kinds.ignored.items() if why} | dict.fromkeys(constant, "constant")
    if not used:
        raise OptionError(
            f"{where}: no column is left to learn from besides the target `{resolved.target}`"
            f"{': ' * bool(ignored)}{', '.join(f'`{name}` is {why}' for name, why in list(ignored.items())[:5])}. "
            "data.numeric and data.categorical take a column in."
        )
    return Kinds(used, ignored)


def _file_rows(
    source: Source, frame: pl.DataFrame, resolved: Resolved, kinds: Kinds, names: list[str], choices: Choices
) -> FileRows:
    numbers: NDArray[np.int64] | None = None
    label = frame[resolved.target]
    unlabelled = label.null_count()
    if unlabelled:
        numbers = label.is_not_null().arg_true().to_numpy().astype(np.int64)
        frame = frame.filter(label.is_not_null())
    used = list(kinds.used)
    before = frame.height
    if choices.missing == "drop" and any(frame[name].null_count() for name in used):
        whole = frame.select(pl.all_horizontal(pl.col(used).is_not_null())).to_series()
        numbers = (np.arange(before) if numbers is None else numbers)[whole.to_numpy()]
        frame = frame.filter(whole)
    rows = FileRows(
        source=source,
        frame=frame.select(used),
        classes=np.empty(0, dtype=np.int64),
        weights=None,
        numbers=numbers,
        unlabelled=unlabelled,
        dropped=before - frame.height,
    )
    if not frame.height:
        raise OptionError(f"{source.path}: no row is left that has a target and no missing value.")
    refuse_unknown_classes(frame[resolved.target], names, rows.place)
    if choices.missing == "refuse":
        _refuse_missing(rows)
    classes = indices_of(frame[resolved.target], names).to_numpy()
    weights = None if resolved.weight is None else _weights(frame[resolved.weight], rows)
    return replace(rows, classes=classes, weights=weights)


def _refuse_missing(rows: FileRows) -> None:
    for column in rows.frame.get_columns():
        if column.null_count():
            raise missing_value(column, "refuse", rows.place)


def _weights(column: pl.Series, rows: FileRows) -> NDArray[np.float64]:
    wrong = (column.is_null() | (column < 0)).fill_null(True)
    if wrong.any():
        row = wrong.arg_max() or 0
        found = "nothing" if column[row] is None else column[row]
        raise OptionError(f"{rows.place(row)}, column `{column.name}`: a weight must be ≥ 0, got {found}.")
    weights = column.to_numpy().astype(np.float64)
    if not weights.any():
        raise OptionError(f"{rows.place(None)}: the weights in the column `{column.name}` are all 0.")
    return weights
