"""Binary and softmax cross-entropy of scores, each with the gradient ŷ − y (rows L10 to L12)."""

from typing import Any

import torch
from torch import Tensor

from lessonnet.functional._sigmoid import sigmoid
from lessonnet.functional._softmax import log_softmax, softmax


class _BinaryCrossEntropy(torch.autograd.Function):
    """−[y ln ŷ + (1 − y) ln(1 − ŷ)] with ŷ = σ(s), as a function of the score s.

    ln ŷ = −ln(1 + e^(−s)) and ln(1 − ŷ) = ln ŷ − s, hence max(s, 0) − y·s + ln(1 + e^(−|s|)):
    the exponent is never positive, so nothing overflows at scores of ±1000.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(scores: Tensor, targets: Tensor) -> Tensor:
        return scores.clamp(min=0) - targets * scores + torch.log1p(torch.exp(-scores.abs()))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor | None]:
        scores, targets = ctx.saved_tensors
        return gradient * (sigmoid(scores) - targets), -gradient * scores if ctx.needs_input_grad[1] else None


class _SoftmaxCrossEntropy(torch.autograd.Function):
    """−Σ_c y_c ln p_c with p = softmax(s), that is ln Σ_j e^(s_j) − s_y for one-hot y.

    `log_softmax` subtracts the largest score from all of them first, which changes no p: nothing overflows, and large
    scores that lie close together lose no digits.
    """

    generate_vmap_rule = True

    @staticmethod
    def forward(scores: Tensor, targets: Tensor) -> Tensor:
        return 0 - (targets * log_softmax(scores)).sum(-1)  # a minus sign would make −0 of an error of 0

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor], output: Tensor) -> None:
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor | None]:
        scores, targets = ctx.saved_tensors
        g = gradient.unsqueeze(-1)
        by_scores = g * (softmax(scores) * targets.sum(-1, keepdim=True) - targets)
        if not ctx.needs_input_grad[1]:
            return by_scores, None
        return by_scores, -g * log_softmax(scores)


def binary_cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    """Measure the error of each point for two classes: −[y ln ŷ + (1 − y) ln(1 − ŷ)], ŷ = σ(score).

    Args:
        scores: any shape, floating; finite results up to the dtype's own range.
        targets: y in [0, 1], of the same shape and dtype.

    Returns:
        One error ≥ 0 for each score; take the mean for the error E of the lesson. Backward: ŷ − y.

    Source:
        Rows L11 and L12 of the lesson (the minus covers the whole sum).

    Example:
        >>> import torch
        >>> p = torch.tensor([0.8, 0.7, 0.1])
        >>> scores = torch.log(p / (1 - p))
        >>> round(binary_cross_entropy(scores, torch.tensor([1.0, 1.0, 0.0])).sum().item(), 2)
        0.69
        >>> round(binary_cross_entropy(scores, torch.tensor([0.0, 0.0, 1.0])).sum().item(), 2)
        5.12
    """
    return _applied(_BinaryCrossEntropy, scores, targets)


def softmax_cross_entropy(scores: Tensor, targets: Tensor) -> Tensor:
    """Measure the error of each point for several classes: −Σ_c y_c ln p_c, p = softmax(scores).

    Args:
        scores: [..., C], floating.
        targets: one-hot classes [..., C], of the same dtype; soft ones (a share for each class) are fine.

    Returns:
        One error ≥ 0 for each point [...]; take the mean for the error E. Backward: p − y.

    Source:
        Rows L10 and L11 of the lesson, with P(class i) = e^(Z_i) / Σ_j e^(Z_j).

    Example:
        >>> import torch
        >>> softmax_cross_entropy(torch.tensor([[0.0, 1000.0]]), torch.tensor([[0.0, 1.0]]))
        tensor([0.])
    """
    return _applied(_SoftmaxCrossEntropy, scores, targets)


def _applied(function: type[torch.autograd.Function], scores: Tensor, targets: Tensor) -> Tensor:
    """Apply a Function; where no graph is recorded, spare the tens of µs that each `apply` takes."""
    errors: Tensor = (function.apply if torch.is_grad_enabled() else function.forward)(scores, targets)
    return errors
