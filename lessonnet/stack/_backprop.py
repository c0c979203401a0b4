"""Two ways to the same gradient of K members: the chain rule written out, and autograd under `vmap`."""

import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import ClassVar, Protocol

import torch
from torch import Tensor

from lessonnet import functional
from lessonnet.nn import SLOW_MAPPING, ClosedForm, Criterion, DenseNetwork, Layout, MixedClosedForm, Network
from lessonnet.options import OptionError

GradMode = Callable[[], AbstractContextManager[object]]
Scale = float | Tensor
"""A number, or the same as a tensor without axes: kernels take it without converting it each time."""


class Backprop(Protocol):
    """What the engine asks of either; both are bound to the rows that hold parameters and gradient [K, P].

    Attributes:
        without_graph: the context in which the engine works; `inference_mode` spends less on every call than
            `no_grad`, but what is made in it can enter no graph.
    """

    without_graph: ClassVar[GradMode]

    def scores(self, x_KBD: Tensor) -> Tensor:
        """Feed forward without dropout: [K, B, C]."""

    def gradient(
        self,
        x_KBD: Tensor,
        y_KBC: Tensor,
        scale: Scale,
        masks: Sequence[Tensor],
        out: Tensor,
        weights_KB: Tensor | None = None,
    ) -> None:
        """Write the gradient of scale · Σ_B weight · error, and the scores [K, B, C] into `out`."""

    def add_penalty_gradient(self, l1_K1: Tensor, l2_K1: Tensor) -> None:
        """Add the gradient of λ1·Σ|w| + λ2·Σw²."""

    def add_gradient_of_weights(self, gradient_KW: Tensor) -> None:
        """Add a gradient that is known."""


class ClosedFormBackprop:
    """Closed form: nn.ClosedForm for the error, and ∂/∂w (λ1·Σ|w| + λ2·Σw²) = λ1·sign(w) + 2·λ2·w."""

    form: ClassVar[type[ClosedForm]] = ClosedForm
    without_graph: ClassVar[GradMode] = torch.inference_mode

    def __init__(
        self, network: Network, layout: Layout, criterion: Criterion, rows_KP: Tensor, gradient_KP: Tensor
    ) -> None:
        assert isinstance(network, DenseNetwork)
        parameters, gradients = layout.views(rows_KP), layout.views(gradient_KP)
        self._form = self.form(network.widths, network.activation, criterion, parameters, gradients)
        self._weights, self._gradient = rows_KP[:, : layout.weights], gradient_KP[:, : layout.weights]

    def scores(self, x_KBD: Tensor) -> Tensor:
        """Feed forward without dropout: [K, B, C]."""
        return self._form.scores(x_KBD)

    def gradient(
        self,
        x_KBD: Tensor,
        y_KBC: Tensor,
        scale: Scale,
        masks: Sequence[Tensor],
        out: Tensor,
        weights_KB: Tensor | None = None,
    ) -> None:
        """Write the gradient of scale · Σ_B weight · error, and the scores."""
        self._form.gradient(x_KBD, y_KBC, scale, masks, out, weights_KB)

    def add_penalty_gradient(self, l1_K1: Tensor, l2_K1: Tensor) -> None:
        """Add λ1·sign(w) + 2·λ2·w."""
        self._gradient.addcmul_(self._weights, l2_K1, value=2)
        self._gradient.addcmul_(self._weights.sign(), l1_K1)

    def add_gradient_of_weights(self, gradient_KW: Tensor) -> None:
        """Add a gradient that is known."""
        self._gradient.add_(gradient_KW)


class MixedClosedFormBackprop(ClosedFormBackprop):
    """Closed form with products in bfloat16."""

    form = MixedClosedForm


class AutogradBackprop:
    """Autograd through the network's own `forward`, its custom Functions included, mapped over the members.

    Mixed precision is Lightning's own affair here: it runs every training step under autocast.
    """

    without_graph: ClassVar[GradMode] = torch.no_grad

    def __init__(
        self, network: Network, layout: Layout, criterion: Criterion, rows_KP: Tensor, gradient_KP: Tensor
    ) -> None:
        self._network, self._layout, self._criterion = network, layout, criterion
        self._rows, self._gradient = rows_KP, gradient_KP
        self._over_members = _mapped if network.is_mapped else _one_by_one
        warnings.filterwarnings("ignore", *SLOW_MAPPING)  # for good: crews of threads map at any time

    def scores(self, x_KBD: Tensor) -> Tensor:
        """Feed forward without dropout: [K, B, C]."""
        return self._forward(self._rows, x_KBD, ())

    def gradient(
        self,
        x_KBD: Tensor,
        y_KBC: Tensor,
        scale: Scale,
        masks: Sequence[Tensor],
        out: Tensor,
        weights_KB: Tensor | None = None,
    ) -> None:
        """Write the gradient of scale · Σ_B weight · error, and the scores."""
        with torch.enable_grad():
            rows = self._rows.detach().requires_grad_()
            scores = self._forward(rows, x_KBD, masks)
            # A sum over members: none of their gradients depends on another.
            total = self._criterion.total(scores, y_KBC, weights_KB)
            (gradient,) = torch.autograd.grad(total * scale, rows)
        self._gradient.copy_(gradient)
        out.copy_(scores.detach())

    def add_penalty_gradient(self, l1_K1: Tensor, l2_K1: Tensor) -> None:
        """Add the gradient that autograd finds of the penalty functions."""
        with torch.enable_grad():
            weights = self._rows[:, : self._layout.weights].detach().requires_grad_()
            l1, l2 = torch.func.vmap(functional.l1_penalty)(weights), torch.func.vmap(functional.l2_penalty)(weights)
            penalty = (l1_K1.squeeze(1) * l1 + l2_K1.squeeze(1) * l2).sum()
            (gradient,) = torch.autograd.grad(penalty, weights)
        self.add_gradient_of_weights(gradient)

    def add_gradient_of_weights(self, gradient_KW: Tensor) -> None:
        """Add a gradient that is known."""
        self._gradient[:, : self._layout.weights] += gradient_KW

    def _forward(self, rows_KP: Tensor, x_KBD: Tensor, masks: Sequence[Tensor]) -> Tensor:
        def one(parameters: dict[str, Tensor], x_BD: Tensor, own_masks: tuple[Tensor, ...]) -> Tensor:
            scores: Tensor = torch.func.functional_call(self._network, parameters, (x_BD, own_masks))
            return scores

        return self._over_members(one, self._layout.views(rows_KP), x_KBD, tuple(masks))


_One = Callable[[dict[str, Tensor], Tensor, tuple[Tensor, ...]], Tensor]
"""Scores [B, C] of one member from its parameters, inputs and masks."""


def _mapped(one: _One, parameters: dict[str, Tensor], x_KBD: Tensor, masks: tuple[Tensor, ...]) -> Tensor:
    """Feed all members forward at once."""
    scores: Tensor = torch.func.vmap(one)(parameters, x_KBD, masks)
    return scores


def _one_by_one(one: _One, parameters: dict[str, Tensor], x_KBD: Tensor, masks: tuple[Tensor, ...]) -> Tensor:
    """Feed one member after the other forward."""
    each = zip(*(tensor.unbind() for tensor in parameters.values()), strict=True)
    own = [dict(zip(parameters, values, strict=True)) for values in each]
    return torch.stack([one(own[k], x_KBD[k], tuple(mask[k] for mask in masks)) for k in range(len(own))])


def way_of(asked: str, network: Network, criterion: Criterion) -> str:
    """Return how the gradient is found: in closed form where that is asked for and known, else by autograd.

    Args:
        asked: `closed_form` or `autograd`.
        network: gives the scores.
        criterion: the error function.
    """
    is_known = network.has_closed_form and criterion.has_closed_form
    return asked if is_known or asked != "closed_form" else "autograd"


def placed(network: Network, rows: Tensor) -> Network:
    """Return a network whose buffers fit the rows, by dtype and device; a copy where there are any."""
    if not any(True for _ in network.buffers()):
        return network
    return deepcopy(network).to(rows.device, rows.dtype)


def backprop_class(backprop: str, mixed: bool) -> type[ClosedFormBackprop] | type[AutogradBackprop]:
    """Return what `backprop` names: `closed_form` or `autograd`.

    Args:
        backprop: its name.
        mixed: whether products are to be of bfloat16 numbers.

    Raises:
        OptionError: if there is no such way.
    """
    ways: dict[str, type[ClosedFormBackprop] | type[AutogradBackprop]] = {
        "closed_form": MixedClosedFormBackprop if mixed else ClosedFormBackprop,
        "autograd": AutogradBackprop,
    }
    if backprop not in ways:
        raise OptionError(f"`backprop` must be 'closed_form' or 'autograd', got {backprop!r}.")
    return ways[backprop]
