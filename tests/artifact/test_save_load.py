"""What is saved comes back; what does not fit is refused before anything is written."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch

from lessonnet.artifact import load_model, save_model
from lessonnet.options import OptionError
from tests.artifact.model import GOOD, GOOD_2, MLP, TABLE, TINY, changed, tensors_for
from tests.artifact.wrong_descriptions import WRONG, Wrong


@pytest.mark.parametrize("description", [*GOOD.values(), *GOOD_2.values()], ids=[*GOOD, *GOOD_2])
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


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.words)
def test_save_model_refuses_a_wrong_description_and_writes_nothing(tmp_path: Path, wrong: Wrong) -> None:
    with pytest.raises(OptionError) as refused:
        save_model(tmp_path / "model", tensors_for(wrong.base), wrong.description)
    assert wrong.words in str(refused.value)
    assert "model.json: " in str(refused.value)
    assert str(refused.value).isprintable()
    assert not (tmp_path / "model").exists()


def test_save_model_refuses_numbers_that_json_does_not_have(tmp_path: Path) -> None:
    description = changed(TABLE, {"table.columns.0.fill": float("nan")})
    with pytest.raises(OptionError, match="must hold finite numbers"):
        save_model(tmp_path, tensors_for(TABLE), description)


def test_save_model_refuses_what_is_nested_too_deeply_to_be_read_back(tmp_path: Path) -> None:
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    with pytest.raises(OptionError, match="nested too deeply"):
        save_model(tmp_path, tensors_for(TINY), changed(TINY, {"data.options.points": deep}))


def test_save_model_refuses_a_description_that_is_too_long_to_be_read_back(tmp_path: Path) -> None:
    # 16 MiB is what load_model reads; 2000 names of nearly 10,000 characters are more.
    names = [f"{i}{'x' * 9_990}" for i in range(2000)]
    with pytest.raises(OptionError, match=r"model\.json: must be at most 16777216 bytes, would be 20"):
        save_model(tmp_path, {}, {**TINY, "in_features": 2000, "feature_names": names, "scaling": None})


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
        ({"layers.0.bias": torch.zeros(1, dtype=torch.float64)}, "must be of one dtype"),
    ],
)
def test_save_model_refuses_tensors_that_do_not_fit(
    tmp_path: Path, change: dict[str, torch.Tensor], words: str
) -> None:
    with pytest.raises(OptionError) as refused:
        save_model(tmp_path, {**tensors_for(TINY), **change}, TINY)
    assert words in str(refused.value)
