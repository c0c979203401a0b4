"""What a network of somebody else's would hold, found out without memory for it."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from lessonnet.options import OptionError

_MOST_NUMBERS = 10**8
"""Of tensors that are no parameters: those are not in the file, and its size says nothing about them."""


def refuse_other_shapes(
    kind: type[nn.Module],
    options: Mapping[str, Any],
    in_features: int,
    outputs: int,
    shapes: Mapping[str, Any] | None = None,
) -> None:
    """Build a network on PyTorch's device without memory, and refuse it where it is not the one described.

    What a stranger's file asks for is then known before anything is allocated: its parameters are as large as the
    file, whatever its options say.

    Args:
        kind: class of the network.
        options: its own.
        in_features: D.
        outputs: C.
        shapes: of its parameters by name, None to find out only whether it can be built so.

    Raises:
        OptionError: if it cannot be built, or not so, or holds something else.
    """
    try:
        with torch.device("meta"):
            module = kind(in_features=in_features, outputs=outputs, **options)
    except OptionError:
        raise
    except Exception as error:
        why = " ".join(str(error).split())
        raise OptionError(
            f"`network`: {kind.__name__} cannot be built without memory, as saved models need it: its constructor must "
            f"work under torch.device('meta'); {type(error).__name__}: {why}"
        ) from error
    if sum(tensor.numel() for tensor in _others(module)) > _MOST_NUMBERS:
        raise OptionError(f"`network`: {kind.__name__} would hold more than {_MOST_NUMBERS} numbers beside parameters.")
    found = {f"module.{name}": list(parameter.shape) for name, parameter in module.named_parameters()}
    if shapes is not None and found != shapes:
        raise OptionError("`parameters` has other shapes than the network that `network` describes.")


def _others(module: nn.Module) -> Iterator[Tensor]:
    """Yield tensors of a module and its parts that are no parameters."""
    yield from module.buffers()
    for inner in module.modules():
        yield from (value for value in vars(inner).values() if isinstance(value, Tensor))
