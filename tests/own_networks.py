"""Networks and parts of one's own, as a user may write them."""

import torch
from torch import Tensor, nn

from lessonnet.nn import Activation, Criterion, ModuleNetwork


class Skipping(nn.Module):
    """Inputs go to the scores through hidden units, and past them too."""

    def __init__(self, in_features: int, outputs: int, width: int = 8) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(in_features, width), nn.Tanh(), nn.Linear(width, outputs))
        self.skip = nn.Linear(in_features, outputs, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.body(x) + self.skip(x)
        return scores


class Unmapped(Skipping):
    """One that looks at its numbers to find its way, which `torch.func.vmap` cannot follow."""

    is_mapped = False

    def forward(self, x: Tensor) -> Tensor:
        # The sign is that of no number: the way is looked for, and always the same.
        return super().forward(x if float(x.square().sum()) >= 0 else -x)


class Remembering(nn.Module):
    """A buffer beside the parameters, and one matrix that is used twice."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__()
        self.there, self.back = nn.Linear(in_features, 4, bias=False), nn.Linear(in_features, 4, bias=False)
        self.back.weight = self.there.weight
        self.last = nn.Linear(4, outputs)
        self.register_buffer("shift", torch.arange(4.0))

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.last(torch.tanh(self.there(x)) * torch.cos(self.back(x) + self.shift))
        return scores


def own_network(kind: type[nn.Module] = Skipping, inputs: int = 2, outputs: int = 1, *, seed: int = 0) -> ModuleNetwork:
    """Return one with weights that are drawn, the global generator left as it was."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return ModuleNetwork(kind(inputs, outputs), inputs, outputs)


class Bump(Activation):
    """e^(−z²): no derivative of its own."""

    def forward(self, z: Tensor) -> Tensor:
        return torch.exp(-z * z)


class Focal(Criterion):
    """−(1 − p)² ln p of the true class's probability p."""

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        said = self.probabilities(scores)
        p = (said * targets).sum(-1) if scores.shape[-1] > 1 else torch.where(targets > 0, said, 1 - said)[..., 0]
        return -((1 - p) ** 2) * torch.log(p.clamp_min(1e-12))

    def probabilities(self, scores: Tensor) -> Tensor:
        return torch.sigmoid(scores) if scores.shape[-1] == 1 else torch.softmax(scores, -1)
