"""Clipping by norm, member by member, as torch.nn.utils.clip_grad_norm_ does it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet import optim

LIMITS = [0.5, 2.0, 100.0, np.inf]


def gradients() -> Tensor:
    """Return four gradients [K, P] with norms between 1 and 4."""
    return torch.from_numpy(np.random.default_rng(0).standard_normal((4, 9)))


def clipped(given: Tensor, limits: list[float]) -> Tensor:
    out = given.clone()
    optim.clip(out, torch.tensor(limits, dtype=torch.float64)[:, None])
    return out


def test_clip_equals_torchs_for_each_member():
    given = gradients()
    found = clipped(given, LIMITS)
    for k, limit in enumerate(LIMITS):
        leaf = torch.zeros(9, dtype=torch.float64, requires_grad=True)
        leaf.grad = given[k].clone()
        torch.nn.utils.clip_grad_norm_([leaf], limit)
        # torch divides by norm + 1e-6, which makes its result smaller by 1e-6 / norm; norms are above 1.
        torch.testing.assert_close(found[k], leaf.grad, rtol=1e-6, atol=0)


def test_clip_ends_at_the_limit():
    norms = clipped(gradients(), LIMITS).norm(dim=1)
    assert norms[:2].tolist() == pytest.approx([0.5, 2.0], rel=1e-14)  # last bits


def test_clip_leaves_smaller_gradients_bit_equal():
    assert torch.equal(clipped(gradients(), LIMITS)[2:], gradients()[2:])


def test_clip_keeps_the_direction():
    found, given = clipped(gradients(), LIMITS), gradients()
    cosines = torch.nn.functional.cosine_similarity(found, given, dim=1)
    torch.testing.assert_close(cosines, torch.ones(4, dtype=torch.float64), rtol=0, atol=1e-14)  # last bits


@pytest.mark.parametrize("limit", [0.5, np.inf])
def test_clip_leaves_a_zero_gradient_zero(limit):
    assert not clipped(torch.zeros(1, 3, dtype=torch.float64), [limit]).any()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("limit", [0.5, np.inf])
def test_clip_hides_no_divergence(bad, limit):
    assert not clipped(torch.tensor([[1.0, bad]], dtype=torch.float64), [limit]).isfinite().all()


def test_clip_comes_before_weight_decay(descend):
    # As with torch: gradients are clipped first, then the optimizer adds its decay.
    start = 10 * gradients()
    rules = [optim.SGD(0.1, weight_decay=0.3, clip_norm=limit if np.isfinite(limit) else None) for limit in LIMITS]
    found = descend(rules, start, lambda _t, _w: gradients(), 1)[0]
    expected = start - 0.1 * (clipped(gradients(), LIMITS) + 0.3 * start)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)  # last bits of numbers near 10
