"""A network of one's own, tried on a few points before it is trained."""

import warnings
from typing import Any

import torch
from torch import Tensor

from lessonnet.nn._layout import Layout
from lessonnet.nn._network import ModuleNetwork
from lessonnet.options import OptionError

_SIZES = (3, 1)
"""Mini-batches that are tried: an epoch's last one may have a single point."""

SLOW_MAPPING = ("There is a performance drop because we have not yet implemented the batching rule", UserWarning)
"""Message and kind of what is said where `torch.func.vmap` loops over an operation: the numbers are the same."""


def try_network(network: ModuleNetwork) -> None:
    """Feed a few points forward, and two members at once where it can be mapped.

    Raises:
        OptionError: if that fails, the scores have another shape than [B, C], random numbers are drawn, or a buffer is
            changed.
    """
    name = type(network.module).__name__
    like, (inputs, outputs) = next(network.parameters()), network.widths
    before, buffers = torch.get_rng_state(), {own: buffer.clone() for own, buffer in network.module.named_buffers()}
    for points in _SIZES:
        scores = _answer(network, like.new_zeros(points, inputs))
        found = tuple(scores.shape) if isinstance(scores, Tensor) else type(scores).__name__
        if found != (points, outputs):
            raise OptionError(
                f"the network {name} must make scores [{points}, {outputs}] of inputs [{points}, {inputs}], got "
                f"{list(found) if isinstance(found, tuple) else found}."
            )
    if not torch.equal(before, torch.get_rng_state()):
        raise OptionError(
            f"the network {name} draws random numbers in its `forward`, which no seed of a run decides; leave that out."
        )
    for own, buffer in network.module.named_buffers():
        if own in buffers and not torch.equal(buffer.nan_to_num(), buffers[own].nan_to_num()):
            raise OptionError(
                f"the network {name} changes its buffer `{own}` in its `forward`, which all members share: "
                "leave it as it is."
            )
    if network.is_mapped:
        _try_mapped(network, name)


@torch.no_grad()
def _answer(network: ModuleNetwork, x_BD: Tensor) -> Any:
    try:
        return network(x_BD)
    except Exception as error:
        raise OptionError(
            f"the network {type(network.module).__name__} cannot take inputs {list(x_BD.shape)}: {_in_a_line(error)}"
        ) from error


def _try_mapped(network: ModuleNetwork, name: str) -> None:
    layout = Layout(network)
    row = layout.row({own: parameter.detach() for own, parameter in network.named_parameters()})
    rows_KP = torch.stack([row, row]).requires_grad_()
    x_KBD = row.new_zeros(2, _SIZES[0], network.widths[0])
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", *SLOW_MAPPING)
            scores = torch.func.vmap(lambda own, x: torch.func.functional_call(network, own, (x,)))(
                layout.views(rows_KP), x_KBD
            )
            torch.autograd.grad(scores.sum(), rows_KP, allow_unused=True)
    except Exception as error:
        raise OptionError(
            f"the network {name} cannot be trained through torch.func.vmap; set `is_mapped = False` in the class to "
            f"train one member after the other: {_in_a_line(error)}"
        ) from error


def _in_a_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}{'…' if len(text) > 200 else ''}"
