"""Initial weights that a network draws for itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from lessonnet.functional import random
from lessonnet.nn._initializers import Initializer, Layers, Widths
from lessonnet.nn._network import ModuleNetwork


@dataclass(frozen=True)
class OwnStart(Initializer):
    """Let a network be built anew for each start, and take the weights that its constructor draws.

    They are a pure function of seed and restart as long as the constructor draws from PyTorch's own generator, which
    is left as it was.

    Args:
        make: builds the network.

    Example:
        >>> from torch import nn
        >>> start = OwnStart(lambda: ModuleNetwork(nn.Linear(2, 1), 2, 1))
        >>> {name: tuple(values.shape) for name, values in start.parameters([2, 1], seed=0).items()}
        {'module.weight': (1, 2), 'module.bias': (1,)}
    """

    make: Any

    def layers(self, widths: Widths, *, seed: int, restart: int = 0) -> Layers:
        """Refuse: nothing is known of the network's layers."""
        raise TypeError("A network of one's own has parameters, and no layers that are known.")

    def parameters(self, widths: Widths, *, seed: int, restart: int = 0) -> dict[str, Tensor]:
        """Return the initial parameters by the names that they have in the network."""
        network = self.network(seed=seed, restart=restart)
        return {name: parameter.detach() for name, parameter in network.named_parameters()}

    def network(self, *, seed: int, restart: int = 0) -> ModuleNetwork:
        """Return the network as it starts."""
        make: Callable[[], ModuleNetwork] = self.make
        with _drawing_from(seed, restart):
            return make()


@contextmanager
def _drawing_from(seed: int, restart: int) -> Iterator[None]:
    """Let PyTorch's generator of the CPU be one of its own for a while."""
    own = random.generator(seed=seed, purpose=random.Purpose.INIT, restart=restart)
    with torch.random.fork_rng(devices=[]):
        # Not `torch.manual_seed`, which would move the generators of GPUs too.
        torch.default_generator.manual_seed(int(own.integers(2**63)))
        yield
