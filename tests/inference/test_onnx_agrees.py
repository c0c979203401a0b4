"""The exported file and `lessonnet.load` give the same answers to the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from lessonnet.artifact import save_model
from lessonnet.inference import load, save_onnx
from lessonnet.tables import CategoryColumn, NumberColumn, Schema
from tests.inference.onnx_oracle import described_table, drawn, fed, run

pytestmark = pytest.mark.filterwarnings("ignore:.*without a category of the model", "ignore:.*none was in training")

SCHEMA = Schema(
    "y",
    (
        NumberColumn("Größe", 1.5, indicator=True),
        CategoryColumn("città", ("Roma", "東京"), indicator=True),
        NumberColumn("grade", 4.0),
        CategoryColumn("kind", ("a", "b", "c")),
    ),
)
MLP = {"model": "mlp", "hidden": [6], "activation": {"name": "gelu", "options": {}}}
SQUARED = {"format": 2, "criterion": {"name": "squared_error", "options": {}}}
SQUARED |= {"model": "logistic", "network": None, "parameters": None, "plugins": []}


def table(number: int) -> list[dict[str, Any]]:
    """Draw rows of which many have missing values and words that no training saw."""
    rng = np.random.default_rng(3)
    words = ["Roma", "東京", "Bern", "", "NA"], ["a", "b", "c", "d", "?"]
    return [
        {
            "Größe": float(rng.choice([np.nan, rng.normal()])),
            "città": str(rng.choice(words[0])),
            "grade": float(rng.choice([np.nan, rng.normal()])),
            "kind": str(rng.choice(words[1])),
        }
        for _ in range(number)
    ]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("threshold", [0.5, 0.3])
@pytest.mark.parametrize("kind", [{"model": "logistic"}, MLP, SQUARED], ids=["logistic", "mlp", "squared error"])
def test_exported_file_and_loaded_model_agree(
    tmp_path: Path, kind: dict[str, Any], threshold: float, dtype: torch.dtype
) -> None:
    scaling = {"mean": [0.5] * len(SCHEMA.feature_names), "scale": [0.75] * len(SCHEMA.feature_names)}
    description = described_table(SCHEMA, **kind, scaling=scaling, threshold=threshold)
    tensors = drawn(description, dtype)
    save_model(tmp_path / "model", tensors, description)
    save_onnx(tmp_path / "model.onnx", description, tensors)
    rows, model = table(500), load(tmp_path / "model")
    frame = pl.DataFrame(rows)
    labels, found = run((tmp_path / "model.onnx").read_bytes(), fed(SCHEMA, rows))
    assert labels == model.predict(frame)
    assert len(set(labels)) == 2
    # The same numbers in another order of float32 sums, about 1e-6; what the project promises is 1e-5.
    np.testing.assert_allclose(found, model.predict_proba(frame), rtol=0, atol=1e-5)


@pytest.mark.parametrize("classes", [2, 4])
def test_exported_perceptron_has_the_scores_of_the_loaded_one(tmp_path: Path, classes: int) -> None:
    description = described_table(SCHEMA, "perceptron", classes)
    tensors = drawn(description)
    save_model(tmp_path / "model", tensors, description)
    save_onnx(tmp_path / "model.onnx", description, tensors)
    rows, model = table(500), load(tmp_path / "model")
    frame = pl.DataFrame(rows)
    labels, found = run((tmp_path / "model.onnx").read_bytes(), fed(SCHEMA, rows))
    assert labels == model.predict(frame)
    np.testing.assert_allclose(found, model.scores(frame), rtol=0, atol=1e-5)
