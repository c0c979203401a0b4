"""Rows of parameters: weights first, and views that write through."""

import torch
from torch import Tensor

from lessonnet import nn


def network() -> nn.DenseNetwork:
    return nn.DenseNetwork(2, [3], 1, nn.Tanh())


def rows(members: int = 2) -> Tensor:
    size = nn.Layout(network()).size
    return torch.arange(members * size, dtype=torch.float64).view(members, size)


def test_layout_puts_weights_before_biases():
    assert list(nn.Layout(network()).shapes) == [
        "layers.0.weight",
        "layers.1.weight",
        "layers.0.bias",
        "layers.1.bias",
    ]


def test_layout_counts_parameters_and_weights():
    layout = nn.Layout(network())
    assert (layout.size, layout.weights) == (2 * 3 + 3 * 1 + 3 + 1, 2 * 3 + 3 * 1)


def test_views_have_a_leading_member_axis():
    shapes = {name: tuple(view.shape) for name, view in nn.Layout(network()).views(rows()).items()}
    assert shapes["layers.0.weight"] == (2, 2, 3)
    assert shapes["layers.1.bias"] == (2, 1)


def test_views_lie_one_after_another():
    views = nn.Layout(network()).views(rows())
    assert torch.equal(torch.cat([view.flatten(1) for view in views.values()], 1), rows())


def test_views_write_through():
    given = rows()
    for view in nn.Layout(network()).views(given).values():
        view.zero_()
    assert not given.any()


def test_row_is_what_views_take_apart():
    layout, given = nn.Layout(network()), rows()
    for k in range(len(given)):
        assert torch.equal(layout.row({name: view[k] for name, view in layout.views(given).items()}), given[k])


def test_views_are_what_row_puts_together():
    built = network()
    for i, parameter in enumerate(built.parameters()):
        torch.nn.init.constant_(parameter, i)
    layout, named = nn.Layout(built), dict(built.named_parameters())
    views = layout.views(layout.row(named).detach()[None])
    assert all(torch.equal(view[0], named[name]) for name, view in views.items())


def test_layout_takes_a_single_number_as_a_bias():
    class Scaled(torch.nn.Linear):
        def __init__(self) -> None:
            super().__init__(2, 1)
            self.gain = torch.nn.Parameter(torch.tensor(2.0))

    layout = nn.Layout(Scaled())
    assert (layout.size, layout.weights) == (4, 2)
    assert layout.views(torch.ones(5, 4))["gain"].shape == (5,)


def test_the_longer_axis_of_a_matrix_lies_together():
    views = nn.Layout(nn.DenseNetwork(2, [3], 1, nn.Tanh())).views(rows())
    assert [views[f"layers.{i}.weight"].stride()[1:] for i in (0, 1)] == [(3, 1), (1, 3)]
    assert torch.equal(views["layers.1.weight"][0, :, 0], rows()[0, 6:9])
