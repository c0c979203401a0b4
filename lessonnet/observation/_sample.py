"""Which points a measurement looks at."""

import torch
from torch import Tensor

MOST_POINTS = 2048
"""A measurement over more would cost more and say the same."""


def sample(points: Tensor, most: int = MOST_POINTS) -> Tensor:
    """Return at most so many of points [N, …], spread evenly: a file may be sorted by class.

    Example:
        >>> sample(torch.arange(5000)).shape, sample(torch.arange(3)).tolist()
        (torch.Size([2048]), [0, 1, 2])
    """
    count = len(points)
    if count <= most:
        return points
    return points[torch.arange(most, device=points.device) * count // most]
