"""The perceptron trick on one mini-batch, by the functions that the engine trains with (rows L6 to L8)."""

from typing import NamedTuple

import torch
from torch import Tensor

from lessonnet.nn import ClosedForm, DenseNetwork, Layout, PerceptronCriterion
from lessonnet.optim import SGD

_NEAR = 1e-3
"""Share of Σ|w·x| + |b| below which a score may have the other sign when its sum is rounded in another order."""


class Taken(NamedTuple):
    """One optimizer step.

    Attributes:
        mistakes: ŷ − y of each point before it [B, C]: −1 where the prediction was 0 and is wrong, 1, or 0.
        scores: before it [B, C].
        after: scores of the same points after it [B, C].
    """

    mistakes: Tensor
    scores: Tensor
    after: Tensor


class Trick:
    """A perceptron that is trained mini-batch by mini-batch.

    What stands here is no second implementation: scores, gradient and step are those of `ClosedForm` and `SGD`, over a
    row that lies in memory as the engine's do, so that every number is rounded as it was in the training.

    Args:
        start: parameters [P], as a stack's rows hold them.
        inputs: D.
        outputs: C.
    """

    def __init__(self, start: Tensor, inputs: int, outputs: int) -> None:
        layout, criterion = Layout(DenseNetwork(inputs, [], outputs, None)), PerceptronCriterion()
        self._row, self._gradient = start.detach().cpu().clone()[None], torch.zeros_like(start, device="cpu")[None]
        parameters = layout.views(self._row)
        self._weight, self._bias = parameters["layers.0.weight"][0], parameters["layers.0.bias"][0]
        self._form = ClosedForm((inputs, outputs), None, criterion, parameters, layout.views(self._gradient))
        self._once = self._row.new_ones(())

    @property
    def row(self) -> Tensor:
        """The parameters as they are now [P], in memory of their own."""
        return self._row[0].clone()

    def weights(self) -> list[list[float]]:
        """Return w and then b of each score: C lists of D + 1."""
        return torch.cat([self._weight.T, self._bias[:, None]], 1).tolist()

    def may_err(self, x_nD: Tensor, y_nC: Tensor) -> Tensor:
        """Tell which points the weights get wrong, or so nearly that only `take` can tell: [n]."""
        scores = x_nD @ self._weight + self._bias
        near = scores.abs() <= _NEAR * (x_nD.abs() @ self._weight.abs() + self._bias.abs())
        return (((scores >= 0) != (y_nC > 0)) | near).any(1)

    def take(self, x_1BD: Tensor, y_1BC: Tensor, weights_1B: Tensor | None, rate: float) -> Taken:
        """Take one step: all misclassified points add their rate·x, or subtract it.

        Args:
            x_1BD: points of a mini-batch.
            y_1BC: their targets, zeros and ones.
            weights_1B: how often each counts; None for once.
            rate: the learning rate.
        """
        scores = torch.empty_like(y_1BC)
        self._form.gradient(x_1BD, y_1BC, self._once, (), scores, weights_1B)
        mistakes = (scores >= 0).to(y_1BC.dtype) - y_1BC
        if mistakes.any():
            SGD.update(self._row, self._gradient, {}, {"rate": self._row.new_tensor([[rate]])})
        return Taken(mistakes[0], scores[0], self._form.scores(x_1BD)[0])
