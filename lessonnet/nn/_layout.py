"""How a network's parameters lie in one flat row: all weights first, then all biases."""

from collections.abc import Mapping
from math import prod

import torch
from torch import Tensor, nn


class Layout:
    """The place of each named parameter in a row of P numbers.

    K such rows are a stack's parameters [K, P]: one tensor to update, clip, average over processes and save.
    Weights come first so that penalties, which leave biases out, act on the contiguous [:, :weights].
    Numbers along a matrix's longer axis lie next to each other: a product that writes [H, C] with few C takes up to
    five times as long as one that writes [C, H].

    Args:
        network: any module; parameters with two axes or more count as weights, the others as biases.

    Attributes:
        shapes: parameter names to shapes, in the row's order of parameters.
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
            lies = shape[::-1] if _is_tall(shape) else shape
            view = flat_KP[:, start : start + prod(shape)].view(len(flat_KP), *lies)
            views[name] = view.mT if _is_tall(shape) else view
            start += prod(shape)
        return views

    def row(self, parameters: Mapping[str, Tensor]) -> Tensor:
        """Return named parameters as one row [P]."""
        lying = (parameters[name].mT if _is_tall(shape) else parameters[name] for name, shape in self.shapes.items())
        return torch.cat([parameter.reshape(-1) for parameter in lying])


def _is_tall(shape: tuple[int, ...]) -> bool:
    """Tell whether a matrix [D, H] has more rows than columns; it then lies as [H, D]."""
    return len(shape) == 2 and shape[0] > shape[1]
