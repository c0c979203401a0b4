"""What the points of a finished training are like, and what its network makes of them."""

import numpy as np
import torch
from torch import Tensor

from lessonnet.data import DataSet, Part
from lessonnet.diagnosis._evidence import Facts
from lessonnet.diagnosis._neighbours import neighbours_accuracy
from lessonnet.functional import Separable, separability
from lessonnet.inference import Reliability, reliability
from lessonnet.nn import Criterion, DenseNetwork, Network, predict
from lessonnet.observation import sample
from lessonnet.options import OptionError

_KNOWN_BY_HEART = 16
"""Distinct points that any network with a few hidden units can tell apart: a truth table of four inputs."""

_MOST_NUMBERS = 20_000
"""Of the training points, for which a linear program is asked: it then takes some milliseconds."""


@torch.no_grad()
def facts_of(data: DataSet, network: Network, criterion: Criterion) -> Facts:
    """Measure the points of a data set that are at hand.

    Args:
        data: set up; its training part is held, not streamed.
        network: with the saved weights.
        criterion: the error function.
    """
    train, val = data.train, data.val
    judges = val if isinstance(val, Part) else train
    features, classes = sample(judges.features), sample(judges.targets)
    scores = network(features.to(network.dtype))
    is_right = (predict(scores) == classes).double().numpy()
    inputs = sample(train.features).double()
    is_straight = isinstance(network, DenseNetwork) and not network.hidden
    return Facts(
        counts=torch.bincount(train.targets, minlength=data.classes).tolist(),
        class_names=list(data.class_names),
        recalls=_means(is_right, classes.numpy(), data.classes),
        sizes=inputs.square().mean(0).sqrt().tolist(),
        feature_names=list(data.feature_names),
        neighbours=neighbours_accuracy(train.features, train.targets),
        is_separable=_is_separable(train, data.classes) if is_straight else None,
        is_truth_table=_is_truth_table(train),
        reliability=_reliability(scores, classes, criterion) if judges is val and criterion.has_probabilities else None,
        judged=len(classes),
    )


def _means(values: np.ndarray, classes: np.ndarray, count: int) -> list[float]:
    """Return the mean of the values [N] of each class, NaN of one without any."""
    totals = np.bincount(classes, minlength=count)
    return (np.bincount(classes, weights=values, minlength=count) / np.where(totals > 0, totals, np.nan)).tolist()


def _is_truth_table(train: Part) -> bool:
    return train.points <= _KNOWN_BY_HEART and len(train.features.unique(dim=0)) == train.points


def _is_separable(train: Part, classes: int) -> bool | None:
    if classes != 2 or train.features.numel() > _MOST_NUMBERS or len(train.targets.unique()) < 2:
        return None
    try:
        return isinstance(separability(train.features.double().numpy(), train.targets.numpy()), Separable)
    except OptionError:  # too close to be proved either way
        return None


def _reliability(scores: Tensor, classes: Tensor, criterion: Criterion) -> Reliability:
    second = criterion.probabilities(scores.double())
    probabilities = torch.cat([1 - second, second], -1) if second.shape[-1] == 1 else second
    return reliability(classes.numpy(), predict(scores).numpy(), probabilities.numpy())
