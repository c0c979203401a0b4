"""The perceptron update as an autograd Function: plain gradient descent becomes the trick (row L6)."""

from typing import Any

import torch
from torch import Tensor

from lessonnet.functional._step import step


class _PerceptronCriterion(torch.autograd.Function):
    """Σ (ŷ − y)·score, whose backward by Rosenblatt's rule is ŷ − y.

    A wrong point with prediction 0 has ŷ − y = −1, so a descent step of rate a adds a·x to W and a to b;
    with prediction 1 it has +1 and they are subtracted; a right point has 0 and moves nothing.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        mistakes = step(scores) - targets
        return (mistakes * scores).sum(), mistakes

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: tuple[Tensor, Tensor]) -> None:
        ctx.mark_non_differentiable(output[1])
        ctx.save_for_backward(output[1])

    @staticmethod
    def backward(ctx: Any, gradient: Tensor, _: Tensor) -> tuple[Tensor, None]:
        (mistakes,) = ctx.saved_tensors
        return gradient * mistakes, None


def perceptron_criterion(scores: Tensor, targets: Tensor) -> Tensor:
    """Sum the distance-like error |score| of every misclassified point.

    It is summed over the points, not averaged: the perceptron trick adds a·x for *each* misclassified
    point, so that SGD with learning rate a on this criterion *is* the trick.

    Args:
        scores: any shape, floating: [B] or [B, 1] for two classes, [B, C] one-against-rest.
        targets: zeros and ones of the same shape and dtype.

    Returns:
        A scalar ≥ 0. Its backward with respect to the scores is ŷ − y, with ŷ = 1 where score ≥ 0. That is
        Rosenblatt's rule; at a score of exactly zero with y = 0 it corrects a point whose error is zero.

    Source:
        Row L6 of the lesson; Rosenblatt, The perceptron (Psychological Review 65, 1958).

    Example:
        >>> import torch
        >>> scores = torch.tensor([22.0, -3.0], requires_grad=True)  # 3x1 + 4x2 − 10 at (4, 5) and (1, 1)
        >>> perceptron_criterion(scores, torch.tensor([0.0, 1.0])).backward()
        >>> scores.grad
        tensor([ 1., -1.])
    """
    criterion: Tensor = _PerceptronCriterion.apply(scores, targets)[0]
    return criterion
