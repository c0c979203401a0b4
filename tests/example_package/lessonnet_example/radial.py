"""A network of one's own: any module from inputs to scores. It goes through autograd, and `vmap` stacks it."""

import torch
from lessonnet.options import PositiveFloat, Size
from torch import Tensor, nn


class Radial(nn.Module):
    """Nodes that answer to what is near: score = Σ w · e^(−steepness · |x − centre|²) + b.

    Args:
        in_features: D, given by the data.
        outputs: C scores, given by the classes.
        nodes: how many, ≥ 1.
        steepness: how fast an answer fades at the start, > 0; it is learned, as the centres are.
    """

    def __init__(self, in_features: int, outputs: int, nodes: Size = 16, steepness: PositiveFloat = 1.0) -> None:
        super().__init__()
        self.centres = nn.Parameter(torch.randn(nodes, in_features))
        self.log_steepness = nn.Parameter(torch.full((nodes,), steepness).log())
        self.last = nn.Linear(nodes, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Return scores [B, C] of inputs [B, D]."""
        squares = (x.unsqueeze(1) - self.centres).square().sum(2)
        answers = torch.exp(-self.log_steepness.exp() * squares)
        scores: Tensor = self.last(answers)
        return scores
