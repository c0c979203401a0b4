"""How much of the classes the points themselves give away: a yardstick for a network that has learned little.

Each point is classified by its k nearest neighbours, itself left out. That asks for no training, and bends around any
boundary that has enough points on either side.
"""

import torch
from torch import Tensor

from lessonnet.observation import sample

NEIGHBOURS = 5
FEWEST = 50
"""Points below which neighbours lie too far apart to tell anything."""
_MOST = 1024
"""Points that are asked: a million distances take some milliseconds."""


def neighbours_accuracy(x_BD: Tensor, classes_B: Tensor) -> float | None:
    """Return the share of points whose class most of their nearest neighbours have; None of too few points.

    Args:
        x_BD: features, scaled.
        classes_B: class indices, int64.

    Source:
        Cover and Hart, Nearest neighbor pattern classification (1967); left out one at a time.

    Example:
        >>> x = torch.arange(60.0)[:, None]
        >>> neighbours_accuracy(x, (x[:, 0] >= 30).long())
        1.0
    """
    if len(x_BD) < FEWEST:
        return None
    x, classes = sample(x_BD, _MOST).float(), sample(classes_B, _MOST)
    distances = torch.cdist(x, x).fill_diagonal_(torch.inf)
    nearest = classes[distances.topk(NEIGHBOURS, largest=False).indices]
    votes = torch.nn.functional.one_hot(nearest).sum(1)
    return float((votes.argmax(1) == classes).double().mean())
