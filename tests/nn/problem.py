"""Small stacks of networks with everything that a gradient depends on, and their objective by stock torch alone."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as stock

from lessonnet import nn
from lessonnet.stack._backprop import AutogradBackprop, ClosedFormBackprop

K, B, D = 3, 6, 4
HIDDEN = (5, 3, 4)
CRITERIA: dict[str, tuple[nn.Criterion, int]] = {
    "binary": (nn.BinaryCrossEntropy(), 1),
    "softmax": (nn.SoftmaxCrossEntropy(), 3),
    "perceptron": (nn.PerceptronCriterion(), 3),
}
# Each member has numbers of its own.
PENALTIES: dict[str, list[nn.Regularizer]] = {
    "no penalty": [],
    "l1": [nn.L1(l1) for l1 in (0.1, 0.0, 0.03)],
    "l2": [nn.L2(l2) for l2 in (0.0, 0.2, 0.05)],
    "elastic": [nn.Elastic(l1, l2) for l1, l2 in ((0.1, 0.2), (0.0, 0.3), (0.05, 0.0))],
}
DROPOUTS: dict[str, list[nn.Dropout]] = {
    "no dropout": [],
    "per batch": [nn.DropoutPerBatch(p) for p in (0.5, 0.0, 0.2)],
    "per epoch": [nn.DropoutPerEpoch(p) for p in (0.3, 0.6, 0.0)],
}
Case = tuple[str, str, str, str, int]
"""Activation, criterion, penalty, dropout and number of hidden layers."""


@dataclass
class Problem:
    """K networks of one graph, with their inputs, targets, masks and penalties."""

    network: nn.DenseNetwork
    criterion: nn.Criterion
    rows: Tensor
    x: Tensor
    y: Tensor
    masks: Sequence[Tensor]
    factors: Tensor
    """λ1 and λ2 of each member: [K, 2]."""

    def gradient(
        self, kind: type[ClosedFormBackprop] | type[AutogradBackprop], weights_KB: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return the members' gradients [K, P] and scores [K, B, C]."""
        # Filled with a number, so that adding to what should be written over is noticed.
        gradient, scores = torch.full_like(self.rows, 7.0), torch.full_like(self.y, 7.0)
        backprop = kind(self.network, nn.Layout(self.network), self.criterion, self.rows, gradient)
        backprop.gradient(self.x, self.y, self.criterion.scale(self.x.shape[1]), self.masks, scores, weights_KB)
        if self.factors.any():
            backprop.add_penalty_gradient(self.factors[:, :1], self.factors[:, 1:])
        return gradient, scores


def problem(activation: str, criterion: str, penalty: str, dropout: str, depth: int) -> Problem:
    error, outputs = CRITERIA[criterion]
    network = nn.DenseNetwork(D, HIDDEN[:depth], outputs, nn.ACTIVATIONS[activation]()).double()
    drawn = np.random.default_rng(0)
    rows = torch.from_numpy(drawn.standard_normal((K, nn.Layout(network).size)))
    x = torch.from_numpy(drawn.standard_normal((K, B, D)))
    y = nn.encode(torch.from_numpy(drawn.integers(0, max(outputs, 2), (K, B))), outputs, torch.float64)
    masks: Sequence[Tensor] = ()
    if DROPOUTS[dropout]:
        (masks,) = nn.Masks(DROPOUTS[dropout], range(K), network.hidden, B, rows).span(0, step=3, steps=1, points=B)
    factors = [regularizer.factors() for regularizer in PENALTIES[penalty]] or [(0.0, 0.0)] * K
    return Problem(network, error, rows, x, y, masks, torch.tensor(factors, dtype=torch.float64))


STOCK_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "step": lambda z: torch.heaviside(z, torch.ones_like(z)).detach(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": stock.relu,
    "leaky_relu": stock.leaky_relu,
    "elu": stock.elu,
    "gelu": stock.gelu,
    "softplus": stock.softplus,
    "silu": stock.silu,
    "identity": lambda z: z,
}
STOCK_CRITERIA: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "binary": stock.binary_cross_entropy_with_logits,
    "softmax": stock.cross_entropy,
    # The scores on the wrong side of zero, summed.
    "perceptron": lambda scores, y: (y * stock.relu(-scores) + (1 - y) * stock.relu(scores)).sum(),
}


def objective(row: Tensor, k: int, given: Problem, activation: str, criterion: str) -> Tensor:
    """Return member k's error plus penalty at these parameters."""
    scores, weights = stock_scores(row, k, given, activation)
    l1, l2 = given.factors[k]
    penalty = sum(l1 * w.abs().sum() + l2 * (w**2).sum() for w in weights)
    return STOCK_CRITERIA[criterion](scores, given.y[k]) + penalty


def stock_scores(row: Tensor, k: int, given: Problem, activation: str) -> tuple[Tensor, Sequence[Tensor]]:
    """Return member k's scores [B, C] and its layers' weights, which come first in the row, before all biases.

    A weight matrix [D, H] with D > H lies transposed.
    """
    widths = given.network.widths
    shapes = list(itertools.pairwise(widths))
    *weights, biases = row.split([*(d * h for d, h in shapes), sum(widths[1:])])
    a = given.x[k]
    for i, (weight, bias, shape) in enumerate(zip(weights, biases.split(list(widths[1:])), shapes, strict=True)):
        a = a @ (weight.view(shape[::-1]).T if shape[0] > shape[1] else weight.view(shape)) + bias
        if i < len(shapes) - 1:
            a = STOCK_ACTIVATIONS[activation](a) * (given.masks[i][k] if given.masks else 1)
    return a, weights
