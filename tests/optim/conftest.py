"""Rules, driven as a stack drives them."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet.optim import Rule
from lessonnet.stack._optimizer import StackOptimizer

Descend = Callable[..., Tensor]


@pytest.fixture
def descend() -> Descend:
    """Return a function that takes `steps` steps of K rules from a start [K, P].

    `gradient(t, w_KP)` gives the gradient at step t, from 0; the result holds the rows after each step [T, K, P].
    """

    def run(rules: Sequence[Rule], start: Tensor, gradient: Callable[[int, Tensor], Tensor], steps: int) -> Tensor:
        rows = torch.nn.Parameter(start.clone())
        optimizer = StackOptimizer(rows, rules)
        rates = np.array([[rule.lr for rule in rules]])
        path = []
        for t, now in enumerate(optimizer.coefficients(rates, np.arange(1, steps + 1))):
            optimizer.update(gradient(t, rows.detach()).clone(), now)
            path.append(rows.detach().clone())
        return torch.stack(path)

    return run
