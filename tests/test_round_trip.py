"""A model directory alone, somewhere else, gives the same answers in Python, by the program and as ONNX."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import polars as pl
import pytest

import lessonnet
from lessonnet import predict, train
from tests.inference.table_runs import (
    MODEL_COLUMNS,
    probabilities_of,
    scores_of,
    students,
    unseen_students,
    write_students,
    written,
)
from tests.sweep.programs import ended, started
from tests.sweep.runs import Run, called

# What the project promises, of probabilities and of scores of size 1 to 10.
TOLERANCE = 1e-5

KINDS = {
    "logistic": (),
    "mlp": ("model=mlp", "model.hidden=[6,4]", "activation=tanh"),
    "perceptron": ("model=perceptron",),
}
CLASSES = {2: ("no", "yes"), 3: ("no", "perhaps ✓", "yes")}


@pytest.fixture(scope="module", params=[(kind, count) for kind in KINDS for count in CLASSES], ids=str)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    kind, count = request.param
    directory = tmp_path_factory.mktemp("home")
    write_students(directory / "students.csv", students(classes=CLASSES[count]))
    answer = called(
        directory,
        train.main,
        *("data=table", "data.path=students.csv", "data.target=admit", "optimizer=adam", "optimizer.lr=0.05"),
        *("trainer=cpu", "trainer.max_epochs=5", "export=onnx", "hydra.run.dir=run", *KINDS[kind]),
    )
    assert (answer.code, answer.err) == (0, "")
    return Run(directory / "run", answer.code, answer.out)


@pytest.fixture
def elsewhere(run: Run, tmp_path: Path) -> Path:
    """A directory with nothing but a copy of the model, and new rows with gaps and words that training never saw."""
    shutil.copytree(run.directory / "model", tmp_path / "received")
    write_students(tmp_path / "new.csv", unseen_students(), ["id", *MODEL_COLUMNS[::-1]])
    return tmp_path


def by_onnx(path: Path, rows: list[dict[str, Any]]) -> tuple[list[str], np.ndarray]:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    fed = {}
    for node in session.get_inputs():
        values = [row[node.name] for row in rows]
        if node.type == "tensor(string)":
            fed[node.name] = np.array([written(value) for value in values], dtype=object)[:, None]
        else:
            fed[node.name] = np.array([np.nan if value is None else value for value in values])[:, None]
    labels, measures = session.run(None, fed)
    return labels.tolist(), measures


@pytest.mark.filterwarnings("ignore:.*without a category of the model")
@pytest.mark.filterwarnings("ignore:.*none was in training")
def test_copied_model_answers_the_same_in_python_by_program_and_as_onnx(run: Run, elsewhere: Path) -> None:
    rows = unseen_students()
    answer = called(elsewhere, predict.main, "run=received", "data.path=new.csv", "output=out.parquet", "keep=[id]")
    assert (answer.code, answer.err) == (0, "")
    found = pl.read_parquet(elsewhere / "out.parquet")
    assert found["id"].to_list() == [row["id"] for row in rows]
    written_measures = found.drop("id", "label").to_numpy()
    model = lessonnet.load(elsewhere / "received")
    frame = pl.DataFrame(rows)
    from_python = model.predict_proba(frame) if model.has_probabilities else model.scores(frame)
    scores = scores_of(run, rows)
    wanted = probabilities_of(scores) if model.has_probabilities else scores
    labels, from_onnx = by_onnx(run.directory / "model.onnx", rows)
    for measures in (written_measures, from_python, from_onnx):
        np.testing.assert_allclose(measures, wanted, rtol=0, atol=TOLERANCE)
    assert found["label"].to_list() == model.predict(frame) == labels
    assert len(set(labels)) == len(model.class_names)


@pytest.mark.parametrize("run", [("mlp", 3)], indirect=True)
def test_copied_model_needs_no_config_and_no_table_to_predict_as_a_program(run: Run, elsewhere: Path) -> None:
    words = ["run=received", "data.path=new.csv", "output=out.csv"]
    answer = ended(started(elsewhere, *words, program="lessonnet.predict"))
    assert (answer.code, answer.err) == (0, "")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["new.csv", "out.csv", "received"]
    found = pl.read_csv(elsewhere / "out.csv").drop("label").to_numpy()
    np.testing.assert_allclose(found, probabilities_of(scores_of(run, unseen_students())), rtol=0, atol=TOLERANCE)


def test_model_directory_holds_no_path_of_the_table(run: Run) -> None:
    description = (run.directory / "model" / "model.json").read_text()
    assert "students.csv" not in description
    assert json.loads(description)["table"]["target"] == "admit"
