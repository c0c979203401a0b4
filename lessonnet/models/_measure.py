"""Error and accuracy of a trained network on a part of its data."""

import torch
from torch import Tensor

from lessonnet.data import Part
from lessonnet.nn import Criterion, DenseNetwork, encode, predict

_POINTS_AT_ONCE = 4096


@torch.no_grad()
def measure(network: DenseNetwork, criterion: Criterion, part: Part) -> dict[str, float]:
    """Return the mean error, without any penalty, and the share of right predictions.

    Args:
        network: in the dtype to compute in; dropout is off.
        criterion: the error function.
        part: points of the data set, scaled as the network was trained on them.

    Returns:
        `error` and `accuracy`.
    """
    dtype = network.dense[0].bias.dtype
    error, correct = 0.0, 0
    for features, classes in zip(*(tensor.split(_POINTS_AT_ONCE) for tensor in part), strict=True):
        scores = network(features.to(dtype))
        error += float(criterion.errors(scores, encode(classes, scores.shape[-1], dtype)).sum(dtype=torch.float64))
        correct += int((predict(scores) == classes).sum())
    return {"error": error / len(part.targets), "accuracy": correct / len(part.targets)}


def load_row(network: DenseNetwork, tensors: dict[str, Tensor]) -> DenseNetwork:
    """Set a network's parameters to these tensors, in their dtype, and return it."""
    network.load_state_dict(tensors, assign=True)
    return network
