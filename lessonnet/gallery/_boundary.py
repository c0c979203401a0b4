"""The plane that a network's boundary is drawn in: two features in their own units, the others at their means (L3)."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lessonnet.data import DataSet, Part, StreamedPart
from lessonnet.figures import Plane
from lessonnet.nn import Dense, DenseNetwork, Network
from lessonnet.observation import sample

_MOST_FEATURES = 30
"""Beyond so many, two of them say little about the rest."""
_MOST_LINES = 32
"""Hidden nodes whose own lines can still be told apart."""
_MOST_POINTS = 1500
_GATE_MARGIN = 0.35
_FEW_POINTS = 10


def boundary_of(
    data: DataSet, network: Network, *, features: Sequence[str] | None = None, title: str = ""
) -> Plane | None:
    """Return what `figures.decision_boundary` draws of a network.

    Args:
        data: set up.
        network: trained on it.
        features: names of the two of the plane; None takes those that the first layer weighs most, or that
            move the scores of a network of one's own most.
        title: above the panel.

    Returns:
        The plane; None where there is no such picture: of streamed data, of a single feature, and of more than 30
        where none are named.
    """
    train: Part | StreamedPart = data.train
    points = data.raw_train if isinstance(train, Part) else None
    if points is None or data.in_features < 2 or (features is None and data.in_features > _MOST_FEATURES):
        return None
    i, j = _weightiest(network, data.train.features) if features is None else map(data.feature_names.index, features)
    middle = points.features.double().mean(0)

    def inputs(plane_N2: Tensor) -> Tensor:
        x = middle.repeat(len(plane_N2), 1)
        x[:, [i, j]] = plane_N2.double()
        return _scaled(data, x).to(network.dtype)

    first = _first_layer(network)
    every = max(1, -(-len(points.features) // _MOST_POINTS))
    return Plane(
        lambda plane: network(inputs(plane)),
        points.features[::every, [i, j]],
        points.targets[::every],
        class_names=data.class_names,
        feature_names=[data.feature_names[i], data.feature_names[j]],
        hidden_scores=None if first is None else (lambda plane: first(inputs(plane))),
        margin=_GATE_MARGIN if len(points.features) <= _FEW_POINTS else 0.08,
        title=title,
        note="all other features at their means" if data.in_features > 2 else "",
    )


def _weightiest(network: Network, x_BD: Tensor) -> tuple[int, int]:
    """Return the two inputs with the largest sums of |w| in the first layer, or that count most, in their order."""
    if x_BD.shape[1] == 2:
        return 0, 1
    if isinstance(network, DenseNetwork):
        sums = network.dense[0].weight.detach().abs().sum(1)
    else:
        sums = _slopes(network, sample(x_BD).to(network.dtype))
    first, second = sorted(sums.topk(2).indices.tolist())
    return first, second


def _slopes(network: Network, x_BD: Tensor) -> Tensor:
    """Return by how much the scores change over the spread of each input: Σ_C mean |∂s/∂x| · sd(x) [D]."""
    with torch.enable_grad():
        x = x_BD.detach().requires_grad_()
        scores_BC = network(x)
        slopes_CBD = [
            torch.autograd.grad(score, x, retain_graph=True, allow_unused=True, materialize_grads=True)[0]
            for score in scores_BC.sum(0)
        ]
    return torch.stack(slopes_CBD).abs().mean(1).sum(0) * x_BD.std(0, correction=0)


def _scaled(data: DataSet, x: Tensor) -> Tensor:
    if data.scaling is None:
        return x
    mean, scale = (torch.tensor(values, dtype=torch.float64) for values in data.scaling)
    return (x - mean) / scale


def _first_layer(network: Network) -> Dense | None:
    """Return the layer whose nodes have lines of their own; None without one, or where they are too many."""
    if not isinstance(network, DenseNetwork) or not 0 < sum(network.hidden[:1]) <= _MOST_LINES:
        return None
    return network.dense[0]
