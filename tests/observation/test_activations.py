"""What hidden units pass on, which points are looked at, and networks made of rows."""

import torch

from lessonnet.nn import DenseNetwork, Layout, ReLU, Tanh
from lessonnet.observation import MOST_POINTS, activations, at_row, sample


def made(seed: int = 0) -> DenseNetwork:
    torch.manual_seed(seed)
    network = DenseNetwork(3, [5, 2], 1, Tanh())
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter)
    return network


def test_activations_are_those_of_a_network_of_stock_layers() -> None:
    network, x = made(), torch.randn(7, 3)
    first, second = (layer for layer in network.dense[:-1])
    a = torch.tanh(torch.nn.functional.linear(x, first.weight.T, first.bias))
    b = torch.tanh(torch.nn.functional.linear(a, second.weight.T, second.bias))
    torch.testing.assert_close(activations(network, x), [a, b])


def test_network_without_hidden_layers_has_no_activations() -> None:
    assert activations(DenseNetwork(3, [], 1, None), torch.ones(2, 3)) == []


def test_inputs_take_the_dtype_of_the_network() -> None:
    assert activations(DenseNetwork(1, [2], 1, ReLU()), torch.ones(3, 1).double())[0].dtype == torch.float32


def test_sample_is_spread_over_points_that_are_sorted() -> None:
    taken = sample(torch.arange(10_000))
    assert len(taken) == MOST_POINTS
    assert int(taken[0]) == 0
    assert set(taken.diff().tolist()) == {4, 5}  # 10,000 / 2048 = 4.9
    assert int(taken[-1]) >= 9_995


def test_sample_of_few_points_is_all_of_them() -> None:
    points = torch.arange(5)
    assert sample(points) is points


def test_network_at_a_row_answers_as_the_network_that_the_row_is_of() -> None:
    network, other, x = made(0), made(1), torch.randn(4, 3)
    row = Layout(network).row(dict(network.named_parameters()))
    filled = torch.cat([row, torch.zeros(9)])  # a stack's rows are filled up to a boundary
    assert torch.equal(at_row(other, filled)(x), network(x))


def test_network_at_a_row_shares_no_memory() -> None:
    network = made()
    row = Layout(network).row(dict(network.named_parameters())).detach().clone()
    copy = at_row(network, row)
    row.zero_()
    assert torch.equal(copy.dense[0].weight, network.dense[0].weight)
