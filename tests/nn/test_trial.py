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


class InPlace(Residual):
    def forward(self, x):
        return super().forward(x.mul_(2))


class Mixing(Residual):
    def forward(self, x):
        return super().forward(x - x.mean(0))


class Double(Residual):
    def forward(self, x):
        return super().forward(x).double()


class Shared(Residual):
    def __init__(self, in_features, outputs):
        super().__init__(in_features, outputs)
        self.again = self.first


class Lazy(Residual):
    def __init__(self, in_features, outputs):
        super().__init__(in_features, outputs)
        self.lazy = nn.LazyLinear(2)


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
        (InPlace, "InPlace changes its inputs in place"),
        (Mixing, "Mixing answers otherwise to a point among others than alone"),
        (Double, "Double must make scores of torch.float32, as it is, got torch.float64"),
        (Broken, r"Broken cannot take inputs \[3, 2\]: KeyError: .*none"),
        (Silent, "got NoneType"),
        (Frozen, "Frozen has a parameter `first.weight` that is not trained"),
        (Normalised, "Normalised has a BatchNorm1d"),
        (Shared, "Shared has one module under two names, `first` and `again`"),
        (Lazy, "Lazy has a lazy parameter `lazy.weight`: give its layer a size"),
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


class Dropped(Residual):
    def __init__(self, in_features, outputs, p=0.5):
        super().__init__(in_features, outputs)
        self.drop = nn.Dropout(p)


class Recurrent(nn.Module):
    is_mapped = False

    def __init__(self, in_features, outputs, dropout=0.5):
        super().__init__()
        self.inner = nn.LSTM(1, 4, num_layers=2, dropout=dropout, batch_first=True)
        self.last = nn.Linear(4, outputs)

    def forward(self, x):
        return self.last(self.inner(x[..., None])[0][:, -1])


class Attending(nn.Module):
    def __init__(self, in_features, outputs, dropout=0.0):
        super().__init__()
        self.first, self.last = nn.Linear(1, 4), nn.Linear(4, outputs)
        self.inner = nn.MultiheadAttention(4, 2, dropout=dropout, batch_first=True)

    def forward(self, x):
        e = self.first(x[..., None])
        return self.last(self.inner(e, e, e, need_weights=False)[0].mean(1))


class Encoding(Attending):
    def __init__(self, in_features, outputs, dropout=0.0):
        super().__init__(in_features, outputs)
        self.inner = nn.TransformerEncoderLayer(4, 2, 8, dropout=dropout, batch_first=True)

    def forward(self, x):
        return self.last(self.inner(self.first(x[..., None])).mean(1))


@pytest.mark.parametrize(
    ("module", "answer"),
    [
        (Dropped(2, 1), "Dropped has a Dropout, which acts in training mode alone"),
        (Recurrent(2, 1), "Recurrent has a LSTM with dropout=0.5"),
        (Attending(2, 1, 0.1), "Attending has a MultiheadAttention with dropout=0.1"),
        (Encoding(2, 1, 0.1), "dropout=0.1"),
    ],
)
def test_dropout_inside_a_module_is_refused(module, answer):
    with pytest.raises(OptionError, match=answer):
        ModuleNetwork(module, 2, 1)


@pytest.mark.parametrize("module", [Dropped(2, 1, 0), Recurrent(2, 1, 0), Attending(2, 1), Encoding(2, 1)])
def test_dropout_that_is_off_passes(module):
    try_network(ModuleNetwork(module, 2, 1))


@pytest.mark.parametrize("kind", [Attending, Encoding])
def test_attention_in_training_mode_makes_the_scores_of_evaluation_mode(kind):
    module, x = kind(2, 1), torch.linspace(-1, 1, 10).view(5, 2)
    with torch.no_grad():
        expected = module.eval()(x)
        found = ModuleNetwork(module, 2, 1).eval()(x)
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-6)  # float32


class Counting(Residual):
    is_mapped = False

    def __init__(self, in_features, outputs):
        super().__init__(in_features, outputs)
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x):
        self.calls += 1
        return super().forward(x)


@pytest.mark.parametrize("is_mapped", [False, True])
def test_buffer_that_forward_changes_is_refused(is_mapped):
    kind = type("Counting", (Counting,), {"is_mapped": is_mapped})
    with pytest.raises(OptionError, match="Counting changes its buffer `calls` in its `forward`"):
        try_network(network(kind))


class Searching(Residual):
    def forward(self, x):
        bounds = self.first.weight.detach().flatten().sort().values
        return super().forward(x) + torch.histc(bounds, 3)[0] * 0


def test_slow_ways_of_vmap_are_not_warned_of(recwarn):
    with torch.no_grad():
        torch.func.vmap(lambda x: torch.histc(x, 3))(torch.ones(2, 4))
    assert "performance drop" in str(recwarn.pop(UserWarning).message)  # this is such a way
    try_network(network(Searching))
    assert not recwarn.list
