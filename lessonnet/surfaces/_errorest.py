"""Mount Errorest: one minimum, at the end of a narrow valley (rows L22 and L26).

It teaches why momentum pays even where nothing can catch a descent. The valley is 150 times as steep across as along:
a rate that does not bounce off its walls creeps along its floor, and momentum gathers speed there.
"""

import torch
from torch import Tensor

from lessonnet.surfaces._surface import Surface

_X, _Y = 1.36, 1.52
"""Of the minimum."""
_ALONG, _ACROSS = 0.08, 12.0
"""Curvatures of the height at the minimum, along the valley and across it."""
_COSINE, _SINE = 0.8, 0.6
"""Of the valley's direction."""


def errorest(position: Tensor) -> Tensor:
    """Return the height of Mount Errorest, [...].

    With u and v the ways from the minimum along the valley and across it,

        h = √(1 + q) − 1 = q / (1 + √(1 + q)),   q = a·u² + c·v²,   a = 0.08, c = 12,

    which is a bowl near the minimum and a cone far from it, and convex. The second form loses no digits near the
    minimum. The lowest height is 0, at (1.36, 1.52).

    Args:
        position: [..., 2].

    Example:
        >>> errorest(torch.tensor([[1.36, 1.52], [0.0, 0.0]]))
        tensor([0.0000, 0.8000])
    """
    u, v = _valley(position)
    q = _ALONG * u**2 + _ACROSS * v**2
    return q / (1 + torch.sqrt(1 + q))


def errorest_slope(position: Tensor) -> Tensor:
    """Return the gradient of `errorest`, [..., 2].

    ∂h/∂u = a·u / (h + 1),   ∂h/∂v = c·v / (h + 1), turned back by the valley's direction.

    Args:
        position: [..., 2].
    """
    u, v = _valley(position)
    far = torch.sqrt(1 + _ALONG * u**2 + _ACROSS * v**2)
    along, across = _ALONG * u / far, _ACROSS * v / far
    return torch.stack([_COSINE * along - _SINE * across, _SINE * along + _COSINE * across], dim=-1)


def _valley(position: Tensor) -> tuple[Tensor, Tensor]:
    """Return the ways from the minimum along the valley and across it."""
    x, y = position[..., 0] - _X, position[..., 1] - _Y
    return _COSINE * x + _SINE * y, _COSINE * y - _SINE * x


ERROREST = Surface("errorest", "Mount Errorest", "one minimum to rest in", errorest, errorest_slope, ((_X, _Y),))
