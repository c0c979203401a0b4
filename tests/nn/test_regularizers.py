"""Penalties as parts: their factors, and what they do to weights (row L19)."""

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet import nn
from lessonnet.functional import binary_cross_entropy, l1_penalty, l2_penalty
from lessonnet.options import OptionError

SPARE = 17
"""Inputs of 20 that say nothing about the target."""


@pytest.mark.parametrize(
    ("regularizer", "factors"), [(nn.L1(0.3), (0.3, 0)), (nn.L2(0.2), (0, 0.2)), (nn.Elastic(0.3, 0.2), (0.3, 0.2))]
)
def test_factors_are_lambda_one_and_lambda_two(regularizer, factors):
    assert regularizer.factors() == factors


@pytest.mark.parametrize(("kind", "option"), [(nn.L1, "l1"), (nn.L2, "l2"), (nn.Elastic, "l1"), (nn.Elastic, "l2")])
def test_factor_is_refused_when_it_is_negative(kind, option):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}.{option}` must be ≥ 0, got -1"):
        kind(**{option: -1})


def fitted(regularizer: nn.Regularizer | None) -> Tensor:
    """Fit logistic regression to data of which only three inputs matter; return the absolute weights."""
    drawn = np.random.default_rng(0)
    x = torch.from_numpy(drawn.standard_normal((200, 20)))
    y = (x[:, SPARE:] @ torch.tensor([2.0, -3.0, 1.5], dtype=torch.float64) + 0.5 > 0).double()
    l1, l2 = regularizer.factors() if regularizer else (0.0, 0.0)
    w = torch.zeros(20, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([w, b], lr=0.1)
    for _ in range(1000):
        sgd.zero_grad()
        error = binary_cross_entropy(x @ w + b, y).mean()
        (error + l1 * l1_penalty(w) + l2 * l2_penalty(w)).backward()
        sgd.step()
    return w.detach().abs()


def test_l1_makes_weights_sparse():
    # Descent with rate 0.1 leaves a weight that belongs at zero within rate · λ = 0.005 of it.
    penalised, free = fitted(nn.L1(0.05)), fitted(None)
    assert (penalised[:SPARE] < 0.005).sum() >= 14
    assert (free[:SPARE] < 0.005).sum() <= 2
    assert (penalised[SPARE:] > 0.1).all()


def test_l2_makes_weights_small_but_not_sparse():
    penalised, free = fitted(nn.L2(0.05)), fitted(None)
    assert penalised.max() < free.max() / 2
    assert (penalised[:SPARE] < 0.005).sum() <= 4
