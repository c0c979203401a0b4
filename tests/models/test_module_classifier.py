"""A network of one's own as an ordinary LightningModule."""

import random

import lightning.pytorch as pl
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lessonnet.models import ModuleClassifier, load_row
from lessonnet.nn import ModuleNetwork, SquaredError, Tanh, Xavier
from lessonnet.optim import SGD
from lessonnet.options import OptionError
from tests.own_parts import Brier, Residual, Ridge

QUIET = dict.fromkeys(("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False)
SIZES = {"in_features": 2, "classes": 3}


class Drawn(Residual):
    """A buffer that is another for each start."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.register_buffer("directions", torch.randn(3))


class Loose(Residual):
    """A tensor that is neither parameter nor buffer."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.phase = torch.rand(in_features)


class Listed(Residual):
    """Parameters in a plain list, which nothing trains."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.more = [nn.Parameter(torch.ones(2))]


class Unseeded(Residual):
    """First weights of a generator that no seed of a run reaches."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.first.weight.data.copy_(torch.tensor(random.random()))


class Frequency(Residual):
    """A number that is another for each start."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__(in_features, outputs)
        self.frequency = torch.rand(()).item()


class Recurrent(nn.Module):
    """PyTorch's own module that keeps a list of its parameters beside them."""

    is_mapped = False

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__()
        self.inner = nn.GRU(1, 4, batch_first=True)
        self.last = nn.Linear(4, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.inner(x[..., None])[0][:, -1])


class Failing(nn.Module):
    def __init__(self, in_features: int, outputs: int) -> None:
        raise ValueError("too few\nfeatures")


def test_own_options_reach_the_network():
    model = ModuleClassifier(Residual, {"units": 9}, **SIZES)
    assert isinstance(model.network, ModuleNetwork)
    assert (model.network.module.first.out_features, model.network.widths) == (9, (2, 3))


def test_list_of_a_module_s_own_parameters_is_no_plain_tensor():
    assert ModuleClassifier(Recurrent, **SIZES)(torch.ones(4, 2)).shape == (4, 3)


@pytest.mark.parametrize("classes", [2, 3])
def test_probabilities_are_those_of_the_scores(classes):
    model, x = ModuleClassifier(Residual, in_features=2, classes=classes), torch.randn(5, 2)
    scores = model(x) if classes == 3 else torch.cat([torch.zeros(5, 1), model(x)], 1)  # softmax(0, s) has σ(s)
    torch.testing.assert_close(model.predict_proba(x), torch.softmax(scores, 1), rtol=1e-5, atol=1e-6)


def test_same_seed_draws_the_same_weights():
    first, again, other = (ModuleClassifier(Residual, seed=seed, **SIZES) for seed in (3, 3, 4))
    assert torch.equal(first.network.module.first.weight, again.network.module.first.weight)
    assert not torch.equal(first.network.module.first.weight, other.network.module.first.weight)


# It is trained as it is used: nothing in it may depend on the mode.
@pytest.mark.filterwarnings("ignore:Found . module.s. in eval mode")
def test_stock_trainer_trains_it_on_another_criterion_with_a_penalty():
    model = ModuleClassifier(Residual, criterion=Brier(), regularizer=Ridge(0.1), optimizer=SGD(lr=0.1), **SIZES)
    x, y = torch.randn(6, 2), torch.tensor([0, 1, 2] * 2)
    expected = ModuleClassifier(Residual, **SIZES).network
    matrices = {id(p): p for p in expected.parameters() if p.ndim == 2}.values()
    squares = (torch.softmax(expected(x), 1) - nn.functional.one_hot(y)).square().sum(1) / 2
    (squares.mean() + 0.1 * sum(w.square().sum() for w in matrices)).backward()
    trainer = pl.Trainer(max_steps=1, accelerator="cpu", limit_val_batches=0, **QUIET)
    points = DataLoader(TensorDataset(x, y), batch_size=6)
    trainer.fit(model, points, points)
    for found, start in zip(model.network.parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(found, start - 0.1 * start.grad, rtol=0, atol=1e-6)  # float32


@pytest.mark.parametrize(
    ("kind", "parts", "answer"),
    [
        (Residual, {"activation": Tanh()}, "`activation` does nothing: the network Residual has activations"),
        (Residual, {"init": Xavier()}, "`init` does nothing: the network Residual draws"),
        (Drawn, {}, "Drawn draws its buffer `directions` at random"),
        (Loose, {}, "Loose keeps a plain tensor `phase`, .* make it a buffer, or a parameter"),
        (Listed, {}, "Listed keeps a plain tensor `more`"),
        (Unseeded, {}, "Unseeded draws its `first.weight` from another generator than PyTorch's"),
        (Frequency, {}, "Frequency draws its `frequency` at random"),
        (Failing, {}, "Failing cannot be built: ValueError: too few features"),
        (nn.Identity, {}, "no parameters"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_one_line(kind, parts, answer):
    with pytest.raises(OptionError, match=answer) as refusal:
        ModuleClassifier(kind, **SIZES, **parts)
    assert "\n" not in str(refusal.value)


def test_row_is_loaded_with_its_buffers_and_shared_matrix():
    model = ModuleClassifier(Residual, criterion=SquaredError(), **SIZES)
    tensors = {name: p.detach().double() + 1 for name, p in model.network.named_parameters()}
    network = load_row(model.network, tensors)
    assert network.module.third.weight is network.module.second.weight
    assert network.module.shift.dtype == torch.float64
    torch.testing.assert_close(network.module.first.weight.detach(), tensors["module.first.weight"], rtol=0, atol=0)
