"""Norms of weights and gradients of each layer (row L23), against numbers worked by hand and finite differences."""

import numpy as np
import pytest
import torch

from lessonnet.nn import BinaryCrossEntropy, DenseNetwork, PerceptronCriterion, SoftmaxCrossEntropy, Step, Tanh, encode
from lessonnet.observation import layer_norms


def single(*weights: float) -> DenseNetwork:
    network = DenseNetwork(len(weights), [], 1, None).double()
    with torch.no_grad():
        network.dense[0].weight.copy_(torch.tensor(weights)[:, None])
    return network


def random_network(seed: int = 0) -> DenseNetwork:
    torch.manual_seed(seed)
    network = DenseNetwork(3, [5, 4], 3, Tanh()).double()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter)
    return network


def test_norms_of_a_single_layer_are_those_worked_by_hand() -> None:
    x, classes = torch.tensor([[1.0, 0.0], [0.0, 0.0]]).double(), torch.tensor([1, 0])
    norms = layer_norms(single(3.0, 4.0), BinaryCrossEntropy(), x, classes)
    assert norms.weight == [5.0]
    # Mean over two points of (σ(s) − y)·x: (σ(3) − 1)/2 in the first weight, and nothing for x = (0, 0).
    assert norms.gradient == pytest.approx([(1 - 1 / (1 + np.exp(-3))) / 2], rel=1e-12)


def test_gradient_is_that_of_finite_differences() -> None:
    network, criterion = random_network(), SoftmaxCrossEntropy()
    x, classes = torch.randn(20, 3).double(), torch.arange(20) % 3

    def error() -> float:
        with torch.no_grad():
            scores = network(x)
            return float(criterion.errors(scores, encode(classes, 3, scores.dtype)).mean())

    expected = []
    for layer in network.dense:
        slopes, flat = [], layer.weight.detach().view(-1)
        for i in range(flat.numel()):
            flat[i] += 1e-5
            above = error()
            flat[i] -= 2e-5
            slopes.append((above - error()) / 2e-5)
            flat[i] += 1e-5
        expected.append(np.linalg.norm(slopes))
    # A central difference of step 1e-5 is right to about 1e-10 in float64.
    assert layer_norms(network, criterion, x, classes).gradient == pytest.approx(expected, rel=1e-6)


def test_norms_are_means_over_points_for_a_perceptron_too() -> None:
    x, classes = torch.tensor([[1.0, 2.0]]).double(), torch.tensor([1])
    once = layer_norms(single(-1.0, -1.0), PerceptronCriterion(), x, classes)
    twice = layer_norms(single(-1.0, -1.0), PerceptronCriterion(), x.repeat(2, 1), classes.repeat(2))
    assert once.gradient == pytest.approx([5**0.5])  # (ŷ − y)·x = −(1, 2)
    assert twice == once


def test_layers_below_a_step_have_no_gradient() -> None:
    network = DenseNetwork(2, [3], 1, Step())
    norms = layer_norms(network, BinaryCrossEntropy(), torch.ones(4, 2), torch.tensor([1, 1, 0, 1]))
    assert norms.gradient[0] == 0.0
    assert norms.gradient[1] > 0.0


def test_measuring_leaves_the_network_as_it_was() -> None:
    network = random_network()
    before = [parameter.detach().clone() for parameter in network.parameters()]
    with torch.no_grad():
        layer_norms(network, SoftmaxCrossEntropy(), torch.randn(5, 3), torch.zeros(5, dtype=torch.int64))
    for parameter, was in zip(network.parameters(), before, strict=True):
        assert parameter.grad is None
        assert torch.equal(parameter, was)
