"""The perceptron: a straight boundary moved by the points on its wrong side (rows L2 to L8)."""

from typing import Unpack

from lessonnet.models._classifier import Classifier, Parts, refuse_criterion
from lessonnet.nn import PerceptronCriterion


class Perceptron(Classifier):
    """Predict 1 where Wx + b ≥ 0, learn by the perceptron trick; several classes one against the rest.

    With plain SGD of rate a, each misclassified point adds a·x to W and a to b where the prediction was 0, and
    subtracts them where it was 1.

    Args:
        parts: see `Classifier`.

    Example:
        >>> import torch
        >>> from lessonnet.nn import Fixed
        >>> gate = Perceptron(in_features=2, classes=2, init=Fixed([1, 1, -1.5]))
        >>> gate.predict(torch.tensor([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])).tolist()
        [1, 0, 0, 0]
    """

    def __init__(self, **parts: Unpack[Parts]) -> None:
        refuse_criterion(parts, "model=perceptron")
        super().__init__((), PerceptronCriterion(), parts)
