"""What a part of a stranger's would take is known before anything is made."""

import pytest
import torch
from torch import nn
from torch.nn.modules import module as registry

from lessonnet.models._without_memory import refuse_large, refuse_other_shapes
from lessonnet.options import OptionError


class Deep(nn.Module):
    """As many pieces as wanted, of one kind, and a parameter."""

    made = 0

    def __init__(self, in_features: int, outputs: int, piece: str = "parameter", depth: int = 3) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(in_features, outputs))
        Deep.made = 0
        for i in range(depth):
            Deep.made += 1
            if piece == "module":
                self.add_module(f"m{i}", nn.Identity())
            elif piece == "buffer":
                self.register_buffer(f"b{i}", torch.zeros(1))
            else:
                self.register_parameter(f"p{i}", nn.Parameter(torch.zeros(1)))


class Tied(nn.Module):
    """Shares one weight among many layers, and replaces another many times; two parameters remain."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__()
        self.first, *others = self.layers = nn.ModuleList(nn.Linear(2, 2, bias=False) for _ in range(100))
        for layer in others:
            layer.weight = self.first.weight
        for _ in range(100):
            self.last = nn.Parameter(torch.zeros(in_features, outputs))


@pytest.mark.parametrize("piece", ["parameter", "buffer", "module"])
def test_network_of_too_many_pieces_is_refused_while_it_is_built(piece: str) -> None:
    shapes = {"module.weight": [2, 1]}
    with pytest.raises(OptionError, match="many more parts than the file has tensors: over 10010"):
        refuse_other_shapes(Deep, {"piece": piece, "depth": 10**9}, 2, 1, shapes)
    assert Deep.made == 10_010  # the weight itself is the first piece: the last that began is one too many
    registered = [value for name, value in vars(registry).items() if name.endswith("_registration_hooks")]
    assert registered == [{}, {}, {}]  # nothing watches any longer


def test_weights_may_be_shared_and_replaced() -> None:
    refuse_other_shapes(Tied, {}, 2, 1, {"module.first.weight": [2, 2], "module.last": [2, 1]})


def test_network_of_one_s_own_may_have_as_many_pieces_as_it_likes() -> None:
    refuse_other_shapes(Deep, {"depth": 20_000}, 2, 1)


class Table:
    """No module, but a tensor of any size."""

    def __init__(self, size: int = 3) -> None:
        self.table = torch.zeros(size)


class Buffered(nn.Module):
    """A tensor within a module within a module."""

    def __init__(self, size: int = 3) -> None:
        super().__init__()
        inner = nn.Identity()
        inner.register_buffer("table", torch.zeros(size))
        self.inner = inner


@pytest.mark.parametrize("kind", [Table, Buffered])
def test_part_that_would_hold_too_much_is_refused_without_making_it(kind: type) -> None:
    refuse_large("criterion", kind, {"size": 10**8})
    with pytest.raises(OptionError, match=f"`criterion`: {kind.__name__} would hold more than 100000000 numbers"):
        refuse_large("criterion", kind, {"size": 10**13})
