"""Any elementwise module of PyTorch as an activation."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from lessonnet.nn._activations import Activation
from lessonnet.nn._network import FOR_TRAINING_ALONE
from lessonnet.options import OptionError


class ModuleActivation(Activation):
    """A module in the place of an activation; its slope is autograd's affair.

    Args:
        module: acts on each number by itself, and has no parameters.
        options: that it was built with.

    Raises:
        OptionError: if it is there for training alone, such as dropout.

    Attributes:
        module: as given, in evaluation mode.
        options: as given.

    Example:
        >>> import torch
        >>> ModuleActivation(nn.Hardtanh())(torch.tensor([-2.0, 0.5]))
        tensor([-1.0000,  0.5000])
    """

    def __init__(self, module: nn.Module, options: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        if isinstance(module, FOR_TRAINING_ALONE):
            raise OptionError(f"`activation`: {type(module).__name__} does nothing but in training mode; leave it out.")
        self.module, self.options = module.eval(), dict(options or {})
        self.is_mapped = getattr(type(module), "is_mapped", True)

    def forward(self, z: Tensor) -> Tensor:
        """Return a = f(z), of z's shape."""
        activation: Tensor = self.module(z)
        return activation
