"""Networks that cannot be trained are refused in one line before they are."""

import pytest
import torch
from torch import nn

from lessonnet.nn import ModuleNetwork, try_network
from lessonnet.options import OptionError
from tests.own_parts import Choosy, Residual


class Flat(Residual):
    def forward(self, x):
        return super().forward(x).squeeze()


class Wide(Residual):
    def forward(self, x):
        return torch.cat([super().forward(x)] * 2, -1)


class Untold(Choosy):
    is_mapped = True


class Noisy(Residual):
    def forward(self, x):
        return super().forward(x + torch.randn_like(x))


class Broken(Residual):
    def forward(self, x):
        raise KeyError("none\nsuch")


class Silent(Residual):
    def forward(self, x):
        super().forward(x)


class Frozen(Residual):
    def __init__(self, in_features, outputs):
        super().__init__(in_features, outputs)
        self.first.weight.requires_grad_(False)


class Normalised(Residual):
    def __init__(self, in_features, outputs):
        super().__init__(in_features, outputs)
        self.norm = nn.BatchNorm1d(2)


def network(kind, outputs=1):
    return ModuleNetwork(kind(2, outputs), 2, outputs)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("kind", [Residual, Choosy])
def test_network_that_works_passes(kind, outputs):
    try_network(network(kind, outputs))


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Flat, r"Flat must make scores \[3, 1\] of inputs \[3, 2\], got \[3\]"),
        (Wide, r"Wide must make scores \[3, 1\] of inputs \[3, 2\], got \[3, 2\]"),
        (Untold, r"Untold cannot be trained through torch.func.vmap; set `is_mapped = False`"),
        (Noisy, "Noisy draws random numbers"),
        (Broken, r"Broken cannot take inputs \[3, 2\]: KeyError: .*none"),
        (Silent, "got NoneType"),
        (Frozen, "Frozen has a parameter `first.weight` that is not trained"),
        (Normalised, "Normalised has a BatchNorm1d"),
    ],
)
def test_network_that_does_not_fit_is_refused_in_one_line(kind, answer):
    with pytest.raises(OptionError, match=answer) as refusal:
        try_network(network(kind))
    assert "\n" not in str(refusal.value)


def test_network_that_fails_for_a_single_point_is_refused():
    class Squeezed(Residual):
        def forward(self, x):
            return super().forward(x.squeeze(0) if len(x) == 1 else x)

    with pytest.raises(OptionError, match=r"\[1, 1\] of inputs \[1, 2\], got \[1\]"):
        try_network(network(Squeezed))
