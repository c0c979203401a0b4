"""The multi-layer perceptron: boundaries of any shape (rows L13 and L14)."""

from collections.abc import Sequence
from typing import Unpack

from lessonnet.models._classifier import Classifier, Parts, outputs
from lessonnet.models._logistic_regression import LogisticRegression
from lessonnet.nn import cross_entropy
from lessonnet.options import Size, check_value


class MLP(LogisticRegression):
    """Feed forward through hidden layers: ŷ = σ(W2 · f(W1 · x)), and so on for more.

    Args:
        hidden: units of each hidden layer, each 1 to 10⁶, at least one layer.
        parts: see `Classifier`; `activation` is needed.

    Raises:
        OptionError: if `hidden` is empty or holds anything but whole numbers ≥ 1.

    Example:
        >>> import torch
        >>> from lessonnet.nn import Tanh
        >>> model = MLP(hidden=[4], in_features=2, classes=3, activation=Tanh())
        >>> model(torch.ones(5, 2)).shape
        torch.Size([5, 3])
    """

    def __init__(self, hidden: Sequence[Size] = (8,), **parts: Unpack[Parts]) -> None:
        units = check_value("model.hidden", list(hidden), list[Size])
        criterion = parts.get("criterion") or cross_entropy(outputs(parts.get("classes", 2)))
        Classifier.__init__(self, units, criterion, parts)
