"""Softmax and its logarithm against SciPy, whatever axes come before the classes (row L10)."""

import numpy as np
import pytest
import torch
from scipy import special

from lessonnet.functional import log_softmax, softmax

PAIRS = {"softmax": (softmax, special.softmax), "log_softmax": (log_softmax, special.log_softmax)}


def scores(*shape: int) -> torch.Tensor:
    return torch.from_numpy(3 * np.random.default_rng(0).standard_normal(shape))


@pytest.mark.parametrize("shape", [(4,), (5, 4), (2, 3, 5, 4), (0, 4)], ids=str)
@pytest.mark.parametrize("name", PAIRS)
def test_softmax_equals_scipys(name, shape):
    ours, theirs = PAIRS[name]
    # A few roundings of numbers below 20.
    np.testing.assert_allclose(
        ours(scores(*shape)).numpy(), theirs(scores(*shape).numpy(), axis=-1), rtol=0, atol=1e-14
    )


@pytest.mark.parametrize("name", PAIRS)
def test_softmax_depends_on_no_memory_layout(name):
    ours, together = PAIRS[name][0], scores(2, 4, 5).mT
    assert torch.equal(ours(together), ours(together.contiguous()))


def test_softmax_writes_where_it_is_asked_to():
    given, out = scores(5, 4), torch.empty(5, 4, dtype=torch.float64)
    assert softmax(given, out=out) is out
    assert torch.equal(out, softmax(given))


def test_softmax_and_its_logarithm_stay_finite_when_scores_are_huge():
    given = torch.tensor([[1000.0, -1000.0, 0.0]])
    assert softmax(given).tolist() == [[1.0, 0.0, 0.0]]
    assert log_softmax(given).tolist() == [[0.0, -2000.0, -1000.0]]
