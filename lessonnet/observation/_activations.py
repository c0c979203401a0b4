"""The outputs of the hidden units (row L13)."""

from torch import Tensor

from lessonnet.nn import Network
from lessonnet.observation._hidden_scores import hidden_layers


def activations(network: Network, x_BD: Tensor) -> list[Tensor]:
    """Return what each hidden layer passes on.

    Args:
        network: whose weights are used as they stand.
        x_BD: inputs, scaled as the network was trained on them.

    Returns:
        One tensor [B, H] for each hidden layer, in the network's dtype; of at most `MOST_POINTS` points.
        None of a network whose layers are not known.
    """
    return [a for _, a in hidden_layers(network, x_BD)]
