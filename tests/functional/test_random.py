"""Random numbers: pure functions of their keys, independent between keys, uniform, and cut anywhere."""

import itertools
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from lessonnet.functional import random

Purpose = random.Purpose
KEYS: dict[str, Any] = {"seed": 3, "purpose": Purpose.INIT, "restart": 2, "layer": 1, "position": 7}
DRAWS: dict[str, Callable[..., np.ndarray]] = {
    "uniform": lambda **keys: random.uniform((4, 5), **keys),
    "normal": lambda **keys: random.normal((4, 5), **keys),
    "permutation": lambda **keys: random.permutation(50, **keys),
    "generator": lambda **keys: random.generator(**keys).random(20),
}
OTHER_KEYS = [
    {"seed": 4},
    {"seed": 2**63 - 1},
    {"purpose": Purpose.DATA},
    {"restart": 0},
    {"restart": 2**32 - 1},
    {"layer": 2},
    {"layer": 2**24 - 1},
    {"position": 8},
    {"position": 2**64 - 1},
]


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_draw_is_the_same_whatever_was_drawn_before(draw):
    first = draw(**KEYS)
    for other in DRAWS.values():
        other(**KEYS | {"position": 1})
    random.bits16(7, seed=3, layer=1, position=7, stride=5)
    np.testing.assert_array_equal(draw(**KEYS), first)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_draw_accepts_numpy_integers(draw):
    numpy_keys = {name: value if name == "purpose" else np.int64(value) for name, value in KEYS.items()}
    np.testing.assert_array_equal(draw(**numpy_keys), draw(**KEYS))


def test_uniform_equals_numpys_philox_at_the_documented_key_and_counter():
    # Key and counter written out by hand from _philox's docstring; INIT is purpose 3.
    key = np.array([3, 3 * 2**56 + 1 * 2**32 + 2], dtype=np.uint64)
    counter = np.array([0, 0, 0, 7], dtype=np.uint64)
    expected = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(100)
    np.testing.assert_array_equal(random.uniform(100, **KEYS), expected)


def test_generator_is_not_moved_by_other_draws():
    own = random.generator(**KEYS)
    head = own.random(3)
    random.uniform(1000, **KEYS)
    np.testing.assert_array_equal(np.concatenate([head, own.random(3)]), random.uniform(6, **KEYS))


def test_draws_in_threads_equal_those_alone():
    expected = [random.uniform(4, **KEYS | {"position": i}) for i in range(8)]
    found: dict[int, list[np.ndarray]] = {}

    def work(i: int) -> None:
        found[i] = [random.uniform(4, **KEYS | {"position": i}) for _ in range(2000)]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that threads change places between setting the counter and drawing
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert all((draw == expected[i]).all() for i in range(8) for draw in found[i])


def test_draws_leave_the_global_generators_as_they_were():
    numpy_before = np.random.get_state()  # noqa: NPY002 (the global generator is what must not move)
    torch_before = torch.random.get_rng_state()
    for draw in DRAWS.values():
        draw(**KEYS)
    random.bits16(100, seed=0, layer=0, position=0, stride=100)
    numpy_after = np.random.get_state()  # noqa: NPY002
    assert numpy_before[2:] == numpy_after[2:]
    np.testing.assert_array_equal(numpy_before[1], numpy_after[1])
    assert torch.equal(torch_before, torch.random.get_rng_state())


@pytest.mark.parametrize("other", OTHER_KEYS, ids=str)
def test_draws_share_no_number_when_a_key_differs(other):
    # 10⁴ numbers of 53 bits each: a chance pair has probability 10⁸ / 2⁵³ ≈ 1e-8.
    ours, theirs = random.uniform(10_000, **KEYS), random.uniform(10_000, **KEYS | other)
    assert not set(ours) & set(theirs)


@pytest.mark.parametrize("other", OTHER_KEYS, ids=str)
def test_draws_are_uncorrelated_when_a_key_differs(other):
    # The correlation of n independent pairs has deviation 1/√n = 0.0032; 5 deviations bound it (p < 6e-7).
    n = 100_000
    ours, theirs = random.normal(n, **KEYS), random.normal(n, **KEYS | other)
    assert abs(np.corrcoef(ours, theirs)[0, 1]) < 5 / np.sqrt(n)


def test_neighbouring_keys_all_differ():
    grid = itertools.product((0, 1), Purpose, (0, 1), (0, 1), (0, 1))
    first = [random.uniform(1, seed=s, purpose=p, restart=r, layer=la, position=t).item() for s, p, r, la, t in grid]
    assert len(set(first)) == len(first)


def test_uniform_is_uniform():
    # Kolmogorov-Smirnov; the draw is fixed, so this either always or never passes; p > 1e-3 is an unremarkable draw.
    drawn = random.uniform(200_000, seed=11, purpose=Purpose.DATA)
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3
    assert drawn.min() >= 0
    assert drawn.max() < 1


def test_normal_is_standard_normal():
    drawn = random.normal(200_000, seed=11, purpose=Purpose.DATA)
    assert stats.kstest(drawn, "norm").pvalue > 1e-3  # as above


def test_uniform_is_uniform_across_positions():
    # One number from each of many positions: what a schedule of draws sees, not one long stream.
    drawn = [random.uniform(1, seed=0, purpose=Purpose.INIT, position=t).item() for t in range(20_000)]
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3  # as above


def test_permutation_holds_each_number_once():
    assert sorted(random.permutation(1797, **KEYS)) == list(range(1797))


def test_permutation_favours_no_order():
    # All 24 orders of 4 things over 24,000 positions: chi-square, p > 1e-3 is an unremarkable draw.
    orders = [tuple(random.permutation(4, **KEYS | {"position": t})) for t in range(24_000)]
    _, counts = np.unique(orders, axis=0, return_counts=True)
    assert len(counts) == 24
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize("stride", [1, 5, 16, 17, 64, 1000])
def test_bits16_are_the_same_however_the_calls_are_cut(stride):
    keys = {"seed": 9, "layer": 2, "stride": stride}
    whole = random.bits16(6 * stride, position=4, **keys)
    ones = [random.bits16(stride, position=4 + i, **keys) for i in range(6)]
    pairs = [random.bits16(2 * stride, position=4 + 2 * i, **keys) for i in range(3)]
    np.testing.assert_array_equal(np.concatenate(ones), whole)
    np.testing.assert_array_equal(np.concatenate(pairs), whole)


def test_bits16_at_a_position_are_those_at_its_index():
    by_stride = random.bits16(10, seed=1, layer=0, position=12, stride=7)
    by_index = random.bits16(10, seed=1, layer=0, position=12 * 7, stride=1)
    np.testing.assert_array_equal(by_stride, by_index)


def test_bits16_are_uniform():
    # 2²⁰ numbers in 256 cells of 256 values: chi-square, p > 1e-3 is an unremarkable draw.
    drawn = random.bits16(2**20, seed=1, layer=0, position=0, stride=1)
    assert stats.chisquare(np.bincount(drawn >> 8, minlength=256)).pvalue > 1e-3
    assert stats.chisquare(np.bincount(drawn & 255, minlength=256)).pvalue > 1e-3


@pytest.mark.parametrize("other", [{"seed": 2}, {"layer": 1}, {"position": 2**40}], ids=str)
def test_bits16_are_uncorrelated_when_a_key_differs(other):
    keys = {"seed": 1, "layer": 0, "position": 0, "stride": 64}
    n = 100_000
    ours, theirs = random.bits16(n, **keys), random.bits16(n, **keys | other)
    assert abs(np.corrcoef(ours, theirs)[0, 1]) < 5 / np.sqrt(n)  # 5 deviations, as above


def test_bits16_share_nothing_with_the_other_draws_for_dropout():
    sequence = random.bits16(4096, seed=1, layer=0, position=0, stride=4096).view(np.uint64)
    drawn = random.generator(seed=1, purpose=Purpose.DROPOUT).bit_generator.random_raw(1024)
    assert not set(sequence) & set(drawn)


@pytest.mark.parametrize(
    "key",
    [{"seed": -1}, {"seed": 2**63}, {"restart": 2**32}, {"layer": 2**24}, {"layer": -1}, {"position": -1}],
    ids=str,
)
def test_draw_refuses_a_key_out_of_range(key):
    (name,) = key
    with pytest.raises(ValueError, match=rf"`{name}` from 0 to"):
        random.uniform(1, **KEYS | key)


def test_bits16_refuse_a_negative_position():
    with pytest.raises(ValueError, match="`position`"):
        random.bits16(1, seed=0, layer=0, position=-1, stride=16)
