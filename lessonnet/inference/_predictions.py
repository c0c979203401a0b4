"""Predictions for a file of rows, written as a file: chunk by chunk, whatever its size."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from lessonnet.inference._model import Model
from lessonnet.inference._output_file import write_table
from lessonnet.options import OptionError
from lessonnet.tables import Reading, Source, chosen_columns, column_types, open_table, place_in

ROWS_AT_ONCE = 1 << 16

LABEL = "label"


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
    """
    source = open_table(reading, names=model.schema.names)
    kept = chosen_columns("keep", keep, source.names, source.path)
    columns = [*kept, LABEL, *measure_names(model)]
    for name in kept:
        if columns.count(name) > 1:
            raise OptionError(f"`keep` names the column {name!r}, which is also one of the predictions; rename it.")
    types = column_types(model.schema)
    read = {**types, **{name: source.types.get(name, pl.String()) for name in kept if name not in types}}
    rows = write_table(output, _schema(columns, kept, read), _predictions(model, source, read, kept))
    lines = [f"{output}: {rows} row{'' if rows == 1 else 's'}, {', '.join(columns[:8])}{', …' if columns[8:] else ''}"]
    return "\n".join([*lines, *ignored_line(model, source, kept)])


def measure_names(model: Model) -> list[str]:
    """Return the names of the columns that hold probabilities, or a perceptron's scores."""
    if model.has_probabilities:
        return [f"probability_{name}" for name in model.class_names]
    if len(model.class_names) == 2:
        return ["score"]
    return [f"score_{name}" for name in model.class_names]


def ignored_line(model: Model, source: Source, used: Sequence[str] = ()) -> list[str]:
    """Name the columns of a file that nothing looks at."""
    more = [name for name in source.names if name not in model.schema.names and name not in used]
    if not more:
        return []
    shown = ", ".join(more[:10]) + (f" and {len(more) - 10} more" if len(more) > 10 else "")
    return [f"ignored, since the model does not read it: {shown}"]


def _schema(columns: list[str], kept: list[str], read: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
    own = {LABEL: pl.String()}
    return {name: read[name] if name in kept else own.get(name, pl.Float64()) for name in columns}


def _predictions(
    model: Model, source: Source, read: dict[str, pl.DataType], kept: Sequence[str]
) -> Iterator[pl.DataFrame]:
    first = 0
    for chunk in source.chunks(read, ROWS_AT_ONCE):
        scores = model.scores(chunk, place_in(source, first))
        measures = model.probabilities(scores) if model.has_probabilities else scores
        labels = pl.Series(LABEL, np.array(model.class_names, dtype=object)[model.decide(scores)], dtype=pl.String)
        columns = zip(measure_names(model), measures.T, strict=True)
        own = [pl.Series(name, np.ascontiguousarray(column)) for name, column in columns]
        yield pl.DataFrame([*(chunk[name] for name in kept), labels, *own])
        first += chunk.height
