"""The columns of a table turned into features inside an ONNX graph, by the rules of `lessonnet.tables.Schema`.

[N, D] features in original units, float64. A row that lessonnet would refuse has a NaN or an infinity among them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessonnet.inference._onnx_graph import Graph
from lessonnet.tables import CategoryColumn, NumberColumn, Schema

_Block = tuple[str, list[int]]
"""Features that were computed together, and their places among all D."""


def plain_features(graph: Graph, names: Sequence[str]) -> str:
    """Add the one input of a model without a table: `features` [N, D], in original units."""
    return graph.input("features", float, len(names), f"In this order: {', '.join(names)}.")


def table_features(graph: Graph, schema: Schema) -> str:
    """Add one input for each column, and what turns them into features [N, D]."""
    for column in schema.columns:
        graph.input(column.name, float if isinstance(column, NumberColumn) else str, 1, _meaning(column, schema))
    first = dict(zip(schema.names, _starts(schema), strict=True))
    blocks = _numbers(graph, [c for c in schema.columns if isinstance(c, NumberColumn)], first)
    for column in schema.columns:
        if isinstance(column, CategoryColumn):
            blocks.append(_category(graph, column, schema, first[column.name]))
    together = graph.node("Concat", *(name for name, _ in blocks), axis=1)
    places = [place for _, block in blocks for place in block]
    return graph.node("Gather", together, graph.constant("order", np.argsort(places)), stem="features", axis=1)


def missing_words(schema: Schema) -> list[str]:
    """Return the words that stand for a missing value; an empty text always does."""
    return sorted({"", *schema.missing_words})


def _starts(schema: Schema) -> list[int]:
    widths = [len(column.feature_names) for column in schema.columns]
    return [sum(widths[:place]) for place in range(len(widths))]


def _meaning(column: NumberColumn | CategoryColumn, schema: Schema) -> str:
    if isinstance(column, NumberColumn):
        return "A finite number" + ("." if column.fill is None else f", or NaN where missing (read as {column.fill}).")
    words = "A word without spaces around it"
    if schema.missing != "impute":
        return f"{words}."
    return f"{words}; where missing one of {', '.join(map(repr, missing_words(schema)))}."


def _numbers(graph: Graph, columns: Sequence[NumberColumn], first: dict[str, int]) -> list[_Block]:
    """Replace what is missing, in all columns of numbers at once; where nothing replaces it, NaN replaces NaN."""
    if not columns:
        return []
    values = graph.node("Concat", *(column.name for column in columns), stem="numbers", axis=1)
    missing = graph.node("IsNaN", values)
    fills = np.array([np.nan if column.fill is None else column.fill for column in columns], np.float64)
    filled = graph.node("Where", missing, graph.constant("fills", fills), values, stem="filled")
    blocks = [(filled, [first[column.name] for column in columns])]
    shown = [place for place, column in enumerate(columns) if column.indicator]
    if shown:
        chosen = graph.node("Gather", missing, graph.constant("indicators", np.array(shown)), axis=1)
        places = [first[columns[place].name] + 1 for place in shown]
        blocks.append((graph.cast(chosen, np.float64, "is_missing"), places))
    return blocks


def _category(graph: Graph, column: CategoryColumn, schema: Schema, first: int) -> _Block:
    """Compare a column of words with each category.

    present = 1 − missing;  known_c = (word = c) · present;  unknown = present − Σ_c known_c, or, where a missing value
    counts as unknown, 1 − Σ_c known_c.
    """
    one = graph.constant("one", np.array([[1.0]]))
    missing = _missing(graph, column, schema)
    present = graph.node("Sub", one, missing)
    categories = graph.words("categories", column.categories, [1, len(column.categories)])
    equal = graph.cast(graph.node("Equal", column.name, categories), np.float64)
    known = graph.node("Mul", equal, present)
    unknown = graph.node("Sub", present if column.indicator else one, graph.node("ReduceSum", known, graph.axes(1)))
    if schema.missing != "impute":
        nothing = graph.constant("nan", np.array([[np.nan]]))
        unknown = graph.node("Where", graph.cast(missing, np.bool_), nothing, unknown)
    parts = [known, unknown, *([missing] if column.indicator else [])]
    width = len(column.feature_names)
    return graph.node("Concat", *parts, axis=1), list(range(first, first + width))


def _missing(graph: Graph, column: CategoryColumn, schema: Schema) -> str:
    """Return 1 where a word stands for a missing value, else 0: [N, 1], float64."""
    words = missing_words(schema)
    equal = graph.node("Equal", column.name, graph.words("missing_words", words, [1, len(words)]))
    return graph.node("ReduceMax", graph.cast(equal, np.float64), graph.axes(1), stem="missing")
