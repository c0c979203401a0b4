"""Mount Ves-oops-vius: the minimum lies in a crater with steep walls (rows L25 and L26).

It teaches what the learning rate does. The base camp is inside the crater. A rate of 0.1 walks down to its floor; one
of 0.5 leaps from wall to wall for ever; one of 1.5 is thrown over the rim, and oops: it ends in the moat around the
mountain, where a whole circle of points is equally low.
"""

import torch
from torch import Tensor

from lessonnet.surfaces._surface import Surface

_X, _Y = 0.5, 0.3
"""Of the crater's middle."""
_WIDE = 0.05
"""How much the ground rises far away."""
RIM, MOAT = 1.0260146117631788, 2.3451557066692796
"""Ways from the middle to the rim and to the moat, where s − 1 solves t·exp(−t) = 0.05."""


def ves_oops_vius(position: Tensor) -> Tensor:
    """Return the height of Mount Ves-oops-vius, [...].

    With s the squared way from the crater's middle,

        h = s·exp(1 − s) + 0.05·s

    The lowest height is 0, in the middle; the moat has 0.3361, its local minima, at a way of 2.3452.

    Args:
        position: [..., 2].

    Example:
        >>> ves_oops_vius(torch.tensor([[0.5, 0.3], [0.5 + MOAT, 0.3]]))
        tensor([0.0000, 0.3361])
    """
    s = _squared_way(position)
    return s * torch.exp(1 - s) + _WIDE * s


def ves_oops_vius_slope(position: Tensor) -> Tensor:
    """Return the gradient of `ves_oops_vius`, [..., 2].

    ∂h/∂x = ((1 − s)·exp(1 − s) + 0.05)·2·(x − 0.5), and with y − 0.3 the same in y.

    Args:
        position: [..., 2].
    """
    s = _squared_way(position)
    steep = (1 - s) * torch.exp(1 - s) + _WIDE
    return 2 * torch.stack([steep * (position[..., 0] - _X), steep * (position[..., 1] - _Y)], dim=-1)


def _squared_way(position: Tensor) -> Tensor:
    return (position[..., 0] - _X) ** 2 + (position[..., 1] - _Y) ** 2


VES_OOPS_VIUS = Surface(
    "ves_oops_vius",
    "Mount Ves-oops-vius",
    "a steep crater that long steps leave",
    ves_oops_vius,
    ves_oops_vius_slope,
    ((_X, _Y),),
)
