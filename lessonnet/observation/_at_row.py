"""A network with the weights that a row of a stack holds."""

from copy import deepcopy
from typing import TypeVar

import torch
from torch import Tensor

from lessonnet.nn import Layout, Network

Graph = TypeVar("Graph", bound=Network)


def at_row(network: Graph, row_P: Tensor) -> Graph:
    """Return a copy of a network with other weights.

    Args:
        network: the graph; left as it is.
        row_P: parameters as in a row of `Stack.rows`, in the order of the network's `Layout`.

    Returns:
        The copy, on the CPU and in the row's dtype, with memory of its own.
    """
    copy = deepcopy(network)
    take_row(copy, row_P)
    return copy


def take_row(network: Network, row_P: Tensor) -> None:
    """Give a network the weights that a row of a stack holds: as `at_row` does, without a copy of all around them."""
    views = Layout(network).views(row_P.detach().cpu()[None])
    network.to(row_P.dtype)  # what it holds besides parameters, too
    for name, parameter in network.named_parameters():
        parameter.data = views[name][0].clone(memory_format=torch.contiguous_format)
