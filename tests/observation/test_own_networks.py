"""Networks whose layers are not known: what can still be measured, against PyTorch's own forward pass and gradient."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lessonnet.nn import Layout, ModuleNetwork, cross_entropy
from lessonnet.observation import activations, at_row, error_plane, layer_norms, unit_shares, weights_of
from tests.own_networks import Remembering, Skipping, Unmapped, own_network

KINDS = [Skipping, Unmapped, Remembering]


@pytest.fixture
def points() -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    return torch.randn(40, 3, generator=random), torch.randint(0, 4, (40,), generator=random)


def row_of(network: ModuleNetwork) -> Tensor:
    return Layout(network).row({name: p.detach() for name, p in network.named_parameters()})


@pytest.mark.parametrize("kind", KINDS)
def test_row_gives_a_copy_its_weights_and_no_more(kind: type[nn.Module], points: tuple[Tensor, Tensor]) -> None:
    own, other = own_network(kind, 3, 4), own_network(kind, 3, 4, seed=1)
    before = deepcopy(own.state_dict())
    assert torch.equal(at_row(own, row_of(other))(points[0]), other(points[0]))
    assert all(torch.equal(value, before[name]) for name, value in own.state_dict().items())


def test_matrix_that_is_used_twice_stays_one_in_a_copy() -> None:
    own = own_network(Remembering, 3, 4)
    copy = at_row(own, row_of(own).double()).module
    assert copy.there.weight is copy.back.weight
    assert copy.there.weight.dtype == torch.float64


def test_layers_go_by_the_names_of_the_module() -> None:
    assert list(weights_of(own_network(Skipping))) == ["body.0", "body.2", "skip"]
    assert list(weights_of(own_network(Remembering))) == ["there", "last"]


@pytest.mark.parametrize("kind", KINDS)
def test_norms_are_those_of_autograd(kind: type[nn.Module], points: tuple[Tensor, Tensor]) -> None:
    network = own_network(kind, 3, 4)
    found = layer_norms(network, cross_entropy(4), *points)
    torch.nn.functional.cross_entropy(network(points[0]), points[1]).backward()
    for layer, weight in weights_of(network).items():
        place = found.names.index(layer)
        assert weight.grad is not None
        # Two ways to the same sums of 40 points in float32.
        assert found.weight[place] == pytest.approx(float(weight.detach().norm()), rel=1e-5)
        assert found.gradient[place] == pytest.approx(float(weight.grad.norm()), rel=1e-4)


def test_network_without_a_matrix_has_no_norms(points: tuple[Tensor, Tensor]) -> None:
    class Scaled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.factor = nn.Parameter(torch.ones(3))

        def forward(self, x: Tensor) -> Tensor:
            return (x * self.factor).sum(1, keepdim=True)

    norms = layer_norms(ModuleNetwork(Scaled(), 3, 1), cross_entropy(1), points[0], points[1] % 2)
    assert (norms.names, norms.weight, norms.gradient) == ([], [], [])


def test_units_that_are_not_known_are_not_counted(points: tuple[Tensor, Tensor]) -> None:
    network = own_network(Skipping, 3, 4)
    assert unit_shares(network, points[0]).dead == unit_shares(network, points[0]).saturated == []
    assert activations(network, points[0]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_heights_of_the_plane_are_the_errors_there(kind: type[nn.Module], points: tuple[Tensor, Tensor]) -> None:
    network = own_network(kind, 3, 4)
    layout = Layout(network)
    random = torch.Generator().manual_seed(1)
    # A path along two parameters alone: the plane's axes are these two.
    rows = row_of(network).double().repeat(6, 1)
    rows[:, 0] += torch.linspace(4, 0, 6)
    rows[:, 1] += torch.rand(6, generator=random) * torch.linspace(1, 0, 6)
    plane = error_plane(network.double(), cross_entropy(4), *points, rows, side=5)
    assert plane.shown == pytest.approx(1)
    u, v = (rows - rows[-1]).numpy()[[0, 2]]
    basis = np.linalg.lstsq(plane.path[[0, 2]], np.stack([u, v]), rcond=None)[0]
    for y, x in ((0, 0), (1, 4), (4, 2)):
        row = rows[-1] + torch.from_numpy(np.array([plane.x[x], plane.y[y]]) @ basis)
        there = at_row(network, row)(points[0].double())
        assert layout.size == len(row)
        # All in float64, the axes solved for from two points of the path.
        expected = float(torch.nn.functional.cross_entropy(there.detach(), points[1]))
        assert plane.heights[y, x] == pytest.approx(expected, rel=1e-8)
