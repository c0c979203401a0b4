"""The exported file itself: valid, told what it is, the same each time; and what cannot be exported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch

import lessonnet
from lessonnet.inference._onnx import onnx_model, save_onnx
from lessonnet.options import OptionError
from lessonnet.tables import CategoryColumn, NumberColumn, Schema
from tests.inference.onnx_oracle import described, described_table, drawn, run

SCHEMA = Schema("y", (NumberColumn("n", 1.5, indicator=True), CategoryColumn("w", ("a", "ü"), indicator=True)))
MLP = described_table(SCHEMA, "mlp", 3, hidden=[4], activation={"name": "elu", "options": {"alpha": 1.0}})


def test_saved_file_is_a_valid_model_that_says_where_it_comes_from(tmp_path: Path) -> None:
    save_onnx(tmp_path / "model.onnx", MLP, drawn(MLP))
    onnx.checker.check_model(str(tmp_path / "model.onnx"), full_check=True)
    model = onnx.load(tmp_path / "model.onnx")
    assert (model.producer_name, model.producer_version) == ("lessonnet", lessonnet.__version__)
    assert "mlp, 3 classes" in model.doc_string
    # onnxruntime 1.20 reads opsets to 21 and IR versions to 10.
    assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 19)]
    assert model.ir_version == 9


def test_saved_file_runs(tmp_path: Path) -> None:
    save_onnx(tmp_path / "model.onnx", MLP, drawn(MLP))
    inputs = {"n": np.array([[np.nan], [2.0]]), "w": np.array([["ü"], ["?"]], dtype=object)}
    labels, values = run((tmp_path / "model.onnx").read_bytes(), inputs)
    assert len(labels) == 2
    assert values.shape == (2, 3)


def test_inputs_and_outputs_have_the_promised_types_and_shapes() -> None:
    graph = onnx_model(MLP, drawn(MLP)).graph
    found = {
        value.name: (value.type.tensor_type.elem_type, [d.dim_param or d.dim_value for d in shape_of(value)])
        for value in (*graph.input, *graph.output)
    }
    kinds = onnx.TensorProto
    assert found == {
        "n": (kinds.DOUBLE, ["N", 1]),
        "w": (kinds.STRING, ["N", 1]),
        "label": (kinds.STRING, ["N"]),
        "probabilities": (kinds.DOUBLE, ["N", 3]),
    }


def shape_of(value: onnx.ValueInfoProto) -> Any:
    return value.type.tensor_type.shape.dim


def test_model_without_a_table_names_its_features_in_the_inputs_text() -> None:
    description = described("logistic", 2, 2, feature_names=["test", "grades"])
    (value,) = onnx_model(description, drawn(description)).graph.input
    assert value.name == "features"
    assert "test, grades" in value.doc_string


def test_description_without_a_table_key_is_one_of_a_built_in_data_set() -> None:
    description = {key: value for key, value in described("logistic", 2, 2).items() if key != "table"}
    assert [value.name for value in onnx_model(description, drawn(description)).graph.input] == ["features"]


SAVE = """
import sys
from lessonnet.inference._onnx import save_onnx
from tests.inference.onnx_oracle import drawn
from tests.inference.test_onnx_file import MLP
save_onnx(sys.argv[1], MLP, drawn(MLP))
"""


@pytest.mark.slow
def test_saved_bytes_are_the_same_in_another_process(tmp_path: Path) -> None:
    # Python's sets come in another order under another hash seed.
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", SAVE, str(tmp_path / "there.onnx")], env=environment, check=True)
    save_onnx(tmp_path / "here.onnx", MLP, drawn(MLP))
    assert (tmp_path / "here.onnx").read_bytes() == (tmp_path / "there.onnx").read_bytes()


def test_tensors_that_are_views_and_need_gradients_are_saved_as_they_are() -> None:
    description = described("perceptron", 2, 2)
    weight = torch.arange(4.0, requires_grad=True).reshape(2, 2)[:, :1]
    model = onnx_model(description, {"layers.0.weight": weight, "layers.0.bias": torch.zeros(1)})
    assert run(model, {"features": np.array([[1.0, 10.0]])})[1].tolist() == [[20.0]]


def test_saved_model_replaces_an_earlier_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"old")
    save_onnx(path, MLP, drawn(MLP))
    assert onnx.load(path).producer_name == "lessonnet"
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.onnx"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nameless": (described_table(Schema("y", (NumberColumn("a"), NumberColumn("")))), "position 1 has none"),
    "twice": (described_table(Schema("y", (NumberColumn("a"), CategoryColumn("a", ())))), "found 'a' twice"),
    "name": (described_table(Schema("y", (NumberColumn("\ud800"),))), r"found '\ud800'"),
    "category": (described_table(Schema("y", (CategoryColumn("a", ("\ud800",)),))), r"found '\ud800'"),
    "missing word": (
        described_table(Schema("y", (CategoryColumn("a", ()),), missing_words=("\ud800",))),
        r"found '\ud800'",
    ),
    "class": (described("logistic", 2, 1, class_names=["a", "\ud800"]), r"found '\ud800'"),
    "feature": (described("logistic", 2, 1, feature_names=["\ud800"]), "only text that UTF-8 can"),
    "version": (described("logistic", 2, 1, lessonnet="\ud800"), "only text that UTF-8 can"),
    "activation": (
        described("mlp", 2, 1, hidden=[2], activation={"name": "sine", "options": {}}),
        "can write the activations step, sigmoid",
    ),
    "option": (
        described("mlp", 2, 1, hidden=[2], activation={"name": "elu", "options": {"alpha": -1.0}}),
        "`activation.alpha` must be",
    ),
}


@pytest.mark.parametrize(("description", "words"), WRONG.values(), ids=WRONG)
def test_what_onnx_cannot_hold_is_refused_in_one_line_before_anything_is_written(
    tmp_path: Path, description: dict[str, Any], words: str
) -> None:
    with pytest.raises(OptionError) as caught:
        save_onnx(tmp_path / "model.onnx", description, drawn(description))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).isascii() or "\ud800" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_weights_beyond_two_gibibytes_are_refused() -> None:
    # Expanded: one number in memory, 2^29 of them to look at, of 4 bytes each.
    tensors = {"layers.0.weight": torch.zeros(1, 1).expand(2**29, 1), "layers.0.bias": torch.zeros(1)}
    with pytest.raises(OptionError, match=r"at most \d+ bytes of weights, got 2147483652"):
        onnx_model(described("logistic", 2, 2), tensors)


def test_absent_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)  # an import of it fails as if it were not installed
    with pytest.raises(OptionError) as caught:
        onnx_model(MLP, drawn(MLP))
    assert str(caught.value) == "`export=onnx` needs the package onnx: pip install 'lessonnet[onnx]'."


@pytest.mark.slow
def test_importing_the_export_imports_no_onnx() -> None:
    code = "import sys, lessonnet.inference._onnx; sys.exit('onnx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
