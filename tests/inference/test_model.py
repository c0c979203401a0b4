"""`lessonnet.load`: any holder of the same rows gets the same numbers, those of an oracle in NumPy."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
from numpy.typing import NDArray
from sklearn import datasets

import lessonnet
from lessonnet.inference import Model
from lessonnet.options import OptionError
from tests.inference.table_runs import (
    MODEL_COLUMNS,
    files_of,
    network_scores,
    probabilities_of,
    scores_of,
    students,
    trained,
    unseen_students,
)
from tests.sweep.runs import Run, finished

pytestmark = pytest.mark.filterwarnings("ignore:.*without a category of the model", "ignore:.*none was in training")

KINDS = {
    "logistic": (),
    "perceptron": ("model=perceptron",),
    "mlp": ("model=mlp", "model.hidden=[4,3]", "activation=tanh"),
    "unscaled": ("data.standardize=false",),
    "float64": ("model=mlp", "trainer.precision=64-true"),
}
CLASSES = {"two classes": ("no", "yes"), "three classes": ("no", "perhaps", "yes")}
# Scores of size 1 to 10 in float32 against float64: roundings of about 1e-6.
TOLERANCE = 1e-5


@pytest.fixture(scope="module", params=[(kind, classes) for kind in KINDS for classes in CLASSES], ids=" ".join)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    kind, classes = request.param
    return trained(tmp_path_factory.mktemp("run"), *KINDS[kind], rows=students(classes=CLASSES[classes]))


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def model(simple: Run) -> Model:
    return lessonnet.load(simple.directory)


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in MODEL_COLUMNS}


def with_code_numbers(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """As pandas reads the file: codes lose their zeros, whole numbers with gaps become fractions."""
    frame = pd.DataFrame(columns_of(rows))
    return frame.assign(code=frame["code"].astype(int), age=frame["age"].astype(float))


def nullable(rows: list[dict[str, Any]]) -> pd.DataFrame:
    types = {"age": "Int64", "Größe": "Float64", "colour": "string", "member": "boolean", "code": "string"}
    return pd.DataFrame(columns_of(rows)).astype(types)


def in_words(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: [None if v is None else str(v) for v in values] for name, values in columns_of(rows).items()}
    )


HOLDERS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "mapping": columns_of,
    "mapping of arrays": lambda rows: {
        name: np.array(values, dtype=object) for name, values in columns_of(rows).items()
    },
    "mapping of series": lambda rows: {name: pd.Series(values) for name, values in columns_of(rows).items()},
    "polars": lambda rows: pl.DataFrame(columns_of(rows)),
    "polars in words": in_words,
    "polars categorical": lambda rows: pl.DataFrame(columns_of(rows)).cast({"colour": pl.Categorical}),
    "polars float32": lambda rows: pl.DataFrame(columns_of(rows)).cast({"Größe": pl.Float64, "age": pl.Float32}),
    "lazy": lambda rows: pl.LazyFrame(columns_of(rows)),
    "pandas": lambda rows: pd.DataFrame(columns_of(rows)),
    "pandas objects": lambda rows: pd.DataFrame(columns_of(rows), dtype=object),
    "pandas as it reads": with_code_numbers,
    "pandas nullable": nullable,
    "pandas categorical": lambda rows: pd.DataFrame(columns_of(rows)).astype(
        {"colour": "category", "code": "category"}
    ),
    "numpy objects": lambda rows: np.array([[row[name] for name in MODEL_COLUMNS] for row in rows], dtype=object),
    "rows of another order": lambda rows: pl.DataFrame(columns_of(rows)).select(MODEL_COLUMNS[::-1]),
    "more columns": pl.DataFrame,
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_model_answers_as_the_oracle_whatever_holds_the_rows(run: Run, holder: str) -> None:
    rows = unseen_students()
    model, wanted = lessonnet.load(run.directory), scores_of(run, rows)
    found = model.scores(HOLDERS[holder](rows))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=TOLERANCE)


def test_model_predicts_what_the_oracles_scores_say(run: Run) -> None:
    rows = unseen_students()
    model, scores = lessonnet.load(run.directory), scores_of(run, rows)
    names = files_of(run)[0]["class_names"]
    if model.has_probabilities:
        found = model.predict_proba(columns_of(rows))
        # The slopes of σ and softmax are at most 1.
        np.testing.assert_allclose(found, probabilities_of(scores), rtol=0, atol=TOLERANCE)
        np.testing.assert_allclose(found.sum(axis=1), 1, rtol=0, atol=1e-12)
    best = (scores[:, 0] >= 0).astype(int) if scores.shape[1] == 1 else scores.argmax(axis=1)
    assert model.predict(columns_of(rows)) == [names[i] for i in best]
    assert len(set(best)) > 1


def test_model_directory_alone_answers_as_its_run(simple: Run, model: Model) -> None:
    rows = columns_of(students(20))
    np.testing.assert_array_equal(lessonnet.load(simple.directory / "model").scores(rows), model.scores(rows))
    np.testing.assert_array_equal(lessonnet.load(str(simple.directory)).scores(rows), model.scores(rows))


def test_perceptron_has_scores_and_refuses_probabilities_by_name(tmp_path: Path) -> None:
    model = lessonnet.load(trained(tmp_path, "model=perceptron").directory)
    rows = columns_of(students(3))
    assert model.scores(rows).shape == (3, 1)
    with pytest.raises(OptionError, match=r"^a perceptron has scores, no probabilities: use `predict` or `scores`\.$"):
        model.predict_proba(rows)


@pytest.mark.parametrize("holder", ["polars", "pandas", "mapping", "numpy objects"])
def test_no_rows_have_no_answers(model: Model, holder: str) -> None:
    table = HOLDERS[holder](students(1))
    none = {name: values[:0] for name, values in table.items()} if isinstance(table, dict) else table[:0]
    assert model.predict(none) == []
    assert model.predict_proba(none).shape == (0, 2)


@pytest.mark.parametrize("count", [1, 2**14 - 1, 2**14, 2**14 + 1, 3 * 2**14 + 5])
def test_blocks_of_rows_leave_no_trace(model: Model, simple: Run, count: int) -> None:
    rows = students(50)
    wanted = np.resize(scores_of(simple, rows)[:, 0], count)
    frame = pl.DataFrame(columns_of(rows))
    frame = pl.concat([frame] * (count // 50 + 1)).head(count)
    np.testing.assert_allclose(model.scores(frame)[:, 0], wanted, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (
            {"Age": [1], "Größe": [1], "colour": ["red"], "member": [True], "code": ["01"]},
            "the table: the column 'age', which the model reads, is missing. Did you mean 'Age'?",
        ),
        ({}, "the table: the column 'age', which the model reads, is missing. It has none."),
        (
            np.zeros((2, 3)),
            "an array of rows must have the shape [N, 5], one column each for age, Größe, colour, member, code; "
            "got [2, 3].",
        ),
        (
            torch.zeros(5),
            "an array of rows must have the shape [N, 5], one column each for age, Größe, colour, member, code; "
            "got [5].",
        ),
        (
            [[1, 2, "red", True, "01"]],
            "rows must come as a polars or pandas DataFrame, a mapping of columns, a NumPy array or a torch tensor, "
            "got list.",
        ),
    ],
)
def test_table_of_another_form_is_refused(model: Model, table: Any, line: str) -> None:
    with pytest.raises(OptionError) as refused:
        model.predict(table)
    assert str(refused.value) == line


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("age", "old", "row 3, column `age`: must be a number, got 'old'."),
        ("age", "1,5", "row 3, column `age`: must be a number, got '1,5'."),
        ("Größe", float("inf"), "row 3, column `Größe`: must be a finite number, got inf."),
        ("Größe", "-inf", "row 3, column `Größe`: must be a finite number, got -inf."),
        ("Größe", 1e300, "row 3, column `Größe`: the number is too large; the score would be no number."),
    ],
)
def test_value_that_cannot_be_read_is_refused_by_row_and_column(
    model: Model, name: str, value: object, line: str
) -> None:
    rows = students(6)
    rows[2][name] = value
    with pytest.raises(OptionError) as refused:
        model.predict_proba(columns_of(rows))
    assert str(refused.value) == line


@pytest.mark.parametrize("missing", ["refuse", "drop"])
@pytest.mark.parametrize("name", ["age", "colour"])
def test_missing_value_without_a_replacement_is_refused(tmp_path: Path, missing: str, name: str) -> None:
    rows = [row for row in students() if None not in row.values()]
    model = lessonnet.load(trained(tmp_path, f"data.missing={missing}", rows=rows).directory)
    rows[4][name] = None
    with pytest.raises(OptionError) as refused:
        model.predict(columns_of(rows))
    assert str(refused.value) == (
        f"row 5, column `{name}`: the value is missing, and the model has no replacement for it, since it was trained "
        f"under `data.missing={missing}`."
    )


@pytest.mark.filterwarnings("default:.*without a category of the model")
def test_words_that_are_no_category_are_warned_of_and_counted(model: Model) -> None:
    rows = students(8)
    for i in (1, 4, 6):
        rows[i]["colour"] = "violet"
    with pytest.warns(UserWarning, match="without a category") as warned:
        model.predict(columns_of(rows))
    assert [str(warning.message) for warning in warned] == [
        "column `colour`: 3 rows without a category of the model, counted as unknown, such as 'violet'"
    ]
    assert warned[0].filename == __file__


@pytest.mark.filterwarnings("default:.*none was in training")
def test_numbers_that_are_missing_where_none_was_are_warned_of_and_counted(model: Model, simple: Run) -> None:
    rows = students(8)
    column = next(column for column in model.schema.columns if column.name == "Größe")
    rows[3]["Größe"], rows[4]["Größe"] = None, column.fill  # one is missing, one only looks filled in
    rows[5]["age"] = None  # as in training
    with pytest.warns(UserWarning, match="is missing") as warned:
        model.predict(columns_of(rows))
    assert [str(warning.message) for warning in warned] == [
        f"column `Größe`: 1 value is missing, and none was in training; filled in by the mean, {column.fill:.6g}"
    ]
    assert warned[0].filename == __file__


@pytest.mark.parametrize("cell", ["", "NA", None, math.nan])
def test_gaps_are_counted_however_they_are_written(model: Model, cell: Any) -> None:
    values = [*(row["Größe"] for row in students(8)), cell]
    rows = columns_of(students(9)) | {"Größe": list(map(str, values)) if isinstance(cell, str) else values}
    with pytest.warns(UserWarning, match="column `Größe`: 1 value is missing, and none was in training"):
        model.predict(rows)


def test_missing_words_of_the_training_are_missing_in_frames_too(tmp_path: Path) -> None:
    rows = students()
    for i, row in enumerate(rows):
        row["age"], row["colour"] = -99 if row["age"] is None else row["age"], row["colour"] or "none"
        row["Größe"] = -99 if i % 10 == 0 else row["Größe"]
    run = trained(tmp_path, "data.missing_words=['-99', none]", rows=rows)
    description, _ = files_of(run)
    assert [column["indicator"] for column in description["table"]["columns"][:3]] == [True, True, True]
    model = lessonnet.load(run.directory)
    gone = columns_of([{**row, "age": None, "colour": None, "Größe": None} for row in rows[:4]])
    said = columns_of([{**row, "age": -99, "colour": "none", "Größe": -99.0} for row in rows[:4]])
    np.testing.assert_array_equal(model.scores(gone), model.scores(said))


SETS: dict[str, Callable[[], NDArray[np.float64]]] = {
    "iris": lambda: datasets.load_iris().data,
    "wine": lambda: datasets.load_wine().data,
    "breast_cancer": lambda: datasets.load_breast_cancer().data,
    "digits": lambda: datasets.load_digits().data,
    "admissions": lambda: np.random.default_rng(0).uniform(0, 10, (50, 2)),
    "gate": lambda: np.array([[0, 0], [0, 1], [1, 0], [1, 1]]),
    "moons": lambda: np.random.default_rng(0).normal(size=(50, 2)),
    "circles": lambda: np.random.default_rng(0).normal(size=(50, 2)),
    "spirals": lambda: np.random.default_rng(0).normal(size=(50, 2)),
    "blobs": lambda: np.random.default_rng(0).normal(size=(50, 2)),
}


@pytest.mark.parametrize("name", SETS)
def test_model_of_a_built_in_set_takes_rows_in_original_units(name: str, tmp_path: Path) -> None:
    run = finished(tmp_path / "run", f"data={name}", *("trainer.max_epochs=2", "callbacks=none", "logger=none"))
    rows, model = SETS[name]().astype(float), lessonnet.load(run.directory)
    description, tensors = files_of(run)
    wanted = network_scores(description, tensors, rows)
    names = description["feature_names"]
    # Standardised pixels that are nearly always 0 are as large as 40, and so are their roundings in float32.
    tolerance = 2e-6 * max(5, np.abs(wanted).max())
    holders = [
        rows,
        torch.from_numpy(rows),
        pd.DataFrame(rows, columns=names),
        pl.DataFrame({name: rows[:, i] for i, name in reversed(list(enumerate(names)))}),
        {name: torch.from_numpy(rows[:, i]) for i, name in enumerate(names)},
    ]
    for table in holders:
        np.testing.assert_allclose(model.scores(table), wanted, rtol=0, atol=tolerance)
        np.testing.assert_allclose(model.predict_proba(table), probabilities_of(wanted), rtol=0, atol=tolerance)


def test_model_of_a_built_in_set_allows_no_missing_value(tmp_path: Path) -> None:
    model = lessonnet.load(finished(tmp_path / "run", "trainer.max_epochs=1", "callbacks=none").directory)
    with pytest.raises(OptionError) as refused:
        model.predict({"test": [1.0, 2.0], "grades": [1.0, None]})
    assert str(refused.value) == (
        "row 2, column `grades`: the value is missing, and the model has no replacement for it."
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.uint8, torch.bool])
def test_tensors_of_any_type_are_taken(tmp_path: Path, dtype: torch.dtype) -> None:
    run = finished(tmp_path / "run", "data=gate", "data.gate=and", "trainer.max_epochs=1", "callbacks=none")
    corners = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
    model = lessonnet.load(run.directory)
    wanted = model.scores(corners.double().requires_grad_())
    np.testing.assert_array_equal(model.scores(corners.to(dtype)), wanted)


@pytest.mark.parametrize(("path", "shown"), [("", "''"), (" ", "' '"), (None, "null"), (5, "5"), (b"run", "b'run'")])
def test_what_is_no_directory_is_refused(path: Any, shown: str) -> None:
    with pytest.raises(OptionError) as refused:
        lessonnet.load(path)
    assert str(refused.value) == f"`path` must be the directory of a run or of a model, got {shown}."


def test_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no such model directory"):
        lessonnet.load(tmp_path / "nowhere")
