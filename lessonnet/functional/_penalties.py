"""The penalties that the lesson adds to the mean error (row L19), without their factor λ."""

from torch import Tensor


def l1_penalty(weights: Tensor) -> Tensor:
    """Sum the absolute weights: Σ|w|.

    Args:
        weights: any shape, floating; no biases.

    Returns:
        A scalar ≥ 0; no mean, no ½.

    Source:
        Row L19 of the lesson.

    Example:
        >>> import torch
        >>> l1_penalty(torch.tensor([1.0, -2.0]))
        tensor(3.)
    """
    return weights.abs().sum()


def l2_penalty(weights: Tensor) -> Tensor:
    """Sum the squared weights: Σw².

    Args:
        weights: any shape, floating; no biases.

    Returns:
        A scalar ≥ 0; no mean, no ½.

    Source:
        Row L19 of the lesson.

    Example:
        >>> import torch
        >>> l2_penalty(torch.tensor([1.0, -2.0]))
        tensor(5.)
    """
    return weights.square().sum()
