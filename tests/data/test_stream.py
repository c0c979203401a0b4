"""A streamed part in an epoch's order: each point once, well mixed, the same from wherever one begins."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from lessonnet.data import Batches, Epochs, Part, ShuffledBatches
from lessonnet.options import OptionError
from tests.data.streams import HeldStream, MadeStream, few_objects

CUTS = {
    "even": ([10] * 12, 4),
    "uneven": ([7, 1, 23, 5, 2, 11, 3, 40, 8], 4),
    "with_empty_chunks": ([0, 9, 0, 0, 4, 6, 0, 1], 2),
    "last_group_smaller": ([5] * 7, 3),
    "one_chunk": ([30], 4),
    "one_group": ([6, 9, 3], 4),
    "chunks_by_themselves": ([8, 3, 12], 1),
    "single_points": ([1] * 9, 4),
}
each_cut = pytest.mark.parametrize("cut", CUTS)


def numbered(cut, weights=False):
    """A stream whose point number n has the features n and −n, the target n and, if asked for, the weight n."""
    sizes, together = CUTS[cut]
    numbers = torch.arange(sum(sizes))
    features = torch.stack([numbers, -numbers], 1).float()
    return HeldStream(Part(features, numbers, numbers.float() if weights else None), sizes, together)


def order_of(part, seed, epoch):
    return Epochs(part, seed).take(epoch, 0, part.points).targets.tolist()


@each_cut
@pytest.mark.parametrize("epoch", [0, 1, 7])
def test_epoch_has_each_point_once(cut, epoch):
    part = numbered(cut)
    assert sorted(order_of(part, 3, epoch)) == list(range(part.points))


@each_cut
def test_epoch_reads_each_chunk_that_has_points_once(cut):
    part = numbered(cut)
    order_of(part, 3, 0)
    assert sorted(part.reads) == [i for i, size in enumerate(part.sizes) if size]


@each_cut
def test_features_targets_and_weights_stay_together(cut):
    part = numbered(cut, weights=True)
    taken = Epochs(part, 5).take(2, 0, part.points)
    numbers = taken.targets.float()
    assert torch.equal(taken.features, torch.stack([numbers, -numbers], 1))
    assert torch.equal(taken.weights, numbers)


@each_cut
def test_epochs_and_seeds_have_orders_of_their_own(cut):
    part = numbered(cut)
    orders = [tuple(order_of(part, seed, epoch)) for seed in (0, 1) for epoch in range(3)]
    assert len(set(orders)) == len(orders)


@each_cut
def test_order_is_a_function_of_seed_and_epoch_alone(cut):
    part = numbered(cut)
    expected = [order_of(part, 2, epoch) for epoch in range(3)]
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    epochs = Epochs(numbered(cut), 2)
    for epoch in (2, 0, 1):
        assert epochs.take(epoch, 0, part.points).targets.tolist() == expected[epoch]


def test_no_global_generator_is_moved():
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()  # noqa: NPY002
    order_of(numbered("even"), 0, 0)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002


@each_cut
def test_any_run_of_points_is_a_slice_of_the_epoch(cut):
    part = numbered(cut)
    whole = order_of(part, 4, 1)
    held = Epochs(part, 4)
    for first in range(part.points):
        for stop in range(first + 1, part.points + 1):
            assert held.take(1, first, stop).targets.tolist() == whole[first:stop]
        assert Epochs(part, 4).take(1, first, part.points).targets.tolist() == whole[first:]


def test_run_of_points_reads_no_chunk_that_it_does_not_need():
    part = numbered("even")
    Epochs(part, 4).take(0, 95, 100)  # in the last of three groups of four chunks of ten points
    assert len(part.reads) == 4
    part.reads.clear()
    Epochs(part, 4).take(0, 30, 41)  # from the first to the second
    assert len(part.reads) == 8


def test_group_is_read_once_for_all_its_points():
    part = numbered("even")
    epochs = Epochs(part, 4)
    for first in range(0, 40, 4):
        epochs.take(0, first, first + 4)
    assert len(part.reads) == 4


def test_points_mix_within_chunks_and_across_them():
    part = HeldStream(Part(torch.zeros(1600, 1), torch.arange(1600)), [100] * 16, together=4)
    order = np.array(order_of(part, 0, 0)).reshape(4, 400)
    for group in order:
        chunks = group // 100
        assert len(set(chunks.tolist())) == 4
        # Of 200 points drawn from 4 · 100, a chunk has 50 ± 6; five deviations are allowed.
        assert (np.abs(np.bincount(chunks[:200], minlength=16)[np.unique(chunks)] - 50) < 31).all()
        # Neighbours of one chunk that kept their order: as many as chance gives, a point in four hundred.
        assert sum(b == a + 1 for a, b in pairwise(group.tolist())) < 10
    met = [
        {frozenset((np.array(order_of(part, 0, epoch))[i : i + 400] // 100).tolist()) for i in range(0, 1600, 400)}
        for epoch in (0, 1)
    ]
    assert met[0] != met[1]  # other chunks meet in the next epoch


def test_taken_points_are_nobody_elses():
    epochs = Epochs(numbered("one_group"), 0)
    first = epochs.take(0, 0, 5)
    kept = first.features.clone()
    epochs.take(0, 0, 5).features.zero_()
    assert torch.equal(first.features, kept)
    assert torch.equal(epochs.take(0, 0, 5).features, kept)


@pytest.mark.parametrize("seed", [None, 0])
def test_memory_holds_a_group_a_chunk_and_what_was_taken(seed):
    part = MadeStream([100] * 24, together=4)
    epochs = Epochs(part, seed)
    with few_objects():
        for epoch in range(2):
            for first in range(0, part.points, 30):
                epochs.take(epoch, first, min(first + 30, part.points))
                part.count()
    held = 100 if seed is None else 400
    assert held < part.most_held <= held + 100 + 30


def test_unshuffled_points_come_as_they_lie():
    part = numbered("with_empty_chunks")
    assert Epochs(part, None).take(5, 0, part.points).targets.tolist() == list(range(part.points))
    assert Epochs(part, None).take(0, 8, 14).targets.tolist() == list(range(8, 14))


def test_chunks_are_read_in_turn():
    part = numbered("with_empty_chunks")
    assert torch.cat([chunk.targets for chunk in part.parts()]).tolist() == list(range(part.points))
    assert part.reads == [1, 4, 5, 7]


@pytest.mark.parametrize(
    ("sizes", "in_features", "together"), [([], 2, 4), ([0, 0], 2, 4), ([3, -1], 2, 4), ([3], 0, 4), ([3], 2, 0)]
)
def test_streamed_part_refuses_sizes_that_make_no_sense(sizes, in_features, together):
    class Stream(HeldStream):
        def __init__(self):
            super(HeldStream, self).__init__(sizes, in_features, together)

    with pytest.raises(ValueError, match="at least one point"):
        Stream()


def test_chunk_that_has_changed_is_refused():
    with pytest.raises(OptionError, match=r"^chunk 4 of the data has 8 points, 10 were found before: .* meanwhile\.$"):
        Shrunk(numbered("even")._whole, [10] * 12).chunk(4)


class Shrunk(HeldStream):
    def read(self, chunk):
        return super().read(chunk).between(0, 8)


def test_chunks_weigh_all_or_none():
    class Half(HeldStream):
        def read(self, chunk):
            part = super().read(chunk)
            return part._replace(weights=part.targets.float() if chunk else None)

    half = Half(numbered("even")._whole, [10] * 12)
    with pytest.raises(ValueError, match="unlike chunk 1"):
        list(half.parts())


@each_cut
@pytest.mark.parametrize("batch_size", [1, 4, 7, 1000])
def test_stock_batches_of_a_stream_have_exact_sizes(cut, batch_size):
    part = numbered(cut)
    for batches in (Batches(part, batch_size), ShuffledBatches(part, batch_size, seed=1)):
        sizes = [len(targets) for _, targets in batches]
        assert len(sizes) == len(batches)
        assert sizes == [min(batch_size, part.points - first) for first in range(0, part.points, batch_size)]


def test_stock_batches_of_a_stream_follow_its_epochs():
    part = numbered("uneven", weights=True)
    batches = ShuffledBatches(part, 8, seed=1)
    for epoch in (0, 3):
        batches.sampler.set_epoch(epoch)
        seen = list(batches)
        assert [n for _, targets, _ in seen for n in targets.tolist()] == order_of(part, 1, epoch)
        for features, targets, weights in seen:
            assert torch.equal(features[:, 0], targets.to(features))
            assert torch.equal(weights, targets.to(weights))
    assert [n for _, targets, _ in Batches(part, 8) for n in targets.tolist()] == list(range(part.points))


def test_stock_batches_of_a_stream_have_torchs_default_dtype():
    torch.set_default_dtype(torch.float64)
    try:
        features, _, weights = next(iter(Batches(numbered("even", weights=True), 4)))
    finally:
        torch.set_default_dtype(torch.float32)
    assert features.dtype == weights.dtype == torch.float64


@pytest.mark.parametrize("kind", [Batches, lambda part, size: ShuffledBatches(part, size, seed=0)])
def test_stock_batches_refuse_to_hold_all_of_a_stream(kind):
    with pytest.raises(
        OptionError, match=r"^`data.batch_size` must be a number for data that is streamed .* 'full'\.$"
    ):
        kind(numbered("even"), "full")
