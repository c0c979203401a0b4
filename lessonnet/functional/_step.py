"""The step function: a discrete prediction from a score (rows L2 and L9)."""

from torch import Tensor


def step(scores: Tensor) -> Tensor:
    """Predict 1 where a score is at least zero, else 0.

    A score of exactly zero counts as 1, everywhere in lessonnet. The slope is zero
    wherever it exists, so nothing can be learned through this function by gradients.

    Args:
        scores: any shape, floating.

    Returns:
        Zeros and ones, of the scores' shape and dtype.

    Source:
        Rows L2 and L9 of the lesson.

    Example:
        >>> import torch
        >>> step(torch.tensor([-0.5, 0.0, 2.0]))
        tensor([0., 1., 1.])
    """
    return (scores >= 0).to(scores.dtype)
