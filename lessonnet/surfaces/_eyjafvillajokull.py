"""Eyjafvillajökull: a glacier full of crevasses (rows L25 and L26). An Icelandic error is a villa.

It teaches why a rate should be large far from the minimum and small near it. Each crevasse is a local minimum, and a
rate of 0.1 ends in the first. A rate of 1 steps over crevasses and settles nowhere; one that falls from 1 towards 0
(scheduler=cosine or exponential) steps over them as long as it is large, and then settles in the lowest.
"""

import math

import torch
from torch import Tensor

from lessonnet.surfaces._surface import Surface

_X, _Y = 1.8, -1.5
"""Of the minimum."""
_SLOPE, _DEPTH, _APART = 0.15, 0.05, 0.5
"""Of the slope as a whole; of the crevasses, and from one to the next."""
_WAVE = 2 * math.pi / _APART


def eyjafvillajokull(position: Tensor) -> Tensor:
    """Return the height of Eyjafvillajökull, [...].

    With u and v the ways from the minimum along x and y,

        h = 0.15·(u² + v²) + 0.05·(2 − cos(4π·u) − cos(4π·v))

    The lowest height is 0, at (1.8, −1.5). Local minima stand on a grid, about half a unit apart.

    Args:
        position: [..., 2].

    Example:
        >>> eyjafvillajokull(torch.tensor([[1.8, -1.5], [1.8, -1.0]]))
        tensor([0.0000, 0.0375])
    """
    way = torch.stack([position[..., 0] - _X, position[..., 1] - _Y], dim=-1)
    return (_SLOPE * way**2 + _DEPTH * (1 - torch.cos(_WAVE * way))).sum(-1)


def eyjafvillajokull_slope(position: Tensor) -> Tensor:
    """Return the gradient of `eyjafvillajokull`, [..., 2].

    ∂h/∂u = 0.3·u + 0.05·4π·sin(4π·u), and the same in v.

    Args:
        position: [..., 2].
    """
    way = torch.stack([position[..., 0] - _X, position[..., 1] - _Y], dim=-1)
    return 2 * _SLOPE * way + _DEPTH * _WAVE * torch.sin(_WAVE * way)


EYJAFVILLAJOKULL = Surface(
    "eyjafvillajokull",
    "Eyjafvillajökull",
    "a villa in every crevasse",
    eyjafvillajokull,
    eyjafvillajokull_slope,
    ((_X, _Y),),
)
