"""Hidden units that no longer learn: dead ones and saturated ones (row L23).

All by the slope f'(z) of the activation, which backpropagation multiplies by, and not by its name:

    dead        f' is flat on one side alone (ReLU and its like), and the unit's f'(z) is zero on every point
    saturated   f' is flat on both sides (sigmoid, tanh), and |f'(z)| < 0.05 · max |f'| on 80 % of the points

where zero means at most a millionth of max |f'|. The 0.05 lies at |z| = 4.4 for the sigmoid and at 2.2 for tanh.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lessonnet.nn import Activation, DenseNetwork, Network
from lessonnet.observation._hidden_scores import hidden_layers

FLAT = 0.05
"""Share of the greatest slope below which a unit hardly learns from a point."""
_ZERO = 1e-6
_NEARLY_ALL = 0.8
_FAR = 40.0
"""A score at which every activation has become straight."""


@dataclass(frozen=True)
class UnitShares:
    """Shares of the units of each hidden layer, from the inputs on, in [0, 1].

    Attributes:
        dead: whose slope is zero on every point.
        saturated: whose slope is nearly zero on nearly all points.
    """

    dead: list[float]
    saturated: list[float]


def unit_shares(network: Network, x_BD: Tensor) -> UnitShares:
    """Count dead and saturated units, layer by layer; of a network without known hidden layers there are none.

    Args:
        network: whose weights are used as they stand.
        x_BD: inputs, scaled as the network was trained on them.
    """
    activation = network.activation if isinstance(network, DenseNetwork) else None
    if activation is None:
        return UnitShares([], [])
    greatest, flat_on_both_sides = _form_of(activation)
    slopes = [_slope(activation, z) for z, _ in hidden_layers(network, x_BD)]
    if flat_on_both_sides:
        saturated = [_share((slope < FLAT * greatest).double().mean(0) >= _NEARLY_ALL) for slope in slopes]
        return UnitShares([0.0] * len(slopes), saturated)
    return UnitShares([_share((slope <= _ZERO * greatest).all(0)) for slope in slopes], [0.0] * len(slopes))


def _form_of(activation: Activation) -> tuple[float, bool]:
    """Return the greatest |f'|, and whether f is flat on both sides and not between; a step has no slope at all."""
    z = torch.linspace(-_FAR, _FAR, 1601, dtype=torch.float64)
    slope = _slope(activation, z)
    greatest = float(slope.max())
    return greatest, max(float(slope[0]), float(slope[-1])) < FLAT * greatest


def _slope(activation: Activation, z: Tensor) -> Tensor:
    """Return |f'(z)|, of z's shape."""
    with torch.enable_grad():
        z = z.detach().requires_grad_()
        a = activation(z)
        if not a.requires_grad:  # the step function, which has no slope to speak of
            return torch.zeros_like(z)
        (slope,) = torch.autograd.grad(a.sum(), z)
    return slope.abs()


def _share(units: Tensor) -> float:
    return float(units.double().mean())
