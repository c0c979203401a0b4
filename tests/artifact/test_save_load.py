"""What is saved comes back; what does not fit is refused before anything is written."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch

from lessonnet.artifact import load_model, save_model
from lessonnet.options import OptionError
from tests.artifact.model import MLP, TINY, tensors_for

PERCEPTRON = {**TINY, "model": "perceptron", "threshold": None}


@pytest.mark.parametrize("description", [TINY, MLP, PERCEPTRON], ids=["logistic", "mlp", "perceptron"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_load_model_returns_what_save_model_was_given(
    tmp_path: Path, description: dict[str, Any], dtype: torch.dtype
) -> None:
    tensors = {name: tensor.to(dtype) for name, tensor in tensors_for(description).items()}
    save_model(tmp_path / "model", tensors, description)
    found, loaded = load_model(tmp_path / "model")
    assert found == description
    assert loaded.keys() == tensors.keys()
    assert all(torch.equal(loaded[name], tensors[name]) and loaded[name].dtype == dtype for name in tensors)


def test_save_model_takes_tensors_that_are_views_and_need_gradients(tmp_path: Path) -> None:
    weight = torch.arange(4.0, requires_grad=True).reshape(2, 2)[:, :1]
    save_model(tmp_path, {"layers.0.weight": weight, "layers.0.bias": torch.zeros(1)}, TINY)
    assert load_model(tmp_path)[1]["layers.0.weight"].tolist() == [[0.0], [2.0]]


def test_save_model_replaces_an_earlier_model_and_leaves_three_files(tmp_path: Path) -> None:
    save_model(tmp_path, tensors_for(TINY), TINY)
    save_model(tmp_path, tensors_for(MLP), MLP)
    assert load_model(tmp_path)[0] == MLP
    assert sorted(path.name for path in tmp_path.iterdir()) == ["SHA256SUMS", "model.json", "model.safetensors"]


def test_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    save_model(tmp_path, tensors_for(TINY), TINY)
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "model.safetensors: OK\nmodel.json: OK\n")


def test_model_json_is_plain_json(tmp_path: Path) -> None:
    save_model(tmp_path, tensors_for(MLP), MLP)
    assert json.loads((tmp_path / "model.json").read_text()) == MLP


WRONG_DESCRIPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"format": 2}, "`format` must be 1, got 2"),
    ({"format": True}, "`format` must be 1, got True"),
    ({"format": 1.0}, "`format` must be 1, got 1.0"),
    ({"surprise": 1}, "unknown key `surprise`"),
    ({"_target_": "os.system"}, "unknown key `_target_`"),
    ({"model": "forest"}, "`model` must be"),
    ({"in_features": 0}, "`in_features` must be in"),
    ({"in_features": 2**40}, "`in_features` must be in"),
    ({"in_features": "2"}, "`in_features` must be"),
    ({"classes": 1}, "`classes` must be in"),
    ({"hidden": [8], "activation": {"name": "tanh", "options": {}}}, "`hidden` must be []"),
    ({"model": "mlp", "hidden": [8]}, "`activation` must be an object"),
    ({"model": "mlp", "hidden": [0], "activation": {"name": "tanh", "options": {}}}, "`hidden[0]` must be in"),
    ({"activation": {"name": "os.system", "options": {}}}, "`activation.name` must be a plain name"),
    ({"activation": {"name": "elu", "options": {"_target_": "x"}}}, "must have plain names as keys"),
    ({"activation": {"name": "elu", "options": {"alpha": "${oc.env:HOME}"}}}, "must be a plain value"),
    ({"activation": {"name": "elu", "options": {"alpha": {"_target_": "x"}}}}, "must be a plain value"),
    ({"activation": {"name": "elu", "options": {}, "_target_": "x"}}, "unknown key"),
    ({"data": None}, "`data` must be an object"),
    ({"data": {"name": "../x", "options": {}}}, "`data.name` must be a plain name"),
    ({"feature_names": ["one"]}, "`feature_names` must be 2 names, got 1"),
    ({"feature_names": [1, 2]}, "`feature_names[0]` must be a text"),
    ({"class_names": ["a", "b", "c"]}, "`class_names` must be 2 names, got 3"),
    ({"scaling": {"mean": [0.0], "scale": [1.0, 1.0]}}, "`scaling.mean` must be 2 finite numbers"),
    ({"scaling": {"mean": [0.0, 0.0], "scale": [1.0, 0.0]}}, "`scaling.scale[1]` must be > 0"),
    ({"scaling": {"mean": [0.0, 0.0]}}, "`scaling.scale` is missing"),
    ({"scaling": [1, 2]}, "`scaling` must be an object"),
    ({"threshold": 1.5}, "`threshold` must be"),
    ({"threshold": None}, "`threshold` must be a number in [0, 1]"),
    ({"model": "perceptron"}, "`threshold` must be null"),
    ({"precision": 32}, "`precision` must be a text"),
]


@pytest.mark.parametrize(("change", "words"), WRONG_DESCRIPTIONS)
def test_save_model_refuses_a_wrong_description_and_writes_nothing(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(OptionError) as refused:
        save_model(tmp_path / "model", tensors_for(TINY), {**TINY, **change})
    assert words in str(refused.value)
    assert "model.json: " in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("key", sorted(TINY))
def test_save_model_names_the_key_that_is_missing(tmp_path: Path, key: str) -> None:
    description = {name: value for name, value in TINY.items() if name != key}
    with pytest.raises(OptionError, match=f"`{key}`"):
        save_model(tmp_path, tensors_for(TINY), description)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers.0.weight": torch.zeros(1, 2)}, "must have the shape [2, 1], got [1, 2]"),
        ({"layers.0.bias": torch.zeros(1, dtype=torch.int64)}, "must be float32 or float64"),
        ({"layers.0.bias": torch.tensor([torch.nan])}, "must be finite"),
        ({"layers.0.weight": torch.tensor([[1.0], [torch.inf]])}, "must be finite"),
        ({"layers.1.weight": torch.zeros(1, 1)}, "does not belong"),
    ],
)
def test_save_model_refuses_tensors_that_do_not_fit(
    tmp_path: Path, change: dict[str, torch.Tensor], words: str
) -> None:
    with pytest.raises(OptionError) as refused:
        save_model(tmp_path, {**tensors_for(TINY), **change}, TINY)
    assert words in str(refused.value)
