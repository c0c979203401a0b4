"""How large the weights of each layer are, and how strongly the error pulls at them (row L23).

‖W‖ = √Σ w² over the weights of a layer, biases left out; likewise ‖∂E/∂W‖, E the mean error over the points.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import functional_call

from lessonnet.nn import Criterion, DenseNetwork, encode
from lessonnet.observation._sample import sample


@dataclass(frozen=True)
class LayerNorms:
    """Frobenius norms of L layers, from the inputs to the scores.

    Attributes:
        weight: of the weights, L numbers ≥ 0.
        gradient: of the gradient of the mean error by these weights, L numbers ≥ 0.
    """

    weight: list[float]
    gradient: list[float]


def layer_norms(network: DenseNetwork, criterion: Criterion, x_BD: Tensor, classes_B: Tensor) -> LayerNorms:
    """Measure the weights of each layer, and the gradient that the points give them.

    Args:
        network: whose weights are used as they stand.
        criterion: the error function; its mean over the points counts, whatever training minimises.
        x_BD: inputs, scaled as the network was trained on them.
        classes_B: their class indices, int64.
    """
    # Through autograd: an activation of one's own may have no closed form, and the network may be frozen.
    parameters = {name: p.detach().requires_grad_() for name, p in network.named_parameters()}
    weights = [parameters[f"layers.{i}.weight"] for i in range(len(network.dense))]
    x, classes = sample(x_BD).to(weights[0]), sample(classes_B).to(weights[0].device)
    with torch.enable_grad():
        scores = functional_call(network, parameters, (x,))
        error = criterion.total(scores, encode(classes, scores.shape[-1], scores.dtype)) / len(x)
        # Nothing passes a step function: the layers below it have no gradient.
        gradients = torch.autograd.grad(error, weights, allow_unused=True, materialize_grads=True)
    return LayerNorms([_norm(w) for w in weights], [_norm(g) for g in gradients])


def _norm(matrix: Tensor) -> float:
    return float(torch.linalg.vector_norm(matrix.detach(), dtype=torch.float64))
