"""Penalties of one's own, of all members of a block at once."""

from collections.abc import Sequence

import torch
from torch import Tensor

from lessonnet.nn import Penalty, columns


class OwnPenalties:
    """What K members of one class of penalty add to their objectives.

    Args:
        parts: the penalty of each member.
        weights_KW: their weights, as they change.
        backprop: `closed_form` takes a gradient that is written out; `autograd` goes through the value in any case.

    Attributes:
        has_closed_form: whether the gradient is written out and taken, and needs no graph.
    """

    def __init__(self, parts: Sequence[Penalty], weights_KW: Tensor, backprop: str) -> None:
        self._part, self._weights = parts[0], weights_KW
        self.has_closed_form = backprop == "closed_form" and parts[0].has_closed_form
        with torch.inference_mode(False):  # what is made in that mode can enter no graph
            self._own, self._exact = columns(parts, weights_KW), columns(parts, weights_KW.double())

    def value(self) -> Tensor:
        """Return the penalty of each member, float64 [K]."""
        return self._part.value(self._weights.double(), self._exact)

    def gradient(self) -> Tensor:
        """Return its slope by each weight [K, W]."""
        if self.has_closed_form:
            return self._part.gradient(self._weights, self._own)
        with torch.inference_mode(False), torch.enable_grad():
            weights = self._weights.detach().requires_grad_()
            # A sum over members: none of their gradients depends on another.
            (gradient,) = torch.autograd.grad(self._part.value(weights, self._own).sum(), weights)
        return gradient
