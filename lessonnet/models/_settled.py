"""Whether a network of one's own is settled by its options, a seed and a restart."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lessonnet.nn import ModuleNetwork, OwnStart
from lessonnet.options import OptionError

_REMEDY = "make it a buffer, or a parameter, which belongs to each start"


def refuse_loose_tensors(network: ModuleNetwork) -> None:
    """Refuse tensors that are neither parameters nor buffers: they are not saved, and follow no dtype or device.

    Raises:
        OptionError: if there is one.
    """
    module = network.module
    known = {id(tensor) for tensor in (*module.parameters(), *module.buffers())}
    for name, value in _attributes(module):
        for tensor in _tensors(value):
            # One that was computed from parameters, as by a hook, is computed anew.
            if id(tensor) not in known and tensor.grad_fn is None:
                raise OptionError(
                    f"the network {type(module).__name__} keeps a plain tensor `{name}`, which is not saved with the "
                    f"model: {_REMEDY}."
                )


def refuse_unsettled(network: ModuleNetwork, start: OwnStart, seed: int) -> None:
    """Refuse what is another each time that the network is built, or for each start without being a parameter.

    Args:
        network: the first start.
        start: builds the others.
        seed: of all of them.

    Raises:
        OptionError: if there is such a thing.
    """
    name = type(network.module).__name__
    again = start.network(seed=seed)
    for here, there in ((_parameters(network), _parameters(again)), (_fixed(network), _fixed(again))):
        if (own := _other(here, there)) is not None:
            raise OptionError(
                f"the network {name} draws its `{own}` from another generator than PyTorch's, which no seed of a run "
                "decides; draw with torch."
            )
    if (own := _other(_fixed(network), _fixed(start.network(seed=seed, restart=1)))) is not None:
        what = "buffer " if own in dict(network.module.named_buffers()) else ""
        raise OptionError(
            f"the network {name} draws its {what}`{own}` at random; make it a parameter, which belongs to each start, "
            "or a function of the options."
        )


def _parameters(network: ModuleNetwork) -> dict[str, Any]:
    return dict(network.module.named_parameters())


def _fixed(network: ModuleNetwork) -> dict[str, Any]:
    """Return what all starts share: buffers, and the numbers that modules keep."""
    numbers = {name: value for name, value in _attributes(network.module) if isinstance(value, float | np.ndarray)}
    return {**dict(network.module.named_buffers()), **numbers}


def _other(here: Mapping[str, Any], there: Mapping[str, Any]) -> str | None:
    """Return a name whose value is another there."""
    return next((name for name, value in here.items() if not _is_same(value, there.get(name))), None)


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        is_alike = (one.shape, one.dtype) == (other.shape, other.dtype)
        return is_alike and torch.allclose(one, other, rtol=0, atol=0, equal_nan=True)
    return bool(np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind in "fc"))


def _attributes(module: nn.Module) -> Iterator[tuple[str, Any]]:
    """Yield what modules keep beside their parameters, buffers and modules, with its dotted name."""
    for path, inner in module.named_modules():
        for name, value in vars(inner).items():
            if name not in ("_parameters", "_buffers", "_modules"):
                yield f"{path}.{name}" if path else name, value


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _tensors(inner)
