"""Mini-batches: slices that cover a part once an epoch, in an order that only seed and epoch decide."""

import pytest
import torch

from lessonnet.data import Batches, EpochOrder, Part, ShuffledBatches
from lessonnet.functional import random

PART = Part(torch.arange(20.0, dtype=torch.float64).reshape(10, 2), torch.arange(10))


def targets_of(batches):
    return [targets.tolist() for _, targets in batches]


def test_batches_are_slices_in_order_when_they_are_not_shuffled():
    assert targets_of(Batches(PART, 4)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


@pytest.mark.parametrize(("batch_size", "count"), [(1, 10), (3, 4), (5, 2), (10, 1), (64, 1), ("full", 1)])
def test_batches_count_themselves(batch_size, count):
    batches = Batches(PART, batch_size)
    assert len(batches) == len(list(batches)) == count


def test_batches_take_each_point_once_in_the_epochs_order():
    batches = ShuffledBatches(PART, 4, seed=5)
    batches.sampler.set_epoch(3)
    expected = random.permutation(10, seed=5, purpose=random.Purpose.SHUFFLE, position=3).tolist()
    assert [target for batch in targets_of(batches) for target in batch] == expected
    assert sorted(expected) == list(range(10))


def test_batches_keep_features_and_targets_together():
    for features, targets in ShuffledBatches(PART, 3, seed=0):
        assert features.tolist() == [[2.0 * t, 2.0 * t + 1] for t in targets.tolist()]


def test_batches_differ_between_epochs():
    order = EpochOrder(10, seed=0)
    first = order.permutation()
    order.set_epoch(1)
    assert not torch.equal(first, order.permutation())


def test_batches_are_the_same_when_an_epoch_is_repeated():
    batches = ShuffledBatches(PART, 4, seed=0)
    assert targets_of(batches) == targets_of(batches)


def test_batches_have_torchs_default_dtype():
    features, targets = next(iter(Batches(PART, 4)))
    assert (features.dtype, targets.dtype) == (torch.get_default_dtype(), torch.int64)
