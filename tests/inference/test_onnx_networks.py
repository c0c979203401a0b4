"""Exported networks, run by onnxruntime, against formulas in NumPy: every model, activation and precision."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx.reference import ReferenceEvaluator

from lessonnet.inference._onnx import onnx_model
from lessonnet.inference._onnx_graph import Graph
from lessonnet.inference._onnx_network import FORMULAS
from lessonnet.nn import ACTIVATIONS as MODULES
from lessonnet.nn import DenseNetwork
from tests.inference.onnx_oracle import ACTIVATIONS, CLASSES, answer, described, drawn, run, scores_of

D = 5
MEAN, SCALE = [50.0, -3.0, 0.0, 1e6, 0.5], [10.0, 0.1, 1.0, 1e5, 2.0]
# Scores and probabilities are of size 1 to 10, sums of at most 8 products: float32 rounds them by about 1e-6, float64
# by about 1e-14. A model of float64 that computed anything in float32 would fail.
TOLERANCES = {torch.float32: 1e-5, torch.float64: 1e-12}
DTYPES = list(TOLERANCES)


def points(number: int) -> NDArray[np.float64]:
    """Draw points in original units, about mean 0 and deviation 1 once they are scaled."""
    return np.random.default_rng(1).normal(size=(number, D)) * SCALE + MEAN


def decided(description: dict[str, Any], tensors: dict[str, torch.Tensor], features: NDArray[np.float64]) -> Any:
    """Tell which points lie so far from a boundary that rounding cannot decide their label."""
    scores = scores_of(description, tensors, features)
    if scores.shape[1] == 1:
        return abs(scores[:, 0]) > 1e-4
    first, second = np.sort(scores, axis=1)[:, :-3:-1].T
    return first - second > 1e-4


def assert_answers(description: dict[str, Any], dtype: torch.dtype, number: int, tolerance: float) -> None:
    tensors = drawn(description, dtype)
    features = points(number + 10)
    features = features[decided(description, tensors, features)][:number]
    assert len(features) == number
    labels, values = answer(description, tensors, features)
    found_labels, found = run(onnx_model(description, tensors), {"features": features})
    assert found_labels == labels
    assert found.dtype == np.float64
    assert found.shape == values.shape
    np.testing.assert_allclose(found, values, rtol=0, atol=tolerance)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("model", ["perceptron", "logistic"])
@pytest.mark.parametrize("number", [0, 1, 1000])
def test_exported_model_without_hidden_layer_answers_as_its_formulas(
    model: str, classes: int, dtype: torch.dtype, number: int
) -> None:
    scaling = {"mean": MEAN, "scale": SCALE}
    assert_answers(described(model, classes, D, scaling=scaling), dtype, number, TOLERANCES[dtype])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_exported_mlp_answers_as_its_formulas(name: str, classes: int, dtype: torch.dtype) -> None:
    activation = {"name": name, "options": ACTIVATIONS[name][0]}
    scaling = {"mean": MEAN, "scale": SCALE}
    description = described("mlp", classes, D, hidden=[8, 6], activation=activation, scaling=scaling)
    # erf alone is rounded to float32, see lessonnet/inference/_onnx_network.py.
    tolerance = 1e-6 if (name, dtype) == ("gelu", torch.float64) else TOLERANCES[dtype]
    for number in (0, 1, 1000):
        assert_answers(description, dtype, number, tolerance)


def test_every_activation_of_lessonnet_can_be_exported() -> None:
    assert set(FORMULAS) == set(MODULES) == set(ACTIVATIONS)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", FORMULAS)
def test_exported_activation_equals_the_module_at_large_and_small_scores(name: str, dtype: torch.dtype) -> None:
    part = MODULES[name](**ACTIVATIONS[name][0])
    sizes = np.concatenate([[0.0], np.logspace(-6, 4, 201)])
    z = np.concatenate([-sizes, sizes])[:, None]
    found = run_activation(name, part, dtype, z)
    wanted = part(torch.tensor(z, dtype=dtype)).numpy()
    assert np.isfinite(found).all()
    # Eight roundings of float32; relative to z, since z + (something small) is the form of several.
    tolerance = {torch.float32: 5e-7, torch.float64: 1e-14}[dtype] if name != "gelu" else 5e-7
    assert (abs(found - wanted) <= tolerance * np.maximum(1, abs(z))).all()
    if name == "elu":  # whose derivative at 0 is alpha, so that small scores count
        assert (abs(found - wanted) <= 4 * np.finfo(found.dtype).eps * abs(wanted)).all()


def run_activation(name: str, part: Any, dtype: torch.dtype, z: NDArray[np.float64]) -> NDArray[Any]:
    graph = Graph(["z"], np.dtype(str(dtype).removeprefix("torch.")))
    score = graph.cast(graph.input("z", float, 1, "A score."), graph.dtype)
    graph.output("label", graph.words("label", [""], [1]), str, [1])
    graph.output("a", FORMULAS[name](graph, score, part), graph.dtype, ["N", 1])
    opset = onnx.helper.make_opsetid("", 19)
    return run(onnx.helper.make_model(graph.proto("one"), opset_imports=[opset], ir_version=9), {"z": z})[1]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_exported_mlp_has_the_scores_of_the_network_in_torch(dtype: torch.dtype) -> None:
    activation = {"name": "silu", "options": {}}
    description = described("mlp", 4, D, hidden=[8], activation=activation)
    tensors = drawn(description, dtype)
    network = DenseNetwork(D, [8], 4, MODULES["silu"]())
    network.load_state_dict(tensors, assign=True)
    features = np.random.default_rng(2).normal(size=(100, D))
    with torch.no_grad():
        wanted = torch.softmax(network(torch.tensor(features, dtype=dtype)).double(), -1).numpy()
    np.testing.assert_allclose(
        run(onnx_model(description, tensors), {"features": features})[1], wanted, rtol=0, atol=TOLERANCES[dtype]
    )


def linear(weights: list[list[float]]) -> dict[str, torch.Tensor]:
    """Return a layer without bias; its scores are exact where points and weights are whole numbers."""
    weight = torch.tensor(weights)
    return {"layers.0.weight": weight, "layers.0.bias": torch.zeros(weight.shape[1])}


@pytest.mark.parametrize("model", ["perceptron", "logistic"])
def test_score_of_exactly_zero_is_the_second_class(model: str) -> None:
    labels, values = run(
        onnx_model(described(model, 2, 2), linear([[1.0], [-2.0]])),
        {"features": np.array([[2.0, 1.0], [1.0, 1.0], [3.0, 1.0]])},
    )
    assert labels == [CLASSES[1], CLASSES[0], CLASSES[1]]
    assert values[0].tolist() == ([0.0] if model == "perceptron" else [0.5, 0.5])


@pytest.mark.parametrize("model", ["perceptron", "logistic"])
def test_equal_largest_scores_give_the_first_class(model: str) -> None:
    weights = [[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 1.0]]
    rows = np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0], [-1.0, -1.0]])
    labels, _ = run(onnx_model(described(model, 4, 2), linear(weights)), {"features": rows})
    # Scores 2 2 0 0, then 0 2 0 2, then all 0, then −1 −2 0 −1.
    assert labels == [CLASSES[0], CLASSES[1], CLASSES[0], CLASSES[2]]


def test_step_of_exactly_zero_is_one() -> None:
    description = described("mlp", 2, 1, hidden=[1], activation={"name": "step", "options": {}})
    tensors = {
        "layers.0.weight": torch.ones(1, 1),
        "layers.0.bias": torch.tensor([-3.0]),
        "layers.1.weight": torch.tensor([[2.0]]),
        "layers.1.bias": torch.tensor([-1.0]),
    }
    labels, _ = run(onnx_model(description, tensors), {"features": np.array([[2.0], [3.0], [4.0]])})
    assert labels == [CLASSES[0], CLASSES[1], CLASSES[1]]


# ln(p / (1 − p)) ± 0.01 stand on the two sides of the threshold p.
@pytest.mark.parametrize("threshold", [0.1, 0.5, 0.9])
def test_threshold_is_the_least_probability_of_the_second_class(threshold: float) -> None:
    edge = np.log(threshold / (1 - threshold))
    model = onnx_model(described("logistic", 2, 1, threshold=threshold), linear([[1.0]]))
    labels, values = run(model, {"features": np.array([[edge - 0.01], [edge + 0.01]])})
    assert labels == CLASSES[:2]
    np.testing.assert_allclose(values[:, 1], threshold, atol=0.0026)  # 0.01 · the sigmoid's largest slope, 1/4


@pytest.mark.parametrize(("threshold", "label"), [(0.0, CLASSES[1]), (1.0, CLASSES[0])])
def test_threshold_of_nothing_or_everything_gives_one_class(threshold: float, label: str) -> None:
    model = onnx_model(described("logistic", 2, 1, threshold=threshold), linear([[1.0]]))
    assert run(model, {"features": np.array([[-5.0], [5.0]])})[0] == [label] * 2


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("classes", [2, 4])
def test_row_with_a_number_that_is_none_gets_nan_and_no_label(name: str, classes: int, bad: float) -> None:
    activation = {"name": name, "options": ACTIVATIONS[name][0]}
    description = described("mlp", classes, 2, hidden=[3], activation=activation)
    model = onnx_model(description, drawn(description))
    labels, values = run(model, {"features": np.array([[1.0, 2.0], [1.0, bad], [bad, 2.0]])})
    assert labels[0] in CLASSES
    assert labels[1:] == ["", ""]
    assert np.isfinite(values[0]).all()
    assert np.isnan(values[1:]).all()


def test_row_whose_scores_overflow_into_nan_gets_no_label() -> None:
    # 1e300 is infinite as float32, and ∞ − ∞ is no number.
    model = onnx_model(described("logistic", 2, 2), linear([[1.0], [-1.0]]))
    labels, values = run(model, {"features": np.array([[1e300, 1e300]])})
    assert labels == [""]
    assert np.isnan(values).all()


@pytest.mark.parametrize("classes", [2, 4])
def test_onnx_reference_implementation_agrees(classes: int) -> None:
    activation = {"name": "gelu", "options": {}}
    description = described("mlp", classes, D, hidden=[8], activation=activation)
    tensors = drawn(description)
    features = np.random.default_rng(2).normal(size=(50, D))
    features = features[decided(description, tensors, features)]
    labels, values = answer(description, tensors, features)
    found_labels, found = ReferenceEvaluator(onnx_model(description, tensors)).run(None, {"features": features})
    assert found_labels.tolist() == labels
    np.testing.assert_allclose(found, values, rtol=0, atol=TOLERANCES[torch.float32])
