"""What a part of somebody else's would hold, found out without memory for it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import get_ident
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import (
    register_module_buffer_registration_hook,
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)

from lessonnet.options import OptionError

_MOST_NUMBERS = 10**8
"""Of tensors that are no parameters: those are not in the file, and its size says nothing about them."""
_PIECES, _PIECES_PER_PARAMETER = 10_000, 10
"""Parameters, buffers and modules that may be registered while a saved model is built. There may be more than the file
names, which are those at the end: weights may be shared, replaced, or wrapped in containers."""
_REGISTRATIONS = (
    register_module_parameter_registration_hook,
    register_module_buffer_registration_hook,
    register_module_module_registration_hook,
)


def refuse_other_shapes(
    kind: type[nn.Module],
    options: Mapping[str, Any],
    in_features: int,
    outputs: int,
    shapes: Mapping[str, Any] | None = None,
) -> None:
    """Build a network on PyTorch's device without memory, and refuse it where it is not the one described.

    What a stranger's file asks for is then known before anything is allocated: its parameters are as large as the
    file, whatever its options say, and it has about as many parts.

    Args:
        kind: class of the network.
        options: its own.
        in_features: D.
        outputs: C.
        shapes: of its parameters by name, None to find out only whether it can be built so.

    Raises:
        OptionError: if it cannot be built, or not so, or holds something else.
    """
    sizes = {"in_features": in_features, "outputs": outputs}
    module = _without_memory("network", kind, {**sizes, **options}, None if shapes is None else len(shapes))
    found = {f"module.{name}": list(parameter.shape) for name, parameter in module.named_parameters()}
    if shapes is not None and found != shapes:
        raise OptionError("`parameters` has other shapes than the network that `network` describes.")


def refuse_large(part: str, kind: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Build an activation or an error function without memory, and refuse it where it would take much.

    Args:
        part: its key in `model.json`.
        kind: its class.
        options: its own.

    Raises:
        OptionError: if it cannot be built, or not so, or would hold too much.
    """
    _without_memory(part, kind, options, 0)


def _without_memory(part: str, kind: Callable[..., Any], options: Mapping[str, Any], parameters: int | None) -> Any:
    try:
        with torch.device("meta"), _few_pieces(part, kind.__name__, parameters):
            built = kind(**options)
    except OptionError:
        raise
    except Exception as error:
        why = " ".join(str(error).split())
        raise OptionError(
            f"`{part}`: {kind.__name__} cannot be built without memory, as saved models need it: its constructor must "
            f"work under torch.device('meta'); {type(error).__name__}: {why}"
        ) from error
    if sum(tensor.numel() for tensor in _others(built)) > _MOST_NUMBERS:
        raise OptionError(f"`{part}`: {kind.__name__} would hold more than {_MOST_NUMBERS} numbers beside parameters.")
    return built


@contextmanager
def _few_pieces(part: str, name: str, parameters: int | None) -> Iterator[None]:
    """Stop this thread's building of modules that have many more pieces than parameters, if that number is known."""
    most = float("inf") if parameters is None else _PIECES + _PIECES_PER_PARAMETER * parameters
    count, here = 0, get_ident()

    def one_more(module: nn.Module, name_of_piece: str, piece: Any) -> None:
        nonlocal count
        count += get_ident() == here
        if count > most:
            raise OptionError(f"`{part}`: {name} would have many more parts than the file has tensors: over {most}.")

    handles = [register(one_more) for register in _REGISTRATIONS]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _others(built: Any) -> Iterator[Tensor]:
    """Yield tensors of an object, or of a module and its parts, that are no parameters of a module's."""
    if isinstance(built, nn.Module):
        yield from built.buffers()
    for inner in built.modules() if isinstance(built, nn.Module) else (built,):
        yield from (value for value in getattr(inner, "__dict__", {}).values() if isinstance(value, Tensor))
