"""Dense networks feed forward as the lesson's formula says (row L13)."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet import nn

WIDTHS = [3, 5, 4, 2]


def network(activation: nn.Activation | None = None) -> nn.DenseNetwork:
    built = nn.DenseNetwork(WIDTHS[0], WIDTHS[1:-1], WIDTHS[-1], activation or nn.Sigmoid()).double()
    drawn = np.random.default_rng(0)
    with torch.no_grad():
        for parameter in built.parameters():
            parameter.copy_(torch.from_numpy(drawn.standard_normal(parameter.shape)))
    return built


def inputs() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((7, 3))


def test_dense_equals_torchs_linear_layer():
    layer = nn.Dense(3, 2).double()
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.random.default_rng(0).standard_normal((3, 2))))
        layer.bias.copy_(torch.tensor([0.5, -1.0]))
    x = torch.from_numpy(inputs())
    expected = torch.nn.functional.linear(x, layer.weight.T, layer.bias)
    torch.testing.assert_close(layer(x), expected, rtol=0, atol=1e-14)  # last bits


def test_network_feeds_forward_as_the_formula_says():
    # ŷ = σ(W3 σ(W2 σ(W1 x))), with biases; the last σ belongs to the error function.
    (w1, b1), (w2, b2), (w3, b3) = [(la.weight.detach().numpy(), la.bias.detach().numpy()) for la in network().layers]
    expected = special.expit(special.expit(special.expit(inputs() @ w1 + b1) @ w2 + b2) @ w3 + b3)
    found = nn.BinaryCrossEntropy().probabilities(network()(torch.from_numpy(inputs())))
    np.testing.assert_allclose(found.detach().numpy(), expected, rtol=0, atol=1e-14)  # a few roundings


def test_network_without_hidden_layers_is_one_line():
    line = nn.DenseNetwork(2, [], 1, None)
    assert [name for name, _ in line.named_parameters()] == ["layers.0.weight", "layers.0.bias"]


def test_network_of_identities_is_one_line():
    # Without a bend between them, two layers are one: W = W1 W2, b = b1 W2 + b2.
    deep = network(nn.Identity())
    weight, bias = torch.eye(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    for layer in deep.layers:
        weight, bias = weight @ layer.weight, bias @ layer.weight + layer.bias
    x = torch.from_numpy(inputs())
    torch.testing.assert_close(deep(x), x @ weight + bias, rtol=0, atol=1e-13)  # products up to 100


def test_network_refuses_hidden_layers_without_an_activation():
    with pytest.raises(ValueError, match="needs an activation"):
        nn.DenseNetwork(2, [3], 1, None)


def test_network_knows_its_hidden_units():
    assert (network().hidden, network().widths) == ((5, 4), (3, 5, 4, 2))


def test_network_multiplies_hidden_units_by_their_masks():
    # A mask that turns off all units of a layer leaves only what comes after it.
    deep, x = network(), torch.from_numpy(inputs())
    masks = [torch.full((7, 5), 2.0), torch.zeros(1, 4)]
    assert torch.equal(deep(x, masks), deep.layers[-1].bias.expand(7, 2))
