"""Dense layers and the network made of them (row L13)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from lessonnet.nn._activations import Activation
from lessonnet.nn._network import Network


class Dense(nn.Module):
    """One layer of units: score = x · W + b.

    Args:
        in_features: D, inputs of the layer, ≥ 1.
        out_features: H, units of the layer, ≥ 1.

    Attributes:
        weight: [D, H], zero until an initializer sets it.
        bias: [H], likewise.

    Example:
        >>> Dense(2, 1)(torch.ones(3, 2)).shape
        torch.Size([3, 1])
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores [B, H] of inputs [B, D]."""
        return x @ self.weight + self.bias


class DenseNetwork(Network):
    """Dense layers with an activation after each but the last, whose scores are the output.

    The perceptron and logistic regression are the networks without a hidden layer.

    Args:
        in_features: D, ≥ 1.
        hidden: units of each hidden layer, each ≥ 1; may be empty.
        outputs: C scores: one for two classes, else one for each class.
        activation: of the hidden layers; needed if there are any.

    Example:
        >>> from lessonnet.nn import DenseNetwork, Tanh
        >>> DenseNetwork(2, [3], 1, Tanh())(torch.ones(5, 2)).shape
        torch.Size([5, 1])
    """

    def __init__(self, in_features: int, hidden: Sequence[int], outputs: int, activation: Activation | None) -> None:
        super().__init__()
        if hidden and activation is None:
            raise ValueError("A network with hidden layers needs an activation.")
        self.widths = (in_features, *hidden, outputs)
        self.activation = activation if hidden else None
        self.is_mapped = self.activation is None or self.activation.is_mapped
        self.layers = nn.ModuleList(Dense(d, h) for d, h in pairwise(self.widths))

    @property
    def has_closed_form(self) -> bool:
        """Whether its activation has a derivative of its own."""
        return self.activation is None or self.activation.has_closed_form

    @property
    def dense(self) -> list[Dense]:
        """The layers, from the inputs to the scores."""
        return cast("list[Dense]", list(self.layers))

    def forward(self, x: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Feed forward.

        Args:
            x: inputs [B, D].
            masks: dropout masks, one [B, H] (or [1, H]) for each hidden layer; none leaves dropout off.

        Returns:
            Scores [B, C].
        """
        *hidden, last = self.dense
        for i, layer in enumerate(hidden):
            assert self.activation is not None
            x = self.activation(layer(x))
            if masks:
                x = x * masks[i]
        scores: Tensor = last(x)
        return scores
