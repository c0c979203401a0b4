"""What every hidden unit makes of every point."""

from collections.abc import Iterator

import torch
from torch import Tensor

from lessonnet.nn import DenseNetwork, Network
from lessonnet.observation._sample import sample


@torch.no_grad()
def hidden_layers(network: Network, x_BD: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield scores z and outputs a = f(z) of each hidden layer, both [B, H], on a sample; none of unknown layers."""
    if not isinstance(network, DenseNetwork):
        return
    a = sample(x_BD).to(network.dense[0].bias)
    for layer in network.dense[:-1]:
        assert network.activation is not None
        z = layer(a)
        a = network.activation(z)
        yield z, a
