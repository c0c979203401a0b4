"""Error and accuracy of a trained network on a part of its data."""

import math
from collections.abc import Iterator
from typing import TypeVar

import torch
from torch import Tensor

from lessonnet.data import Part, StreamedPart
from lessonnet.nn import Criterion, Network, encode, predict

AnyNetwork = TypeVar("AnyNetwork", bound=Network)

_POINTS_AT_ONCE = 4096


@torch.no_grad()
def measure(network: Network, criterion: Criterion, part: Part | StreamedPart) -> dict[str, float]:
    """Return the mean error, weighted and without any penalty, and the share of right predictions.

    Args:
        network: in the dtype to compute in; dropout is off.
        criterion: the error function.
        part: points of the data set, scaled as the network was trained on them; a streamed part is read once.

    Returns:
        `error` and `accuracy`; the latter is NaN where scores stand for no classes.
    """
    dtype = network.dtype
    error, correct = 0.0, 0
    for features, classes, weights in _pieces(part):
        scores = network(features.to(dtype))
        errors = criterion.errors(scores, encode(classes, scores.shape[-1], dtype))
        if weights is not None:
            errors = errors * weights
        error += float(errors.sum(dtype=torch.float64))
        correct += int((predict(scores) == classes).sum())
    accuracy = correct / part.points if criterion.has_classes else math.nan
    return {"error": error / part.points, "accuracy": accuracy}


def _pieces(part: Part | StreamedPart) -> Iterator[Part]:
    """Yield a part in pieces whose scores take little memory."""
    for whole in part.parts() if isinstance(part, StreamedPart) else [part]:
        for first in range(0, whole.points, _POINTS_AT_ONCE):
            yield whole.between(first, first + _POINTS_AT_ONCE)


def load_row(network: AnyNetwork, tensors: dict[str, Tensor]) -> AnyNetwork:
    """Set a network's parameters to these tensors, in their dtype, and return it; its buffers follow."""
    buffers = {name: buffer for name, buffer in network.state_dict().items() if name not in tensors}
    if not buffers:
        network.load_state_dict(tensors, assign=True)
        return network
    network.to(next(iter(tensors.values())).dtype)
    for name, parameter in network.named_parameters():
        parameter.data = tensors[name]
    return network
