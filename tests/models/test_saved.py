"""A model directory, read back: the very network, nothing else opened, and what does not fit refused."""

import json
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
import pytest
import torch

from lessonnet import models
from lessonnet.artifact import save_model
from lessonnet.data import BUILT_IN
from lessonnet.models import Saved, read_model
from lessonnet.options import OptionError, options_of
from tests.artifact.model import GOOD, MLP, PERCEPTRON, TABLE, TINY, changed, tensors_for


def saved(directory: Path, description: dict[str, Any], dtype: torch.dtype = torch.float64) -> Path:
    save_model(directory, {name: tensor.to(dtype) for name, tensor in tensors_for(description).items()}, description)
    return directory


@pytest.mark.parametrize("kind", GOOD)
def test_read_model_returns_what_model_json_says(tmp_path: Path, kind: str) -> None:
    description, model = read_model(saved(tmp_path, GOOD[kind]))
    assert description == GOOD[kind] == json.loads((tmp_path / "model.json").read_text())
    assert type(model) is {"perceptron": models.Perceptron, "mlp": models.MLP}.get(kind, models.LogisticRegression)


def test_read_model_computes_the_scores_of_the_saved_weights(tmp_path: Path) -> None:
    _, model = read_model(saved(tmp_path, MLP))
    weights = {name: tensor.double().numpy() for name, tensor in tensors_for(MLP).items()}
    x = np.array([[1.0, -2.0], [0.5, 0.25], [-3.0, 0.0]])
    expected = x
    for layer in range(3):
        expected = expected @ weights[f"layers.{layer}.weight"] + weights[f"layers.{layer}.bias"]
        if layer < 2:  # ELU with α = 1 after both hidden layers
            expected = np.where(expected > 0, expected, np.expm1(expected))
    # float64 on both sides; sums of at most five terms differ in their last bits.
    np.testing.assert_allclose(model(torch.from_numpy(x)).detach().numpy(), expected, rtol=1e-13)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_read_model_is_ready_to_use_on_the_cpu(tmp_path: Path, dtype: torch.dtype) -> None:
    _, model = read_model(saved(tmp_path, TABLE, dtype))
    assert not model.training
    assert model.device == torch.device("cpu")
    assert {(parameter.device.type, parameter.dtype) for parameter in model.parameters()} == {("cpu", dtype)}


def test_read_model_takes_a_run_directory_too(tmp_path: Path) -> None:
    saved(tmp_path / "run" / "model", PERCEPTRON)
    assert read_model(tmp_path / "run")[0] == read_model(tmp_path / "run" / "model")[0] == PERCEPTRON


@pytest.mark.parametrize(
    ("activation", "words"),
    [
        ({"name": "elo", "options": {}}, "`activation.name` must be one of step, sigmoid, tanh"),
        ({"name": "elo", "options": {}}, "got 'elo'. Did you mean 'elu'?"),
        ({"name": "elu", "options": {"alfa": 1}}, "unknown key `activation.alfa`"),
        ({"name": "elu", "options": {"alpha": -1}}, "`activation.alpha` must be in (0, "),
        ({"name": "elu", "options": {"alpha": "x" * 9000}}, "`activation.alpha` must be a number"),
    ],
)
def test_read_model_refuses_a_part_that_does_not_exist_in_one_line_that_names_the_file(
    tmp_path: Path, activation: dict[str, Any], words: str
) -> None:
    with pytest.raises(OptionError) as refused:
        read_model(saved(tmp_path, {**MLP, "activation": activation}))
    line = str(refused.value)
    assert line.startswith(f"{tmp_path / 'model.json'}: ")
    assert words in line
    assert line.isprintable()
    assert len(line) < 500


def test_saved_has_the_data_set_of_its_own_training(tmp_path: Path) -> None:
    found = Saved.read(saved(tmp_path, TINY))
    again = BUILT_IN["admissions"](points=100)  # type: ignore[call-arg]
    again.setup()
    assert torch.equal(found.data.train.features, again.train.features)
    assert found.model.network.widths == (2, 1)


def test_saved_refuses_a_table_s_model_and_says_what_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(OptionError) as refused:
        Saved.read(saved(tmp_path, changed(TABLE, {"table.target": "\u202eevil"})))
    assert str(refused.value) == (
        f"{tmp_path}: the model was trained on a table and does not hold it; `data.path` must be given: a table with a "
        "column '\\u202eevil'."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "mnist", "options": {}}, "`data.name` must be one of admissions, gate, moons"),
        ({"name": "spirals", "options": {"arms": 10**18}}, "does not fit its own data set `spirals`"),
        ({"name": "blobs", "options": {"centers": 10**18}}, "does not fit its own data set `blobs`"),
        ({"name": "blobs", "options": {"centers": 2, "features": 10**6}}, "does not fit its own data set `blobs`"),
        ({"name": "moons", "options": {"points": 10**8}}, "`data` would draw 200000000 numbers"),
        ({"name": "iris", "options": {}}, "does not fit its own data set `iris`"),
    ],
)
def test_saved_refuses_other_data_before_it_takes_memory(tmp_path: Path, data: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError) as refused:
        Saved.read(saved(tmp_path, {**TINY, "data": data}))
    assert words in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path / 'model.json'}: ")


def _admits_free_text(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _admits_free_text(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_admits_free_text, get_args(annotation)))
    return get_origin(annotation) is not Literal and annotation not in (bool, int, float, NoneType)


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_data_set_that_a_stranger_may_name_takes_a_path(name: str) -> None:
    free = [option for option, kind in options_of(BUILT_IN[name]).items() if _admits_free_text(kind.annotation)]
    assert free == []
