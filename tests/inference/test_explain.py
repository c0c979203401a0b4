"""`explain`: the printed equation, worked out with a reader's arithmetic, gives the model's scores."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import lessonnet
from lessonnet.artifact import save_model
from lessonnet.tables import CategoryColumn, NumberColumn, Schema
from tests.inference.onnx_oracle import described, described_table, drawn
from tests.inference.table_runs import MODEL_COLUMNS, Row, files_of, students, trained
from tests.sweep.runs import finished

_TERM = re.compile(r"    (?P<sign>[+−]) (?P<number>\S+)(?: (?P<kind>·|if) (?P<name>.+))?")
_HALF_A_DIGIT = 5e-6
"""Of a number with six digits, relative to it."""


def equations(text: str) -> list[list[tuple[float, str, str]]]:
    """Read the printed terms of each score: number, `·` or `if` or nothing, name."""
    scores: list[list[tuple[float, str, str]]] = []
    for line in text.splitlines():
        if line.startswith("score"):
            scores.append([])
        elif term := _TERM.fullmatch(line):
            number = float(term["number"]) * (-1 if term["sign"] == "−" else 1)
            scores[-1].append((number, term["kind"] or "", term["name"] or ""))
    return scores


def worked_out(text: str, row: Row, categories: dict[str, list[str]]) -> tuple[list[float], float]:
    """Add up the terms that apply to a row, as a reader would; also what the rounding of the print may cost."""
    scores, cost = [], 0.0
    fills = dict(re.findall(r"(\S+) as ([0-9.e+-]+?)(?:,|\.$)", text, re.M))
    for terms in equations(text):
        values = [number * _factor(kind, name, row, categories, fills) for number, kind, name in terms]
        scores.append(sum(values))
        cost = max(cost, _HALF_A_DIGIT * 2 * sum(map(abs, values)))
    return scores, cost


def _factor(kind: str, name: str, row: Row, categories: dict[str, list[str]], fills: dict[str, str]) -> float:
    if not kind:
        return 1.0
    if kind == "·":
        return float(fills[name]) if row[name] is None else float(row[name])
    if name.endswith(" is missing"):
        return float(row[name.removesuffix(" is missing")] is None)
    if name.endswith(" is unknown"):
        column = name.removesuffix(" is unknown")
        return float(row[column] is not None and str(row[column]) not in categories[column])
    column, _, word = name.partition("=")
    return float(str(row[column]) == word)


@pytest.mark.filterwarnings("ignore:.*without a category of the model")
@pytest.mark.parametrize("classes", [("no", "yes"), ("no", "perhaps", "yes")], ids=len)
@pytest.mark.parametrize("options", [(), ("model=perceptron",), ("data.standardize=false",)], ids=str)
def test_printed_equation_gives_the_scores(tmp_path: Path, classes: Sequence[str], options: tuple[str, ...]) -> None:
    run = trained(tmp_path, *options, rows=students(classes=classes))
    model, text = lessonnet.load(run.directory), lessonnet.load(run.directory).explain()
    columns = files_of(run)[0]["table"]["columns"]
    categories = {column["name"]: column["categories"] for column in columns if column["kind"] == "category"}
    rows = students(40, seed=2)
    rows[0]["colour"] = "violet"
    scores = model.scores({name: [row[name] for row in rows] for name in MODEL_COLUMNS})
    for row, wanted in zip(rows, scores, strict=True):
        found, cost = worked_out(text, row, categories)
        # float32 adds roundings of 1e-6 to those of the six printed digits.
        np.testing.assert_allclose(found, wanted, rtol=0, atol=cost + 1e-5)


def test_printed_equation_of_a_built_in_set_gives_the_scores(tmp_path: Path) -> None:
    model = lessonnet.load(finished(tmp_path / "run", "trainer.max_epochs=5", "callbacks=none").directory)
    row = {"test": 9.0, "grades": 1.5}
    found, cost = worked_out(model.explain(), row, {})
    wanted = model.scores({name: [value] for name, value in row.items()})
    np.testing.assert_allclose(found, wanted[0], rtol=0, atol=cost + 1e-5)


def explained(directory: Path, description: dict[str, Any], tensors: dict[str, torch.Tensor] | None = None) -> str:
    save_model(directory / "model", drawn(description) if tensors is None else tensors, description)
    return lessonnet.load(directory / "model").explain()


def test_equation_is_worked_by_hand(tmp_path: Path) -> None:
    schema = Schema("y", (NumberColumn("age", 40.0, indicator=True), CategoryColumn("colour", ("red",))))
    scaling = {"mean": [40.0, 0.0, 0.0, 0.0], "scale": [10.0, 1.0, 1.0, 1.0]}
    description = described_table(schema, scaling=scaling, class_names=["no", "yes"])
    weights = torch.tensor([[2.0], [-0.5], [1.25], [0.0]])
    text = explained(tmp_path, description, {"layers.0.weight": weights, "layers.0.bias": torch.tensor([3.0])})
    # 2·(age − 40)/10 + 3 = 0.2·age − 5
    assert text.splitlines() == [
        "Reads the number age.",
        "Reads the category colour; each of its words is a feature of 0 or 1.",
        "A missing number counts as the training's mean: age as 40.",
        "The probability of 'yes' is 1 / (1 + e^−score); from 0.5 on it predicts 'yes'.",
        "score =",
        "    − 5",
        "    + 0.2 · age",
        "    − 0.5 if age is missing",
        "    + 1.25 if colour=red",
        "    + 0 if colour is unknown",
    ]


def test_layers_of_an_mlp_are_named(tmp_path: Path) -> None:
    activation = {"name": "leaky_relu", "options": {"negative_slope": 0.25}}
    description = described(
        "mlp", 3, 2, hidden=[4, 1], activation=activation, feature_names=["a", "b"], class_names=["p", "q", "r"]
    )
    assert explained(tmp_path, description).splitlines() == [
        "Reads the numbers a, b.",
        "The probabilities are the softmax of the scores; it predicts the class with the largest.",
        "Layer 1: 4 hidden nodes, sums of 2 weighted inputs and a bias, each through leaky_relu (negative_slope 0.25).",
        "Layer 2: 1 hidden node, a sum of 4 weighted inputs and a bias, through leaky_relu (negative_slope 0.25).",
        "Layer 3: 3 scores, sums of 1 weighted input and a bias.",
    ]


@pytest.mark.parametrize(
    ("classes", "line"),
    [
        (2, "Predicts 'yes ✓' where the score is at least 0, else 'no'."),
        (3, "Predicts the class with the largest score."),
    ],
)
def test_perceptron_decides_by_its_score(tmp_path: Path, classes: int, line: str) -> None:
    assert line in explained(tmp_path, described("perceptron", classes, 2)).splitlines()


def test_threshold_is_said(tmp_path: Path) -> None:
    text = explained(tmp_path, described("logistic", 2, 1, threshold=0.3))
    assert "The probability of 'yes ✓' is 1 / (1 + e^−score); from 0.3 on it predicts 'yes ✓'." in text


def test_mark_of_direction_in_a_name_is_escaped(tmp_path: Path) -> None:
    schema = Schema("y", (NumberColumn("a\u202eb", 1.0), CategoryColumn("c", ("d\u202e",))))
    text = explained(tmp_path, described_table(schema, class_names=["p", "q\u202e"]))
    assert text.count("\\u202e") == 6
    assert "\u202e" not in text
