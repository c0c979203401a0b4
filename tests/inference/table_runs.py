"""Models trained on a mixed table, and what they must answer, worked out from the model directory's files alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from tests.data.tables import write_csv
from tests.sweep.runs import Run, finished

HEADER = ("id", "age", "Größe", "colour", "member", "code", "admit")
MODEL_COLUMNS = ["age", "Größe", "colour", "member", "code"]
QUICK = (
    *("data=table", "optimizer=adam", "optimizer.lr=0.05"),
    *("trainer.max_epochs=8", "callbacks=none", "logger=none"),
)

Row = Mapping[str, Any]


def students(count: int = 200, seed: int = 0, classes: Sequence[str] = ("no", "yes")) -> list[dict[str, Any]]:
    """Draw rows with an identifier, two numbers, words, truths and codes with a leading zero; None is missing."""
    draw = np.random.default_rng(seed)
    rows = []
    for i in range(count):
        size = round(float(draw.normal(5, 2)), 2)
        rows.append(
            {
                "id": f"s{i:05d}",
                "age": None if draw.random() < 0.1 else int(draw.integers(18, 70)),
                "Größe": size,
                "colour": None if draw.random() < 0.1 else ["red", "green", "größer als", "名前"][draw.integers(4)],
                "member": bool(draw.integers(2)),
                "code": ["01", "02", "17"][draw.integers(3)],
                "admit": classes[int(np.clip(size / 3 + draw.normal(), 0, len(classes) - 1))],
            }
        )
    return rows


def unseen_students(count: int = 200) -> list[dict[str, Any]]:
    """Draw rows of which many have words that training never saw, and gaps in columns that had none."""
    rows = students(count, seed=1)
    for i, row in enumerate(rows):
        if i % 5 == 0:
            row["colour"] = "violet"
        if i % 7 == 0:
            row["code"] = "99"
        if i % 11 == 0:
            row["Größe"] = None
        if i % 13 == 0:
            row["member"] = None
    return rows


def write_students(path: Path, rows: Sequence[Row], columns: Sequence[str] = HEADER, *, header: bool = True) -> str:
    """Write rows as CSV: what is missing as an empty cell, truths as pandas does."""
    cells = [[row.get(name) for name in columns] for row in rows]
    return write_csv(path, cells, columns if header else None)


def trained(directory: Path, *overrides: str, rows: Sequence[Row] | None = None) -> Run:
    """Train quickly on a table of students that is left in the directory."""
    directory.mkdir(exist_ok=True)
    path = write_students(directory / "students.csv", students() if rows is None else rows)
    return finished(directory / "run", *QUICK, f"data.path={path}", "data.target=admit", *overrides)


def files_of(run: Run) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a run's `model.json` and its tensors without the project's code."""
    model = run.directory / "model"
    return json.loads((model / "model.json").read_text()), safetensors.numpy.load_file(model / "model.safetensors")


def written(value: Any) -> str:
    """Write a value as the CSV file has it."""
    return "" if value is None else str(value)


def features_of(description: Mapping[str, Any], rows: Sequence[Row]) -> NDArray[np.float64]:
    """Encode rows [N, D] as `model.json` says; every column of words holds words as the CSV file does."""
    table, features = description["table"], []
    for row in rows:
        cells: list[float] = []
        for column in table["columns"]:
            value = row[column["name"]]
            missing = written(value) in ("", *table["missing_words"])
            if column["kind"] == "number":
                cells.append(column["fill"] if missing else float(value))
            else:
                known = [float(not missing and written(value) == name) for name in column["categories"]]
                has_place = any(known) or (missing and column["indicator"])
                cells += [*known, float(not has_place)]
            if column["indicator"]:
                cells.append(float(missing))
        features.append(cells)
    return np.array(features)


def scores_of(run: Run, rows: Sequence[Row]) -> NDArray[np.float64]:
    """Compute the scores [N, C] in float64; a hidden layer's activation is tanh or the sigmoid."""
    description, tensors = files_of(run)
    return network_scores(description, tensors, features_of(description, rows))


def network_scores(
    description: Mapping[str, Any], tensors: Mapping[str, NDArray[Any]], features: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute the scores [N, C] of features in original units."""
    scaling = description["scaling"] or {"mean": 0.0, "scale": 1.0}
    values = (features - np.array(scaling["mean"])) / np.array(scaling["scale"])
    for layer in range(len(description["hidden"]) + 1):
        if layer:
            values = np.tanh(values) if description["activation"]["name"] == "tanh" else 1 / (1 + np.exp(-values))
        values = values @ tensors[f"layers.{layer}.weight"].astype(float) + tensors[f"layers.{layer}.bias"]
    return values


def probabilities_of(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities [N, classes] of scores."""
    if scores.shape[1] == 1:
        second = np.array([1 / (1 + math.exp(-score)) for score in scores[:, 0]])
        return np.stack([1 - second, second], axis=1)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
