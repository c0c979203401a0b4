"""The types that a model's columns are read as."""

import polars as pl

from lessonnet.tables._schema import NumberColumn, Schema


def column_types(schema: Schema) -> dict[str, pl.DataType]:
    """Return the type of each column: Float64 for numbers, text for categories."""
    return {column.name: pl.Float64() if isinstance(column, NumberColumn) else pl.String() for column in schema.columns}
