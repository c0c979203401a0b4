"""Backpropagation written out, for K dense networks at once (row L14).

With z_l = a_(l−1) W_l + b_l and a_l = f(z_l) ∘ mask_l, the chain rule gives, from the last layer down,

    δ_L = (ŷ − y) · scale · w                   scale = 1/m for a mean over m points, 1 for a sum; w: the point's weight
    ∂E/∂W_l = a_(l−1)ᵀ δ_l        ∂E/∂b_l = Σ_B δ_l
    δ_(l−1) = (δ_l W_lᵀ ∘ mask_(l−1)) ∘ f'(z_(l−1))

and every product is a batched one over the members. Results go into tensors made once for each batch size:
on small networks, making them anew would cost as much as the arithmetic.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from lessonnet.nn._activations import Activation
from lessonnet.nn._alignment import aligned_matrices, points_together
from lessonnet.nn._criteria import Criterion


class _Workspace:
    """Tensors [K, B, H] of each hidden layer, reused from step to step, in rooms [K, R] that round them up.

    The points of one unit lie next to each other, for which the products of wide layers take a quarter less time.
    """

    def __init__(self, x_KBD: Tensor, widths: Sequence[int]) -> None:
        *hidden, last = widths[1:]
        members, points = x_KBD.shape[:2]
        made = [[aligned_matrices(x_KBD, members, h, points) for h in hidden] for _ in range(3)]
        self.score_rooms, self.activation_rooms, self.gradient_rooms = ([room for room, _ in layers] for layers in made)
        self.scores, self.activations, self.gradients = ([matrix.mT for _, matrix in layers] for layers in made)
        self.score_gradient = points_together(x_KBD, members, points, last)


class ClosedForm:
    """Gradients of K dense networks, bound to the rows that hold parameters and gradient.

    Args:
        widths: D, the hidden layers' units, C.
        activation: of the hidden layers; None without any.
        criterion: the error function.
        parameters: views `layers.l.weight` [K, D, H] and `layers.l.bias` [K, H] into the stack's rows.
        gradient: the same views into the rows that receive the gradient.
    """

    def __init__(
        self,
        widths: Sequence[int],
        activation: Activation | None,
        criterion: Criterion,
        parameters: Mapping[str, Tensor],
        gradient: Mapping[str, Tensor],
    ) -> None:
        self._widths, self._activation, self._criterion = tuple(widths), activation, criterion
        self._layers = range(len(widths) - 1)
        self._weights = [parameters[f"layers.{i}.weight"] for i in self._layers]
        self._weights_transposed = [w.transpose(1, 2) for w in self._weights]
        self._biases = [parameters[f"layers.{i}.bias"].unsqueeze(1) for i in self._layers]
        self._weight_gradients = [gradient[f"layers.{i}.weight"] for i in self._layers]
        self._bias_gradients = [gradient[f"layers.{i}.bias"].unsqueeze(1) for i in self._layers]
        self._workspaces: dict[int, _Workspace] = {}

    def scores(self, x_KBD: Tensor, masks: Sequence[Tensor] = (), out: Tensor | None = None) -> Tensor:
        """Feed forward: scores [K, B, C] of inputs [K, B, D].

        Args:
            x_KBD: inputs.
            masks: dropout masks of the hidden layers, each [K, B, H] or broadcast to it.
            out: receives the scores.
        """
        work = self._workspace(x_KBD)
        a = x_KBD
        for i in self._layers[:-1]:
            self._affine(self._biases[i], a, self._weights[i], work.scores[i])
            assert self._activation is not None
            self._activation.activate(work.score_rooms[i], work.activation_rooms[i])
            a = work.activations[i]
            if masks:
                # The unmasked activation stays: f' may be written in terms of it.
                a = torch.mul(a, masks[i], out=work.gradients[i])
        if out is None:
            out = points_together(x_KBD, *x_KBD.shape[:2], self._widths[-1])
        if self._widths[-1] > 1:
            return self._affine(self._biases[-1], a, self._weights[-1], out)
        # A batched product with one column is slow, and rounds a stack otherwise than a run alone.
        return torch.sum(a * self._weights_transposed[-1], 2, keepdim=True, out=out).add_(self._biases[-1])

    def gradient(
        self,
        x_KBD: Tensor,
        y_KBC: Tensor,
        scale: float | Tensor,
        masks: Sequence[Tensor],
        out: Tensor,
        weights_KB: Tensor | None = None,
    ) -> None:
        """Write the gradient of the scaled sum of errors, and the scores.

        Args:
            x_KBD: inputs.
            y_KBC: targets, zeros and ones.
            scale: factor of each point's error: 1/m for a mean over m points; a number or a tensor without axes.
            masks: dropout masks as in `scores`; empty without dropout.
            out: receives the scores [K, B, C].
            weights_KB: how often each point's error counts; None for once.
        """
        scores = self.scores(x_KBD, masks, out)
        work = self._workspace(x_KBD)
        delta = self._criterion.gradient(scores, y_KBC, work.score_gradient).mul_(scale)
        if weights_KB is not None:
            delta.mul_(weights_KB.unsqueeze(2))
        for i in reversed(self._layers):
            below = self._below(i, x_KBD, masks, work)
            self._product(below.transpose(1, 2), delta, self._weight_gradients[i])
            torch.sum(delta, 1, keepdim=True, out=self._bias_gradients[i])
            if i > 0:
                delta = self._step_down(i, delta, masks, work)

    @staticmethod
    def _affine(bias: Tensor, a: Tensor, weight: Tensor, out: Tensor) -> Tensor:
        """Write a · W + b."""
        return torch.baddbmm(bias, a, weight, out=out)

    @staticmethod
    def _product(a: Tensor, b: Tensor, out: Tensor) -> Tensor:
        """Write a · b."""
        return torch.bmm(a, b, out=out)

    def _below(self, i: int, x_KBD: Tensor, masks: Sequence[Tensor], work: _Workspace) -> Tensor:
        """Return what layer i received: the inputs, or the (masked) activations of the layer below."""
        if i == 0:
            return x_KBD
        return work.gradients[i - 1] if masks else work.activations[i - 1]

    def _step_down(self, i: int, delta: Tensor, masks: Sequence[Tensor], work: _Workspace) -> Tensor:
        """Take δ of layer i to δ of the layer below."""
        # The masked activation in this tensor has served its last product by now.
        gradient = self._product(delta, self._weights_transposed[i], work.gradients[i - 1])
        if masks:
            gradient.mul_(masks[i - 1])
        assert self._activation is not None
        scores, activations = work.score_rooms[i - 1], work.activation_rooms[i - 1]
        self._activation.backprop(work.gradient_rooms[i - 1], scores, activations, scores)
        return work.scores[i - 1]

    def _workspace(self, x_KBD: Tensor) -> _Workspace:
        points = x_KBD.shape[1]
        if points not in self._workspaces:
            self._workspaces[points] = _Workspace(x_KBD, self._widths)
        return self._workspaces[points]


class MixedClosedForm(ClosedForm):
    """The same with products of bfloat16 numbers; parameters, activations and gradients stay as they are.

    This is what `trainer.precision=bf16-mixed` means: the matrix units of a GPU are many times faster on bfloat16.
    A single score is no matrix, and is computed in full.
    """

    @staticmethod
    def _affine(bias: Tensor, a: Tensor, weight: Tensor, out: Tensor) -> Tensor:
        """Write a · W + b, the product in bfloat16."""
        return torch.add(bias, torch.bmm(a.bfloat16(), weight.bfloat16()), out=out)

    @staticmethod
    def _product(a: Tensor, b: Tensor, out: Tensor) -> Tensor:
        """Write a · b, computed in bfloat16."""
        return out.copy_(torch.bmm(a.bfloat16(), b.bfloat16()))
