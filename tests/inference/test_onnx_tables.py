"""Exported models of tables, run by onnxruntime on rows as they are, against an encoding by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator

from lessonnet.inference._onnx import onnx_model
from lessonnet.tables import MISSING_WORDS, CategoryColumn, NumberColumn, Schema
from tests.inference.onnx_oracle import answer, described_table, drawn, encoded, fed, run, scores_of

NAN = math.nan
# Scores of size 1 to 10 in float32, rounded by about 1e-6.
TOLERANCE = 1e-5

STUDENTS = Schema(
    "admit",
    (
        NumberColumn("Größe (m²)", fill=1.7, indicator=True),
        CategoryColumn("città", ("Roma", "Zürich", "東京"), indicator=True),
        NumberColumn("名前 の\n長さ", fill=5.0),
        CategoryColumn("label", ("a", "b")),
        NumberColumn("grade"),
        CategoryColumn("always there", ("x", "y", "z")),
    ),
    missing_words=(*MISSING_WORDS, "k. A."),
)
ROW: dict[str, Any] = {
    "Größe (m²)": 1.9,
    "città": "Roma",
    "名前 の\n長さ": 3.0,
    "label": "b",
    "grade": 2.5,
    "always there": "z",
}
CHANGES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "number missing, with indicator": {"Größe (m²)": NAN},
    "number missing, without": {"名前 の\n長さ": NAN},
    "number missing where none may": {"grade": NAN},
    "infinite": {"grade": math.inf},
    "infinite where a missing one is filled": {"Größe (m²)": -math.inf},
    "unseen": {"città": "Bern", "label": "c"},
    "of another case": {"città": "roma"},
    "of another script": {"città": "東京"},
    "decomposed": {"città": "Zu\u0308rich"},
    "with a space": {"città": "Roma "},
    "empty": {"città": "", "label": ""},
    "word for missing": {"città": "NA", "label": "k. A.", "always there": "NULL"},
    "word of another column": {"label": "Roma"},
    "everything missing": {"Größe (m²)": NAN, "名前 の\n長さ": NAN, "città": "?", "label": "?", "always there": "?"},
}


def assert_answers(schema: Schema, rows: list[dict[str, Any]], **changes: Any) -> None:
    description = described_table(schema, **changes)
    tensors = drawn(description)
    labels, values = answer(description, tensors, encoded(schema, rows))
    found_labels, found = run(onnx_model(description, tensors), fed(schema, rows))
    assert found_labels == labels
    np.testing.assert_allclose(found, values, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("missing", ["impute", "refuse", "drop"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_exported_table_model_answers_as_encoded_by_hand(change: dict[str, Any], missing: Any) -> None:
    assert_answers(dataclasses.replace(STUDENTS, missing=missing), [{**ROW, **change}])


@pytest.mark.parametrize("model", ["perceptron", "logistic", "mlp"])
@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("number", [0, 1, 1000])
def test_exported_table_model_takes_any_number_of_rows(model: str, classes: int, number: int) -> None:
    rows = [{**ROW, **change} for change in CHANGES.values()]
    width = len(STUDENTS.feature_names)
    scaling = {"mean": [0.25] * width, "scale": [0.5 + place / 8 for place in range(width)]}
    mlp = {"hidden": [4], "activation": {"name": "tanh", "options": {}}} if model == "mlp" else {}
    rows = [rows[place % len(rows)] for place in range(number)]
    assert_answers(STUDENTS, rows, model=model, classes=classes, scaling=scaling, **mlp)


# Worked out from Schema's words: 1.9 is itself and there; Roma is the first of three, so no unknown, no missing; and so
# on. Each weight is a power of two, so that the score spells the features that are 1.
@pytest.mark.parametrize(
    ("change", "score"),
    [
        ({}, 1.0),
        ({"n": NAN}, 3.0 + 2.0),
        ({"w": "v"}, 1.0 - 4.0 + 8.0),
        ({"w": "other"}, 1.0 - 4.0 + 16.0),
        ({"w": "?"}, 1.0 - 4.0 + 32.0),
        ({"n": NAN, "w": ""}, 3.0 + 2.0 - 4.0 + 32.0),
    ],
)
def test_features_are_those_of_the_schema_by_numbers_worked_by_hand(change: dict[str, Any], score: float) -> None:
    schema = Schema("y", (NumberColumn("n", 3.0, indicator=True), CategoryColumn("w", ("u", "v"), indicator=True)))
    weights = torch.tensor([[1.0], [2.0], [4.0], [8.0], [16.0], [32.0]])
    tensors = {"layers.0.weight": weights, "layers.0.bias": torch.tensor([-4.0])}
    model = onnx_model(described_table(schema, "perceptron"), tensors)
    labels, found = run(model, fed(schema, [{"n": 1.0, "w": "u", **change}]))
    assert found.tolist() == [[score]]
    assert labels == ["no" if score < 0 else "yes ✓"]


def test_precision_of_numbers_is_that_of_float64_until_they_are_scaled() -> None:
    # 1e9 + 1 is 1e9 in float32.
    schema = Schema("y", (NumberColumn("income"),))
    description = described_table(schema, "perceptron", scaling={"mean": [1e9], "scale": [1.0]})
    tensors = {"layers.0.weight": torch.ones(1, 1), "layers.0.bias": torch.zeros(1)}
    assert run(onnx_model(description, tensors), {"income": np.array([[1e9 + 1]])})[1].tolist() == [[1.0]]


@pytest.mark.parametrize("name", ["label", "probabilities", "/features", "//", "Concat", "features", "N", "0", " "])
def test_column_of_any_name_keeps_it(name: str) -> None:
    schema = Schema("y", (NumberColumn(name, 0.5, indicator=True), CategoryColumn(f"/{name}", ("a",))))
    model = onnx_model(described_table(schema), drawn(described_table(schema)))
    assert [value.name for value in model.graph.input] == [name, f"/{name}"]
    assert_answers(schema, [{name: NAN, f"/{name}": "a"}, {name: 1.0, f"/{name}": "b"}])


def test_output_that_a_column_is_called_like_has_a_prefix() -> None:
    schema = Schema("y", (NumberColumn("label"), NumberColumn("probabilities"), NumberColumn("scores")))
    for kind, names in (
        ("logistic", ["/label", "/probabilities"]),
        ("perceptron", ["/label", "/scores"]),
    ):
        description = described_table(schema, kind)
        model = onnx_model(description, drawn(description))
        assert [value.name for value in model.graph.output] == names


@pytest.mark.parametrize(
    "columns",
    [
        (CategoryColumn("only words", ("a", "b")),),
        (NumberColumn("only numbers"),),
        (CategoryColumn("all unknown", (), indicator=True),),
        (CategoryColumn("all unknown, never missing", ()),),
    ],
    ids=lambda columns: columns[0].name,
)
def test_one_kind_of_column_alone_is_enough(columns: Any) -> None:
    schema = Schema("y", columns)
    values = [1.0, NAN] if isinstance(columns[0], NumberColumn) else ["a", "c", "", "NA"]
    assert_answers(schema, [{columns[0].name: value} for value in values])


def test_category_that_is_a_word_for_missing_is_missing() -> None:
    schema = Schema("y", (CategoryColumn("w", ("a", "none"), indicator=True),), missing_words=("none",))
    assert_answers(schema, [{"w": "a"}, {"w": "none"}, {"w": ""}, {"w": "b"}])


def test_words_that_end_in_nul_are_words_of_their_own() -> None:
    schema = Schema("y", (CategoryColumn("w", ("\0", "a\0", "a"), indicator=True),))
    assert_answers(schema, [{"w": word} for word in ("", "\0", "a", "a\0", "a\0\0")])


@pytest.mark.filterwarnings("ignore:invalid value encountered")  # NumPy on the row with an infinite number
def test_onnx_reference_implementation_agrees_on_a_table() -> None:
    rows = [{**ROW, **change} for change in CHANGES.values()]
    description = described_table(STUDENTS, classes=4)
    tensors = drawn(description)
    labels, values = answer(description, tensors, encoded(STUDENTS, rows))
    found_labels, found = ReferenceEvaluator(onnx_model(description, tensors)).run(None, fed(STUDENTS, rows))
    assert found_labels.tolist() == labels
    np.testing.assert_allclose(found, values, rtol=0, atol=TOLERANCE)


# Any text that is no half of a surrogate pair.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NUMBERS = st.integers(-8, 8).map(float)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Draw a schema of one to four columns."""
    names = draw(st.lists(WORDS.filter(bool), min_size=1, max_size=4, unique=True))
    words = tuple(draw(st.lists(WORDS, max_size=3, unique=True)))
    columns: list[Any] = []
    for name in names:
        if draw(st.booleans()):
            columns.append(NumberColumn(name, draw(st.none() | NUMBERS), draw(st.booleans())))
        else:
            known = tuple(draw(st.lists(WORDS, max_size=3, unique=True)))
            columns.append(CategoryColumn(name, known, draw(st.booleans())))
    return Schema("y", tuple(columns), draw(st.sampled_from(["impute", "refuse", "drop"])), words)


def values_of(column: Any, schema: Schema) -> st.SearchStrategy[Any]:
    """Draw a value that a column of new rows may hold."""
    if isinstance(column, NumberColumn):
        return NUMBERS | st.just(NAN) | st.just(math.inf)
    return st.sampled_from(["", *schema.missing_words, *column.categories]) | WORDS


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_schema_and_any_rows_are_answered_as_encoded_by_hand(data: st.DataObject) -> None:
    schema = data.draw(schemas())
    row = st.fixed_dictionaries({column.name: values_of(column, schema) for column in schema.columns})
    rows = data.draw(st.lists(row, max_size=4))
    description = described_table(schema, classes=3)
    scores = scores_of(description, drawn(description), encoded(schema, rows))
    ordered = np.sort(scores, axis=1)
    assume(not (ordered[:, -1] - ordered[:, -2] < 1e-4).any())  # rounding would decide the label
    assert_answers(schema, rows, classes=3)
