"""What layers are, whatever the network: the parameters that count as weights."""

from torch import nn

from lessonnet.nn import DenseNetwork, ModuleNetwork, Network


def weights_of(network: Network) -> dict[str, nn.Parameter]:
    """Return the weights of each layer by its name, from the inputs on.

    The layers of a dense network are numbered from 1. Those of any other are all parameters with two axes or more, by
    the names that its module gives them: `body.0` stands for `body.0.weight`.

    Args:
        network: as it stands.
    """
    if isinstance(network, DenseNetwork):
        return {str(number): layer.weight for number, layer in enumerate(network.dense, 1)}
    return {name.removesuffix(".weight"): p for name, p in parameters_of(network).items() if p.ndim >= 2}


def parameters_of(network: Network) -> dict[str, nn.Parameter]:
    """Return all parameters by the names that the network's own module gives them."""
    module = network.module if isinstance(network, ModuleNetwork) else network
    return dict(module.named_parameters())
