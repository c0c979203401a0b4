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


WEIGHTED = PART._replace(weights=torch.linspace(0.0, 2.0, 10, dtype=torch.float64))


@pytest.mark.parametrize("batches", [Batches(WEIGHTED, 4), ShuffledBatches(WEIGHTED, 4, seed=5)])
def test_batches_keep_points_and_weights_together(batches):
    seen = list(batches)
    assert all(weights.dtype == torch.get_default_dtype() for _, _, weights in seen)
    assert sorted(target for _, targets, _ in seen for target in targets.tolist()) == list(range(10))
    for features, targets, weights in seen:
        assert torch.equal(weights, WEIGHTED.weights.float()[targets])
        assert torch.equal(features, WEIGHTED.features.float()[targets])


def test_batches_of_float32_points_share_their_memory():
    part = PART._replace(features=PART.features.float())
    features, _ = next(iter(Batches(part, 4)))
    assert features.data_ptr() == part.features.data_ptr()
