"""Mount Reinererror: a saddle on the way to two equal minima (row L26).

It teaches that a slope of zero need not be a minimum. The base camp lies a hair off the crest of a ridge. Descent
follows it to the saddle, where the error hardly changes for some sixty steps as if it had arrived, and only then
falls off to one side. Momentum and adaptive rates leave the saddle several times as soon.
"""

import torch
from torch import Tensor

from lessonnet.surfaces._surface import Point, Surface

_X, _Y = -1.5, -0.001
"""Of the saddle; the crest runs along y = −0.001."""
_SIDE = 1.5
"""From the saddle to either minimum."""
_ALONG = 0.8
"""Curvature along the crest."""
SADDLE: Point = (_X, _Y)


def reinererror(position: Tensor) -> Tensor:
    """Return the height of Mount Reinererror, [...].

    With u and v the ways from the saddle along x and y,

        h = 0.4·u² + (v² − s²)² / (4·s²),   s = 1.5

    The lowest height is 0, at v = ±s; the saddle lies at s² / 4 = 0.5625.

    Args:
        position: [..., 2].

    Example:
        >>> reinererror(torch.tensor([SADDLE, (-1.5, 1.499)]))
        tensor([0.5625, 0.0000])
    """
    u, v = position[..., 0] - _X, position[..., 1] - _Y
    return _ALONG / 2 * u**2 + (v**2 - _SIDE**2) ** 2 / (4 * _SIDE**2)


def reinererror_slope(position: Tensor) -> Tensor:
    """Return the gradient of `reinererror`, [..., 2].

    ∂h/∂u = 0.8·u,   ∂h/∂v = v·(v² − s²) / s².

    Args:
        position: [..., 2].
    """
    u, v = position[..., 0] - _X, position[..., 1] - _Y
    return torch.stack([_ALONG * u, v * (v**2 - _SIDE**2) / _SIDE**2], dim=-1)


REINERERROR = Surface(
    "reinererror",
    "Mount Reinererror",
    "flat, and still not at the bottom",
    reinererror,
    reinererror_slope,
    ((_X, _Y + _SIDE), (_X, _Y - _SIDE)),
)
