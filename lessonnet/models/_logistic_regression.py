"""Logistic regression: a straight boundary with a probability on each side (rows L9 to L12)."""

from typing import Unpack

import torch
from torch import Tensor

from lessonnet.models._classifier import Classifier, Parts, outputs
from lessonnet.nn import Criterion, cross_entropy


class LogisticRegression(Classifier):
    """Predict ŷ = σ(Wx + b), or softmax(Wx + b) for several classes; learn by descending the cross-entropy.

    Args:
        parts: see `Classifier`.

    Example:
        >>> import torch
        >>> from lessonnet.nn import Fixed
        >>> model = LogisticRegression(in_features=2, classes=2, init=Fixed([1, 1, 0]))
        >>> model.predict_proba(torch.tensor([[1.0, 1.0]])).round(decimals=2)
        tensor([[0.1200, 0.8800]], grad_fn=<RoundBackward1>)
    """

    def __init__(self, **parts: Unpack[Parts]) -> None:
        criterion = parts.get("criterion") or cross_entropy(outputs(parts.get("classes", 2)))
        super().__init__((), criterion, parts)

    def predict_proba(self, x: Tensor) -> Tensor:
        """Return the probability of each class [B, classes] for inputs [B, D]."""
        return class_probabilities(self.criterion, self(x))


def class_probabilities(criterion: Criterion, scores: Tensor) -> Tensor:
    """Return the probability of each class [B, classes]; one score stands for two of them."""
    p = criterion.probabilities(scores)
    return torch.cat([1 - p, p], -1) if p.shape[-1] == 1 else p
