"""The sigmoid with the derivative that the lesson derives by the chain rule (rows L9 and L14)."""

from typing import Any

import torch
from torch import Tensor


class _Sigmoid(torch.autograd.Function):
    """σ(x) = 1 / (1 + e^(−x)), with dσ/dx = σ(1 − σ)."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor) -> Tensor:
        return torch.sigmoid(x)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor], output: Tensor) -> None:
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        # The saved output is differentiable itself, so second derivatives come for free.
        (s,) = ctx.saved_tensors
        return gradient * s * (1 - s)


def sigmoid(x: Tensor) -> Tensor:
    """Squash scores into (0, 1): σ(x) = 1 / (1 + e^(−x)).

    Args:
        x: scores of any shape, floating.

    Returns:
        Probabilities of the same shape; its backward is σ(x)·(1 − σ(x)).

    Source:
        Rows L9 and L14 of the lesson.

    Example:
        >>> import torch
        >>> x = torch.tensor([-2.0, 0.0, 2.0], requires_grad=True)
        >>> s = sigmoid(x)
        >>> [round(v, 2) for v in s.tolist()]
        [0.12, 0.5, 0.88]
        >>> s.sum().backward()
        >>> x.grad[1]
        tensor(0.2500)
    """
    return _Sigmoid.apply(x)
