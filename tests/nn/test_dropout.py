"""Dropout keeps the expected value, exactly for the probability that 16 bits can express (row L20)."""

from fractions import Fraction

import numpy as np
import pytest

from lessonnet import nn
from lessonnet.options import OptionError

ALL_BITS = np.arange(1 << 16, dtype=np.uint16)
PROBABILITIES = [0.0, 1e-6, 0.1, 0.2, 0.5, 0.7, 0.999, 0.99999999]


def keep(p: float) -> tuple[np.ndarray, float]:
    kept, factor = nn.mask(ALL_BITS, nn.thresholds(np.array([p])))
    return kept, float(factor[0])


@pytest.mark.parametrize("p", PROBABILITIES)
def test_mask_preserves_the_expected_value_exactly(p):
    # Over all 2¹⁶ numbers, each as likely: the share of kept ones times their factor. A factor is rounded once.
    kept, factor = keep(p)
    expected = Fraction(int(kept.sum()), 1 << 16) * Fraction(factor)
    assert abs(expected - 1) <= Fraction(1, 1 << 53)


@pytest.mark.parametrize("p", PROBABILITIES[:-1])
def test_mask_turns_off_the_share_asked_for(p):
    share = 1 - keep(p)[0].mean()
    assert abs(share - p) <= 2**-17  # half of what 16 bits resolve


def test_mask_keeps_all_when_p_is_zero():
    kept, factor = keep(0.0)
    assert (kept.all(), factor) == (True, 1.0)


def test_mask_keeps_one_number_of_all_when_p_is_nearly_one():
    kept, factor = keep(np.nextafter(1, 0))
    assert (kept.sum(), factor) == (1, 65536.0)


def test_mask_takes_each_member_by_its_own_p():
    bits = np.broadcast_to(ALL_BITS, (2, 1 << 16))
    kept, factors = nn.mask(bits, nn.thresholds(np.array([0.25, 0.75]))[:, None])
    assert kept.mean(1).tolist() == [0.75, 0.25]
    assert factors.ravel().tolist() == [4 / 3, 4.0]


@pytest.mark.parametrize(("kind", "per_epoch"), [(nn.DropoutPerBatch, False), (nn.DropoutPerEpoch, True)])
def test_dropout_says_how_long_a_mask_lasts(kind, per_epoch):
    assert kind().per_epoch is per_epoch


@pytest.mark.parametrize("kind", [nn.DropoutPerBatch, nn.DropoutPerEpoch])
@pytest.mark.parametrize("p", [1.0, -0.1, 1.5])
def test_dropout_refuses_a_probability_out_of_range(kind, p):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}.p` must be in \[0, 1\), got {p}"):
        kind(p)
