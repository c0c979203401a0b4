"""Dropout masks are pure functions of seed, layer and position (row L20)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet import nn

HIDDEN, SIZE = (40, 30), 8
PER_BATCH, PER_EPOCH = nn.DropoutPerBatch(0.4), nn.DropoutPerEpoch(0.4)


def masks(dropouts: Sequence[nn.Dropout], seeds: Sequence[int] = (5,), **process: int) -> nn.Masks:
    like = torch.empty(0, dtype=torch.float64)
    return nn.Masks(dropouts, seeds, HIDDEN, SIZE, like, **process)


def span(given: nn.Masks, **where: Any) -> list[list[Tensor]]:
    return given.span(**{"epoch": 0, "step": 0, "steps": 1, "points": SIZE} | where)


def equal(ours: list[list[Tensor]], theirs: list[list[Tensor]]) -> bool:
    pairs = [pair for steps in zip(ours, theirs, strict=True) for pair in zip(*steps, strict=True)]
    return all(torch.equal(*pair) for pair in pairs)


def test_masks_per_batch_have_a_place_for_each_point():
    assert [mask.shape for mask in span(masks([PER_BATCH]))[0]] == [(1, 8, 40), (1, 8, 30)]


def test_masks_per_epoch_have_one_place_for_all_points():
    assert [mask.shape for mask in span(masks([PER_EPOCH]))[0]] == [(1, 1, 40), (1, 1, 30)]


@pytest.mark.parametrize("dropout", [PER_BATCH, PER_EPOCH])
def test_masks_hold_zeros_and_the_factor_that_preserves_the_mean(dropout):
    factor = 65536 / (65536 - round(0.4 * 65536))
    assert {number for mask in span(masks([dropout]))[0] for number in mask.unique().tolist()} == {0.0, factor}


def test_masks_per_batch_turn_off_the_share_asked_for():
    drawn = torch.cat([mask.flatten() for steps in span(masks([PER_BATCH]), steps=50) for mask in steps])
    # Of n = 28,000 units the share off deviates by √(p(1 − p)/n) = 0.003; 5 deviations bound it (p < 6e-7).
    assert abs((drawn == 0).double().mean().item() - 0.4) < 5 * np.sqrt(0.4 * 0.6 / drawn.numel())


def test_masks_keep_the_inputs_mean():
    drawn = torch.cat([mask.flatten() for steps in span(masks([PER_BATCH]), steps=50) for mask in steps])
    # As above, for numbers 0 and 1.67: a deviation of √(p/(1 − p)/n) = 0.005.
    assert abs(drawn.mean().item() - 1) < 5 * np.sqrt(0.4 / 0.6 / drawn.numel())


def test_masks_per_batch_change_with_every_step():
    steps = span(masks([PER_BATCH]), steps=3)
    assert not equal(steps[:1], steps[1:2])
    assert not equal(steps[1:2], steps[2:])


def test_masks_per_epoch_stay_through_the_epoch():
    steps = span(masks([PER_EPOCH]), step=4, steps=3)
    assert equal(steps, [span(masks([PER_EPOCH]), step=0)[0]] * 3)


def test_masks_per_epoch_change_with_every_epoch():
    assert not equal(*(span(masks([PER_EPOCH]), epoch=epoch) for epoch in (0, 1)))


@pytest.mark.parametrize("dropout", [PER_BATCH, PER_EPOCH])
def test_masks_are_the_same_however_the_steps_are_cut(dropout):
    whole = span(masks([dropout]), epoch=2, step=10, steps=5)
    parts = [*span(masks([dropout]), epoch=2, step=10, steps=2), *span(masks([dropout]), epoch=2, step=12, steps=3)]
    assert equal(whole, parts)


@pytest.mark.parametrize("dropout", [PER_BATCH, PER_EPOCH])
def test_masks_of_a_member_are_those_it_has_alone(dropout):
    together = span(masks([dropout] * 3, (5, 9, 5)), step=3, steps=2)
    for k, seed in enumerate((5, 9, 5)):
        own = [[mask[k : k + 1] for mask in step] for step in together]
        assert equal(own, span(masks([dropout], (seed,)), step=3, steps=2))


def test_masks_differ_between_layers():
    first, second = span(masks([PER_EPOCH]))[0]
    assert not torch.equal(first[..., :30], second)


def test_masks_of_one_seed_turn_off_more_when_p_is_larger():
    # The random numbers are shared: what a small p turns off, a larger one turns off too.
    small, large = span(masks([nn.DropoutPerBatch(0.2), nn.DropoutPerBatch(0.6)], (5, 5)))[0][0]
    assert (large[small == 0] == 0).all()
    assert (large == 0).sum() > (small == 0).sum()


@pytest.mark.parametrize("points", [SIZE, 3])
def test_masks_of_processes_are_the_rows_of_the_masks_of_one(points):
    # 3 points among 2 processes: the first takes 2 of them, as it does of the mini-batch.
    whole = span(masks([PER_BATCH]), points=points)[0]
    shares = [span(masks([PER_BATCH], rank=rank, world_size=2), points=points)[0] for rank in (0, 1)]
    for layer, mask in enumerate(whole):
        assert torch.equal(torch.cat([share[layer] for share in shares], 1), mask)


def test_masks_of_a_short_mini_batch_are_the_first_rows_of_a_whole_one():
    # Each step has a place of its own in the numbers, however many points it takes: no two steps share any.
    whole, short = (span(masks([PER_BATCH]), step=7, points=points)[0] for points in (SIZE, 3))
    for ours, theirs in zip(short, whole, strict=True):
        assert torch.equal(ours, theirs[:, :3])


def test_masks_take_the_rows_dtype():
    like = torch.empty(0, dtype=torch.float32)
    given = nn.Masks([PER_BATCH], [5], HIDDEN, SIZE, like)
    assert {mask.dtype for mask in span(given)[0]} == {torch.float32}


class Likewise(nn.DropoutPerBatch):
    """What the built-in kind does, by the way that is open to others."""

    @classmethod
    def factors(cls, bits: np.ndarray, own: Any) -> np.ndarray:
        return super().factors(bits, own)


def test_own_way_from_numbers_to_factors_makes_the_same_masks():
    own, built_in = [Likewise(0.4), Likewise(0.1)], [PER_BATCH, nn.DropoutPerBatch(0.1)]
    where = {"step": 3, "steps": 2, "points": 5}
    assert equal(span(masks(own, (5, 6)), **where), span(masks(built_in, (5, 6)), **where))


def test_own_factors_are_shared_out_among_processes():
    parts = [span(masks([Likewise(0.4)], rank=rank, world_size=2))[0][0] for rank in (0, 1)]
    assert torch.equal(torch.cat(parts, 1), span(masks([Likewise(0.4)]))[0][0])
