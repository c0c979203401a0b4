"""A network with the weights that a row of a stack holds."""

from copy import deepcopy

import torch
from torch import Tensor

from lessonnet.nn import DenseNetwork, Layout


def at_row(network: DenseNetwork, row_P: Tensor) -> DenseNetwork:
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


def take_row(network: DenseNetwork, row_P: Tensor) -> None:
    """Give a network the weights that a row of a stack holds: as `at_row` does, without a copy of all around them."""
    views = Layout(network).views(row_P.detach().cpu()[None])
    tensors = {name: view[0].clone(memory_format=torch.contiguous_format) for name, view in views.items()}
    network.load_state_dict(tensors, assign=True)
