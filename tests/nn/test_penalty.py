"""Penalties of one's own say whether their slope is known."""

import torch

from lessonnet.nn import columns
from tests.own_parts import ClosedRidge, Ridge


def test_penalty_says_whether_its_gradient_is_known():
    assert (Ridge().has_closed_form, ClosedRidge().has_closed_form) == (False, True)


def test_penalty_of_one_s_own_is_no_pair_of_factors():
    assert Ridge(0.5).factors() == (0.0, 0.0)


def test_columns_are_the_members_numbers_in_the_weights_dtype():
    own = columns([Ridge(0.5), Ridge(0.25)], torch.empty(0, dtype=torch.float64))
    assert own["factor"].tolist() == [[0.5], [0.25]]
    assert own["factor"].dtype == torch.float64
