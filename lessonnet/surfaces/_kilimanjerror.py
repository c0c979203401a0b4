"""Mount Kilimanjerror: three hollows, one of them the lowest (rows L21, L22 and L26).

It teaches what a local minimum is. They are called after the three cones of the mountain in Tanzania. From the base
camp plain descent ends in Mawenzi, the shallow one; momentum rolls through it and over the ridge into Kibo, the lowest.
Shira lies on the other side, and of starts at random places about one in five reaches Kibo.
"""

import torch
from torch import Tensor

from lessonnet.surfaces._surface import Surface

_BASE, _BOWL = 3.0, 0.1
_HOLLOWS = ((1.9, 1.1, 2.0, 0.5), (0.8, 0.3, 0.5, 0.35), (-1.6, -1.2, 1.2, 0.6))
"""Kibo, Mawenzi and Shira: x and y of the middle, depth, width."""
KIBO = (1.8528898945840862, 1.0726483527981374)
MAWENZI = (0.8230303905503203, 0.32928130585639404)
SHIRA = (-1.5078464306031152, -1.1308848229523691)


def kilimanjerror(position: Tensor) -> Tensor:
    """Return the height of Mount Kilimanjerror, [...].

    h = 3 + 0.1·(x² + y²) − Σ dᵢ·exp(−rᵢ² / (2·wᵢ²)),   rᵢ the way from the middle of hollow i, dᵢ its depth

    The lowest height is 1.4697, in Kibo.

    Args:
        position: [..., 2].

    Example:
        >>> kilimanjerror(torch.tensor([KIBO, MAWENZI, SHIRA]))
        tensor([1.4697, 2.5215, 2.1772])
    """
    x, y = position[..., 0], position[..., 1]
    height = _BASE + _BOWL * (x**2 + y**2)
    for a, b, depth, width in _HOLLOWS:
        height = height - depth * torch.exp(((x - a) ** 2 + (y - b) ** 2) / (-2 * width**2))
    return height


def kilimanjerror_slope(position: Tensor) -> Tensor:
    """Return the gradient of `kilimanjerror`, [..., 2].

    ∂h/∂x = 0.2·x + Σ dᵢ·exp(−rᵢ² / (2·wᵢ²))·(x − xᵢ) / wᵢ², and the same in y.

    Args:
        position: [..., 2].
    """
    slope = 2 * _BOWL * position
    for a, b, depth, width in _HOLLOWS:
        way = torch.stack([position[..., 0] - a, position[..., 1] - b], dim=-1)
        pull = depth / width**2 * torch.exp(way.square().sum(-1, keepdim=True) / (-2 * width**2))
        slope = slope + pull * way
    return slope


KILIMANJERROR = Surface(
    "kilimanjerror",
    "Mount Kilimanjerror",
    "three hollows, one of them the lowest",
    kilimanjerror,
    kilimanjerror_slope,
    (KIBO,),
    (MAWENZI, SHIRA),
)
