"""Predictions for a file of rows, written as a file: piece by piece, whatever its size."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from lessonnet.inference._file_rows import Copied, rows_of
from lessonnet.inference._model import Model
from lessonnet.inference._output_file import write_table
from lessonnet.inference._unseen import Unseen
from lessonnet.options import OptionError, printable
from lessonnet.tables import Reading, Source, chosen_columns, open_table, place_in, refuse_missing_columns

LABEL = "label"
_MOST_NAMES = 8


def predict_file(model: Model, reading: Reading, output: Path, keep: Sequence[str | int] = ()) -> str:
    """Write label and probabilities, or scores, of each row of a file.

    Args:
        model: predicts.
        reading: the file of rows; it needs the model's columns, in any order.
        output: a file that does not exist yet, `.csv` or `.parquet`.
        keep: columns to copy into the output, such as an identifier.

    Returns:
        what was done, in lines.

    Raises:
        OptionError: in one line; then no file has been written.
        OSError: if the disk refuses; likewise.
    """
    named = [name for name in keep if isinstance(name, str)]
    source = open_table(reading, names=[*model.schema.names, *named])
    reading.refuse_useless([source])
    refuse_missing_columns(source.names, model.schema, place_in(source))
    copied = Copied(reading, source, _kept(model, source, keep))
    unseen = Unseen(model.schema)
    schema = {**copied.types, LABEL: pl.String(), **dict.fromkeys(measure_names(model), pl.Float64())}
    rows = write_table(output, schema, _predictions(model, source, copied, unseen))
    done = f"{output}: {rows} row{'s' * (rows != 1)}, {_listed(list(schema))}"
    return "\n".join([done, *ignored_line(model, source, list(copied.types)), *unseen.lines])


def measure_names(model: Model) -> list[str]:
    """Return the names of the columns that hold probabilities, or a perceptron's scores."""
    if model.has_probabilities:
        return [f"probability_{name}" for name in model.class_names]
    if len(model.class_names) == 2:
        return ["score"]
    return [f"score_{name}" for name in model.class_names]


def ignored_line(model: Model, source: Source, used: Sequence[str] = ()) -> list[str]:
    """Name the columns of a file that nothing looks at."""
    more = [name for name in source.names if name not in {*model.schema.names, *used}]
    return [f"ignored, since the model does not read it: {_listed(more)}"] if more else []


def _kept(model: Model, source: Source, keep: Sequence[str | int]) -> list[str]:
    kept = chosen_columns("keep", keep, source.names, source.path)
    for name in kept:
        if name in (LABEL, *measure_names(model)):
            raise OptionError(
                f"`keep` names the column {name!r}, and the predictions have one of this name; rename it."
            )
    return kept


def _predictions(model: Model, source: Source, copied: Copied, unseen: Unseen) -> Iterator[pl.DataFrame]:
    names = np.array(model.class_names, dtype=object)
    for rows, place in rows_of(source, model.schema):
        scores = model.scores_of_rows(rows, place, unseen)
        measures = model.probabilities(scores) if model.has_probabilities else scores
        labels = pl.Series(LABEL, names[model.decide(scores)], dtype=pl.String)
        columns = zip(measure_names(model), measures.T, strict=True)
        own = [pl.Series(name, np.ascontiguousarray(column)) for name, column in columns]
        yield pl.DataFrame([*copied.take(rows.height), labels, *own])


def _listed(names: list[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:_MOST_NAMES])
    return shown + (f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else "")
