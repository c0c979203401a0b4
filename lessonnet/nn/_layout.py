"""How a network's parameters lie in one flat row: all weights first, then all biases."""

from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor, nn


class Layout:
    """The place of each named parameter in a row of P numbers.

    K such rows are a stack's parameters [K, P]: one tensor to update, clip, average over processes and save.
    Weights come first so that penalties, which leave biases out, act on the contiguous [:, :weights].

    Args:
        network: any module; parameters with two axes or more count as weights, the others as biases.

    Attributes:
        shapes: parameter names to shapes, in the row's order.
        size: P.
        weights: how many of the P are weights.

    Example:
        >>> layout = Layout(nn.Linear(2, 3))
        >>> layout.size, layout.weights
        (9, 6)
    """

    def __init__(self, network: nn.Module) -> None:
        named = sorted(network.named_parameters(), key=lambda item: item[1].ndim < 2)
        self.shapes = {name: tuple(p.shape) for name, p in named}
        self.size = sum(prod(shape) for shape in self.shapes.values())
        self.weights = sum(prod(shape) for shape in self.shapes.values() if len(shape) >= 2)

    def views(self, flat_KP: Tensor) -> dict[str, Tensor]:
        """Return each parameter as a view [K, *shape] into the rows."""
        views, start = {}, 0
        for name, shape in self.shapes.items():
            views[name] = flat_KP[:, start : start + prod(shape)].view(len(flat_KP), *shape)
            start += prod(shape)
        return views

    def row(self, parameters: Mapping[str, Tensor]) -> Tensor:
        """Return named parameters as one row [P]."""
        return torch.cat([parameters[name].reshape(-1) for name in self.shapes])
