"""What a line search asks for again and again."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lessonnet.nn import Criterion
from lessonnet.stack._backprop import Backprop
from lessonnet.stack._penalties import OwnPenalties


@dataclass(frozen=True)
class Objective:
    """Error plus penalty of one member on all its points; calling it leaves the gradient where `backprop` writes.

    Attributes:
        backprop: bound to the member's row and its gradient.
        criterion: the error function.
        x: inputs [1, N, D].
        y: targets [1, N, C].
        point_weights: of the points [1, N], or None.
        scale: factor of the summed errors.
        weights: the member's weights [1, W], as the line search changes them.
        l1: λ1 [1, 1].
        l2: λ2 [1, 1].
        own: a penalty of one's own, None without one.
    """

    backprop: Backprop
    criterion: Criterion
    x: Tensor
    y: Tensor
    point_weights: Tensor | None
    scale: Tensor
    weights: Tensor
    l1: Tensor
    l2: Tensor
    own: OwnPenalties | None = None

    def __call__(self) -> Tensor:
        """Return scale · Σ point weight · error + λ1·Σ|w| + λ2·Σw², a scalar."""
        scores = torch.empty_like(self.y)
        self.backprop.gradient(self.x, self.y, self.scale, (), scores, self.point_weights)
        self.backprop.add_penalty_gradient(self.l1, self.l2)
        penalty = self.l1 * self.weights.abs().sum() + self.l2 * self.weights.square().sum()
        if self.own is not None:
            self.backprop.add_gradient_of_weights(self.own.gradient())
            penalty = penalty + self.own.value().to(penalty)
        return self.criterion.total(scores, self.y, self.point_weights) * self.scale + penalty.squeeze()
