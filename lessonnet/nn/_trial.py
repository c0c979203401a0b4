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
        OptionError: if that fails, the scores have another shape than [B, C] or another dtype, depend on other points,
            random numbers are drawn, or the inputs or a buffer are changed.
    """
    name = type(network.module).__name__
    before, buffers = torch.get_rng_state(), {own: buffer.clone() for own, buffer in network.module.named_buffers()}
    for points in _SIZES:
        _refuse_unfit_scores(network, name, _points(network, points))
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
    _refuse_mixing(network, name)
    if network.is_mapped:
        _try_mapped(network, name)


def _points(network: ModuleNetwork, points: int) -> Tensor:
    """Return a few points [B, D], no two numbers alike."""
    inputs = network.widths[0]
    return torch.linspace(-1, 1, points * inputs).view(points, inputs).to(next(network.parameters()))


def _refuse_unfit_scores(network: ModuleNetwork, name: str, x_BD: Tensor) -> None:
    given, wanted = x_BD.clone(), (len(x_BD), network.widths[-1])
    scores = _answer(network, x_BD)
    found = tuple(scores.shape) if isinstance(scores, Tensor) else type(scores).__name__
    if found != wanted:
        raise OptionError(
            f"the network {name} must make scores {list(wanted)} of inputs {list(x_BD.shape)}, got "
            f"{list(found) if isinstance(found, tuple) else found}."
        )
    if scores.dtype != given.dtype:
        raise OptionError(f"the network {name} must make scores of {given.dtype}, as it is, got {scores.dtype}.")
    if not torch.equal(x_BD, given):
        raise OptionError(
            f"the network {name} changes its inputs in place, which are the data: leave them as they are."
        )


def _refuse_mixing(network: ModuleNetwork, name: str) -> None:
    x_BD = _points(network, _SIZES[0])
    alone = torch.cat([_answer(network, x_D[None]) for x_D in x_BD])
    # Sums are rounded in another order: a thousandth is far beyond that.
    if not torch.allclose(_answer(network, x_BD), alone, rtol=1e-3, atol=1e-4, equal_nan=True):
        raise OptionError(
            f"the network {name} answers otherwise to a point among others than alone: let none depend on another."
        )


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
    x_KBD = torch.stack([_points(network, _SIZES[0])] * 2)
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
