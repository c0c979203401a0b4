"""The stratified split against counts worked by hand."""

import numpy as np
import pytest

from lessonnet.data import stratified_split
from lessonnet.functional import random
from lessonnet.options import OptionError

NAMES = ["a", "b", "c"]


def split(counts, val_fraction=0.2, test_fraction=0.2, seed=0, shuffled=True):
    targets = np.repeat(np.arange(len(counts)), counts)
    if shuffled:
        targets = targets[random.permutation(len(targets), seed=99, purpose=random.Purpose.DATA)]
    names = NAMES[: len(counts)]
    parts = stratified_split(targets, names, val_fraction=val_fraction, test_fraction=test_fraction, seed=seed)
    return targets, parts


def counted(targets, parts, classes):
    return [np.bincount(targets[part], minlength=classes).tolist() for part in parts]


@pytest.mark.parametrize(
    ("counts", "val_fraction", "test_fraction", "expected"),
    [
        # 150 flowers: exact fifths of 50.
        ((50, 50, 50), 0.2, 0.2, [[30, 30, 30], [10, 10, 10], [10, 10, 10]]),
        # 178 wines: a fifth is 35.6, so 36; test 11.93, 14.36, 9.71 → 12, 14, 10; val, of the other 47, 57, 38:
        # 11.92, 14.45, 9.63 → 12, 14, 10.
        ((59, 71, 48), 0.2, 0.2, [[35, 43, 28], [12, 14, 10], [12, 14, 10]]),
        # 569 tumours: 0.3 is 170.7, so 171 = 63.71 + 107.29; 0.1 is 56.9, so 57 = 21.20 + 35.80 of the other 398.
        ((212, 357), 0.1, 0.3, [[127, 214], [21, 36], [64, 107]]),
        # 6 of 20: test 1.5, 1.5, 3 → 2, 1, 3; val, of the other 3, 4, 7: 1.29, 1.71, 3 → 1, 2, 3.
        ((5, 5, 10), 0.3, 0.3, [[2, 2, 4], [1, 2, 3], [2, 1, 3]]),
        # 0.29 as a double lies below 29/100; rounding it down would lose a point.
        ((50, 50), 0.0, 0.29, [[35, 36], [0, 0], [15, 14]]),
        ((7, 3), 0.0, 0.0, [[7, 3], [0, 0], [0, 0]]),
    ],
)
def test_split_deals_the_classes_out_in_proportion(counts, val_fraction, test_fraction, expected):
    targets, parts = split(counts, val_fraction, test_fraction)
    assert counted(targets, parts, len(counts)) == expected


def test_split_is_within_one_point_of_the_exact_share():
    counts = (8, 17, 101)
    for percent in range(15, 51):
        targets, parts = split(counts, percent / 100, 0.3)
        _, val, test = np.array(counted(targets, parts, 3))
        rest = np.array(counts) - test
        assert abs(val.sum() - sum(counts) * percent / 100) < 1
        assert abs(test.sum() - sum(counts) * 0.3) < 1
        assert (np.abs(test - np.array(counts) * test.sum() / sum(counts)) < 1).all()
        assert (np.abs(val - rest * val.sum() / rest.sum()) < 1).all()


def test_split_is_disjoint_and_complete():
    targets, parts = split((59, 71, 48))
    assert sorted(np.concatenate(parts)) == list(range(len(targets)))


def test_split_keeps_the_rows_in_order():
    _, parts = split((59, 71, 48))
    assert all((np.diff(part) > 0).all() for part in parts)


def test_split_is_the_same_when_called_again():
    (_, first), (_, second) = split((30, 40)), split((30, 40))
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_split_differs_between_seeds():
    (_, first), (_, second) = split((30, 40), seed=0), split((30, 40), seed=1)
    assert all(not np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_split_mixes_the_rows_of_a_class():
    _, parts = split((1000,), shuffled=False)
    # Mean of 200 of the numbers 0…999 without replacement: 499.5 ± 18.3; 5 deviations bound it.
    assert abs(parts.test.mean() - 499.5) < 5 * 18.3


def test_split_keeps_the_test_part_when_the_validation_part_changes():
    (_, without), (_, with_val) = split((59, 71, 48), val_fraction=0.0), split((59, 71, 48), val_fraction=0.3)
    np.testing.assert_array_equal(without.test, with_val.test)


@pytest.mark.parametrize(("val_fraction", "test_fraction"), [(0.9, 0.2), (0.5, 0.5), (0.9, 0.1), (0.7, 0.3)])
def test_split_refuses_fractions_that_leave_no_training(val_fraction, test_fraction):
    with pytest.raises(OptionError, match=r"`data.val_fraction` \+ `data.test_fraction` must be < 1, got"):
        split((50, 50), val_fraction, test_fraction)


def test_split_names_the_class_that_is_too_rare():
    with pytest.raises(OptionError, match=r"class `b` has 2 points, too few .* none would be left for val and test\."):
        split((100, 2))


def test_split_names_the_class_that_has_no_point():
    with pytest.raises(OptionError, match=r"class `b` has 0 points, .* none would be left for train\."):
        split((10, 0), 0.0, 0.0)
