"""What the engine asks of a network, and any module made into one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import torch
from torch import Tensor, nn

from lessonnet.options import OptionError

FOR_TRAINING_ALONE = (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._NormBase, nn.RReLU)
_WITH_DROPOUT = (nn.RNNBase, nn.MultiheadAttention)
"""Modules that have dropout inside."""
_ATTENDING = (nn.MultiheadAttention, nn.TransformerEncoderLayer)
"""Modules that in evaluation mode, without a graph, call a kernel that `torch.func.vmap` cannot take."""
_TRIED = 97
"""Points that a network is measured with: a prime that hardly any of its own sizes is a multiple of."""


class Network(nn.Module):
    """A network that a stack trains K members of.

    Attributes:
        widths: D inputs, the units of hidden layers that are known, C scores.
        is_mapped: whether `torch.func.vmap` takes its `forward` over the members; if not, one follows the other.
    """

    widths: tuple[int, ...]
    is_mapped: bool = True

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer that dropout can turn off; empty where nothing is known of them."""
        return self.widths[1:-1]

    @property
    def has_closed_form(self) -> bool:
        """Whether its gradient is known in closed form."""
        return False

    @property
    def widest(self) -> int:
        """Numbers of the widest layer that one point goes through, or more of them where no layers are known."""
        return max(self.widths)

    @property
    def units(self) -> int:
        """Numbers that one point is turned into on its way to the scores, and that a gradient needs again."""
        return self.widths[0] + 3 * sum(self.widths[1:])

    @property
    def dtype(self) -> torch.dtype:
        """Of its parameters."""
        return next(self.parameters()).dtype

    def forward(self, x: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Return scores [B, C] of inputs [B, D], hidden units turned off by masks, one for each of `hidden`."""
        raise NotImplementedError


class ModuleNetwork(Network):
    """Any module from inputs [B, D] to scores [B, C], trained through autograd.

    Its parameters may have any shape: those with two axes or more count as weights, which penalties act on, the others
    as biases. It is used in evaluation mode, so modules that are there for training alone are refused: batch
    normalisation, whose statistics would be one for all members, and dropout, which draws from a global generator.
    A class attribute ``is_mapped = False`` of the module says that `torch.func.vmap` cannot take it.

    Args:
        module: takes [B, D].
        in_features: D, ≥ 1.
        outputs: C, ≥ 1.

    Raises:
        OptionError: if it has no parameters, lazy ones, a module under two names, or one that does nothing in
            evaluation mode.

    Attributes:
        module: as given.

    Example:
        >>> ModuleNetwork(nn.Linear(2, 1), 2, 1)(torch.zeros(3, 2)).shape
        torch.Size([3, 1])
    """

    def __init__(self, module: nn.Module, in_features: int, outputs: int) -> None:
        super().__init__()
        _refuse_idle(module)
        self.module, self.widths = module, (in_features, outputs)
        self.is_mapped = getattr(type(module), "is_mapped", True)
        self.train(False)

    def train(self, mode: bool = True) -> ModuleNetwork:
        """Set a mode that the module does not follow: it stays in evaluation mode, but for attention.

        With a dropout of 0 attention makes the same numbers in both modes, in training mode in ways that can be mapped.
        """
        super().train(mode)
        for inner in self.module.modules():
            inner.training = isinstance(inner, _ATTENDING)
        return self

    @property
    def widest(self) -> int:
        """Numbers that one point is turned into altogether."""
        return self.units

    @cached_property
    def units(self) -> int:
        """Numbers that one point is turned into on its way to the scores, and that a gradient needs again."""
        kept = 0

        def count(tensor: Tensor) -> Tensor:
            nonlocal kept
            kept += tensor.numel() if tensor.numel() % _TRIED == 0 else 0  # weights are kept too, and are not a point's
            return tensor

        with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
            self(next(self.parameters()).new_zeros(_TRIED, self.widths[0]))
        return sum(self.widths) + 2 * kept // _TRIED

    def forward(self, x: Tensor, masks: Sequence[Tensor] = ()) -> Tensor:
        """Return scores [B, C] of inputs [B, D]; there are no masks."""
        scores: Tensor = self.module(x)
        return scores


def _refuse_idle(module: nn.Module) -> None:
    name = type(module).__name__
    if not any(True for _ in module.parameters()):
        raise OptionError(f"the network {name} has no parameters: there is nothing to train.")
    if (twice := _named_twice(module)) is not None:
        raise OptionError(
            f"the network {name} has one module under two names, {twice}: keep one, and call it twice in `forward`."
        )
    for own, parameter in module.named_parameters():
        if isinstance(parameter, nn.UninitializedParameter):
            raise OptionError(
                f"the network {name} has a lazy parameter `{own}`: give its layer a size, from `in_features`."
            )
        if not parameter.requires_grad or not parameter.is_floating_point():
            raise OptionError(
                f"the network {name} has a parameter `{own}` that is not trained; make it a buffer: "
                "register_buffer in place of Parameter."
            )
    for inner in module.modules():
        if isinstance(inner, _WITH_DROPOUT) and inner.dropout > 0:
            raise OptionError(
                f"the network {name} has a {type(inner).__name__} with dropout={inner.dropout:g}, which acts in "
                "training mode alone: set it to 0."
            )
        if isinstance(inner, FOR_TRAINING_ALONE) and getattr(inner, "p", None) != 0:  # the p of dropout: 0 is off
            raise OptionError(
                f"the network {name} has a {type(inner).__name__}, which acts in training mode alone and on all "
                "members alike: leave it out."
            )


def _named_twice(module: nn.Module) -> str | None:
    """Return the names of a module that has two; torch.func.functional_call would leave a mapped parameter in it."""
    names: dict[int, str] = {}
    for own, inner in module.named_modules(remove_duplicate=False):
        other = names.setdefault(id(inner), own)
        if other != own and any(True for _ in inner.parameters()):
            return f"`{other}` and `{own}`"
    return None
