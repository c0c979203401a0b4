"""How large the weights of each layer are, and how strongly the error pulls at them (row L23).

‖W‖ = √Σ w² over the weights of a layer, biases left out; likewise ‖∂E/∂W‖, E the mean error over the points.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import functional_call

from lessonnet.nn import Criterion, Network, encode
from lessonnet.observation._sample import sample
from lessonnet.observation._weights import weights_of


@dataclass(frozen=True)
class LayerNorms:
    """Frobenius norms of L layers, from the inputs to the scores.

    Attributes:
        weight: of the weights, L numbers ≥ 0.
        gradient: of the gradient of the mean error by these weights, L numbers ≥ 0.
        names: of the layers, as `weights_of` has them.
    """

    weight: list[float]
    gradient: list[float]
    names: list[str]


def layer_norms(network: Network, criterion: Criterion, x_BD: Tensor, classes_B: Tensor) -> LayerNorms:
    """Measure the weights of each layer, and the gradient that the points give them.

    Args:
        network: whose weights are used as they stand.
        criterion: the error function; its mean over the points counts, whatever training minimises.
        x_BD: inputs, scaled as the network was trained on them.
        classes_B: their class indices, int64.
    """
    # Through autograd: an activation of one's own may have no closed form, and the network may be frozen.
    parameters = {name: p.detach().requires_grad_() for name, p in network.named_parameters()}
    places = {id(p): name for name, p in network.named_parameters()}
    layers = {name: parameters[places[id(p)]] for name, p in weights_of(network).items()}
    if not layers:
        return LayerNorms([], [], [])
    weights = list(layers.values())
    x, classes = sample(x_BD).to(weights[0]), sample(classes_B).to(weights[0].device)
    with torch.enable_grad():
        scores = functional_call(network, parameters, (x,))
        error = criterion.total(scores, encode(classes, scores.shape[-1], scores.dtype)) / len(x)
        # Nothing passes a step function: the layers below it have no gradient.
        gradients = torch.autograd.grad(error, weights, allow_unused=True, materialize_grads=True)
    return LayerNorms([_norm(w) for w in weights], [_norm(g) for g in gradients], list(layers))


def _norm(matrix: Tensor) -> float:
    return float(torch.linalg.vector_norm(matrix.detach(), dtype=torch.float64))
