"""`python -m lessonnet.evaluate` on a labelled file: scikit-learn's numbers, as table, JSON and pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import polars as pl
import pytest
from sklearn import metrics

from lessonnet import evaluate
from lessonnet.inference import metrics_table
from tests.inference.table_runs import (
    HEADER,
    MODEL_COLUMNS,
    probabilities_of,
    scores_of,
    students,
    trained,
    unseen_students,
    write_students,
)
from tests.sweep.runs import Answer, Run, called, finished

PICTURES = ["calibration.png", "confidence.png", "confusion_matrix.png", "precision_recall.png", "roc.png"]
# Probabilities in float32 are off by 1e-7 or so; no two of these points are as near as that.
TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("trained"), rows=students(classes=("a", "b", "c")))


@pytest.fixture(scope="module")
def perceptron(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("trained"), "model=perceptron")


def evaluated(run: Run, directory: Path, *words: str, data: str = "new.csv") -> Answer:
    return called(directory, evaluate.main, f"run={run.directory}", f"data.path={data}", *words)


def numbers(run: Run, directory: Path, *words: str, data: str = "new.csv") -> dict[str, Any]:
    answer = evaluated(run, directory, "json=numbers.json", *words, data=data)
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads((directory / "numbers.json").read_text())
    return found


def refused(answer: Answer) -> str:
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    return answer.err.rstrip("\n")


def oracle(run: Run, rows: Sequence[dict[str, Any]], names: list[str]) -> dict[str, Any]:
    """What scikit-learn makes of the oracle's answers."""
    true = np.array([names.index(row["admit"]) for row in rows])
    found = probabilities_of(scores_of(run, rows))
    predicted = found.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(true, predicted)
    several = len(names) > 2
    one_hot = np.eye(len(names))[true]
    return {
        "points": len(rows),
        "error": metrics.log_loss(true, found),
        "accuracy": metrics.accuracy_score(true, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(true, predicted),
        "log_loss": metrics.log_loss(true, found),
        "brier_score": ((found - one_hot) ** 2).sum(axis=1).mean() / (1 if several else 2),
        "roc_auc": metrics.roc_auc_score(true, found if several else found[:, 1], multi_class="ovr"),
        "average_precision": metrics.average_precision_score(
            one_hot if several else true, found if several else found[:, 1]
        ),
        "confusion_matrix": metrics.confusion_matrix(true, predicted).tolist(),
        "per_class": {"precision": precision, "recall": recall, "f1": f1, "support": support},
    }


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("model", ["run", "three"])
def test_numbers_are_scikit_learns(model: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(model)
    names = ["no", "yes"] if model == "run" else ["a", "b", "c"]
    rows = students(150, seed=7, classes=names)
    if kind == "parquet":
        pl.DataFrame(rows).write_parquet(tmp_path / "new.parquet")
    else:
        write_students(tmp_path / "new.csv", rows)
    found, wanted = numbers(run, tmp_path, data=f"new.{kind}"), oracle(run, rows, names)
    assert found["class_names"] == names
    for name, values in wanted.pop("per_class").items():
        np.testing.assert_allclose([row[name] for row in found["per_class"]], values, rtol=0, atol=TOLERANCE)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value, rtol=0, atol=TOLERANCE, err_msg=name)


def test_table_shows_the_numbers_of_the_json(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(50, seed=8))
    answer = evaluated(run, tmp_path, "json=numbers.json")
    found = json.loads((tmp_path / "numbers.json").read_text())
    assert answer.out == metrics_table(found, title="new.csv: LogisticRegression 16-1") + "\nnumbers   numbers.json\n"


def test_rows_without_a_label_are_left_out_and_counted(run: Run, tmp_path: Path) -> None:
    rows = students(60, seed=9)
    gaps = [{**row, "admit": None if i % 6 == 0 else row["admit"], "age": "old"} for i, row in enumerate(rows)]
    for i, row in enumerate(gaps):
        row["age"] = rows[i]["age"]
    write_students(tmp_path / "new.csv", gaps)
    assert evaluated(run, tmp_path).out.splitlines()[0] == "new.csv: 10 rows without a target left out"
    labelled = [row for row in gaps if row["admit"]]
    found = numbers(run, tmp_path)
    assert found["points"] == 50
    np.testing.assert_allclose(found["error"], oracle(run, labelled, ["no", "yes"])["error"], rtol=0, atol=TOLERANCE)


def test_rows_with_gaps_are_left_out_where_the_training_left_them_out(tmp_path: Path) -> None:
    run = trained(tmp_path / "trained", "data.missing=drop")
    rows = students(60, seed=10)
    rows[0]["admit"] = rows[1]["admit"] = None
    rows[1]["age"] = rows[2]["age"] = None
    write_students(tmp_path / "new.csv", rows)
    whole = [row for row in rows if None not in row.values()]
    labelled = sum(row["admit"] is not None for row in rows)
    assert evaluated(run, tmp_path).out.splitlines()[:2] == [
        "new.csv: 2 rows without a target left out",
        f"new.csv: {labelled - len(whole)} rows with a missing value left out, as in training (data.missing=drop)",
    ]
    assert numbers(run, tmp_path)["points"] == len(whole)


def test_gap_is_refused_where_the_training_refused_gaps(tmp_path: Path) -> None:
    run = trained(tmp_path / "trained", "data.missing=refuse", rows=[r for r in students() if None not in r.values()])
    rows = [row for row in students(60, seed=10) if None not in row.values()]
    rows[0]["admit"] = rows[0]["age"] = None  # left out, so nothing is asked about it
    rows[4]["colour"] = None
    write_students(tmp_path / "new.csv", rows)
    assert refused(evaluated(run, tmp_path)).startswith("new.csv: line 6, column `colour`: the value is missing")


def test_unseen_words_are_warned_of(run: Run, tmp_path: Path) -> None:
    rows = unseen_students(50)
    write_students(tmp_path / "new.csv", rows)
    answer = evaluated(run, tmp_path)
    assert answer.out.splitlines()[0].startswith("warning: column `colour`: 10 rows without a category of the model")


@pytest.mark.parametrize(("kind", "place"), [("csv", "line 32"), ("parquet", "row 31")])
def test_label_that_training_never_saw_is_refused_by_row_and_column(
    run: Run, tmp_path: Path, kind: str, place: str
) -> None:
    rows = students(60, seed=9)
    rows[3]["admit"] = None
    rows[30]["admit"] = "perhaps"
    write_students(tmp_path / "new.csv", rows)
    pl.DataFrame(rows).write_parquet(tmp_path / "new.parquet")
    line = refused(evaluated(run, tmp_path, "json=numbers.json", "figures=figures", data=f"new.{kind}"))
    assert line == (
        f"new.{kind}: {place}, column `admit`: the class 'perhaps' is not among those of the training rows "
        "('no', 'yes')."
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.csv", "new.parquet"]


@pytest.mark.parametrize("target", ["passed", "6", "-1"])
def test_target_may_be_another_column_by_name_or_position(run: Run, tmp_path: Path, target: str) -> None:
    rows = [{**row, "passed": row["admit"]} for row in students(40, seed=11)]
    write_students(tmp_path / "new.csv", rows, [*MODEL_COLUMNS, "id", "passed"])
    wanted = oracle(run, rows, ["no", "yes"])["accuracy"]
    assert numbers(run, tmp_path, f"target={target}")["accuracy"] == wanted


def test_labels_of_other_types_are_those_of_the_training(tmp_path: Path) -> None:
    rows = [
        {**row, "admit": row["admit"] == "yes", "grade": "2.0" if row["admit"] == "yes" else "1.0"}
        for row in students()
    ]
    path = write_students(tmp_path / "students.csv", rows, [*MODEL_COLUMNS, "admit", "grade"])
    pl.DataFrame(rows).with_columns(pl.col("grade").cast(pl.Float64)).write_parquet(tmp_path / "new.parquet")
    for target, names in (("admit", ["False", "True"]), ("grade", ["1.0", "2.0"])):
        features = "data.features=[age,colour]"
        run = finished(tmp_path / target, "data=table", f"data.path={path}", f"data.target={target}", features)
        from_csv, from_parquet = (numbers_without_file(run, tmp_path, data) for data in ("students.csv", "new.parquet"))
        assert from_csv["class_names"] == names
        assert from_csv == from_parquet


def numbers_without_file(run: Run, directory: Path, data: str) -> dict[str, Any]:
    found = numbers(run, directory, data=data)
    (directory / "numbers.json").unlink()
    return found


def test_class_called_like_a_missing_word_is_a_class_where_the_training_said_so(tmp_path: Path) -> None:
    rows = [{**row, "admit": "None" if row["admit"] == "no" else "yes"} for row in students()]
    run = trained(tmp_path / "trained", "data.missing_words=['-']", rows=rows)
    write_students(tmp_path / "new.csv", rows)
    found = numbers(run, tmp_path)
    assert found["class_names"] == ["None", "yes"]
    assert found["points"] == 200


def test_file_of_one_class_has_no_curves(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", [row for row in students(60, seed=12) if row["admit"] == "yes"])
    found = numbers(run, tmp_path, "figures=figures")
    assert found["roc_auc"] is None
    assert found["per_class"][0]["recall"] is None
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == PICTURES


@pytest.mark.parametrize("model", ["run", "three", "perceptron"])
def test_figures_are_drawn(model: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(model)
    write_students(
        tmp_path / "new.csv", students(150, seed=7, classes=["a", "b", "c"] if model == "three" else ["no", "yes"])
    )
    answer = evaluated(run, tmp_path, "figures=figures")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    wanted = PICTURES
    if model == "perceptron":
        wanted = PICTURES[2:]
        assert lines.pop() == "left out  calibration and confidence: a perceptron has no probabilities"
    assert lines[-1] == "figures   figures"
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == wanted
    for name in wanted:
        picture = matplotlib.image.imread(tmp_path / "figures" / name)
        assert min(picture.shape[:2]) >= 250
        assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 10


def test_perceptron_has_what_needs_no_probabilities(perceptron: Run, tmp_path: Path) -> None:
    rows = students(150, seed=7)
    write_students(tmp_path / "new.csv", rows)
    found = numbers(perceptron, tmp_path)
    true, scores = np.array([row["admit"] == "yes" for row in rows]), scores_of(perceptron, rows)[:, 0]
    assert found["accuracy"] == metrics.accuracy_score(true, scores >= 0)
    np.testing.assert_allclose(found["roc_auc"], metrics.roc_auc_score(true, scores), rtol=0, atol=TOLERANCE)
    # Of each misclassified point |score|, in the mean.
    np.testing.assert_allclose(found["error"], np.abs(scores * (true != (scores >= 0))).mean(), rtol=0, atol=1e-5)
    for name in ("log_loss", "brier_score", "mean_confidence", "expected_calibration_error"):
        assert found[name] is None


@pytest.fixture(scope="module")
def built_in(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("run") / "run", "data=iris", "trainer.max_epochs=5", "callbacks=none")


@pytest.mark.parametrize(("words", "part"), [((), "test"), (("part=train",), "train"), (("part=val",), "val")])
def test_part_of_a_built_in_set_is_evaluated_in_full(
    built_in: Run, tmp_path: Path, words: tuple[str, ...], part: str
) -> None:
    answer = called(tmp_path, evaluate.main, f"run={built_in.directory}", "json=numbers.json", *words)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"iris, {'validation' if part == 'val' else part + 'ing' * (part == 'train')}: ")
    found = json.loads((tmp_path / "numbers.json").read_text())
    wanted = built_in.results[part]
    assert found["accuracy"] == wanted["accuracy"]
    # The run adds float32 numbers up, this float64 ones.
    np.testing.assert_allclose(found["error"], wanted["error"], rtol=1e-5)


def test_model_of_a_built_in_set_is_evaluated_on_a_file_with_a_target(built_in: Run, tmp_path: Path) -> None:
    names = json.loads((built_in.directory / "model" / "model.json").read_text())
    frame = pl.DataFrame({name: [5.0, 6.0, 4.9] for name in names["feature_names"]})
    frame.with_columns(pl.Series("species", names["class_names"])).write_csv(tmp_path / "new.csv")
    assert refused(evaluated(built_in, tmp_path)) == (
        "`target` must be given: the column of labels; the model was not trained on a table."
    )
    assert numbers(built_in, tmp_path, "target=species")["points"] == 3


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("data.path=new.csv", "part=test"), "`part` is of the model's own data set; leave it out, or `data.path`."),
        (("target=admit",), "`target` is a column of a table; give the table by `data.path`."),
        (("data.header=true",), "`data.path` must be given: a text."),
        (("part=tests",), "`part` must be 'train', 'val' or 'test' or null, got 'tests'. Did you mean 'test'?"),
        (("json=numbers.json",), "`data.path` must be given: a table with a column 'admit'."),
        ((), "`data.path` must be given: a table with a column 'admit'."),
        (
            ("data.path=new.csv", "json=x", "figures=x"),
            "`json` and `figures` must be different places, got 'x' for both.",
        ),
        (("data.path=new.csv", "json=new.csv"), "`json`: new.csv exists already; remove it, or choose another name."),
        (("data.path=new.csv", "figures=old"), "`figures`: old exists already; remove it, or choose another name."),
        (("data.path=new.csv", "json=no/x.json"), "`json`: there is no directory 'no'."),
        (("data.path=new.csv", "figures=no/x"), "`figures`: there is no directory 'no'."),
        (("data.path=new.csv", "json=/proc/x.json"), "`json`: cannot write in '/proc': No such file or directory."),
        (("data.path=new.csv", "figures=/proc/x"), "`figures`: cannot write in '/proc': No such file or directory."),
        (("data.path=new.csv", "target=admitted"), "new.csv: there is no column 'admitted', which `target` names. Did"),
        (
            ("data.path=new.csv", "target=9"),
            "new.csv: `target` must be a position from -7 to 6 in its 7 columns, got 9.",
        ),
        (("data.path=blank.csv",), "blank.csv: no row is left that has a label in the column `admit`."),
        (("data.path=bare.csv",), "bare.csv: there is no column 'admit', which `target` names."),
    ],
)
def test_mistake_is_answered_in_one_line_and_nothing_is_written(
    run: Run, tmp_path: Path, words: tuple[str, ...], line: str
) -> None:
    write_students(tmp_path / "new.csv", students(20))
    write_students(tmp_path / "blank.csv", [{**row, "admit": None} for row in students(20)], HEADER)
    write_students(tmp_path / "bare.csv", students(20), MODEL_COLUMNS)
    (tmp_path / "old").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert line in refused(called(tmp_path, evaluate.main, f"run={run.directory}", *words))
    assert sorted(tmp_path.rglob("*")) == before
