"""The stratified split: every part has the whole's mix of classes, as exactly as whole points allow."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessonnet.functional import random
from lessonnet.options import OptionError


class Split(NamedTuple):
    """Hold the row numbers of each part, int64, ascending; together they are all rows, each once."""

    train: NDArray[np.int64]
    val: NDArray[np.int64]
    test: NDArray[np.int64]


def stratified_split(
    targets: NDArray[np.int64], class_names: Sequence[str], *, val_fraction: float, test_fraction: float, seed: int
) -> Split:
    """Split rows into training, validation and test parts.

    The sizes of test and validation are their fractions of all rows. Each is dealt out to the classes in proportion:
    test to all rows, validation to what test leaves. Both roundings go by the largest remainder. Within a class the
    rows are taken in an order drawn from the seed, test first; so the test part does not change with `val_fraction`.

    Args:
        targets: class indices [N].
        class_names: a name for each class index.
        val_fraction: share of all rows, in [0, 1).
        test_fraction: share of all rows, in [0, 1).
        seed: the data's seed.

    Returns:
        the row numbers of the three parts.

    Raises:
        OptionError: the fractions leave nothing to train on, or a class would be missing from a part.
    """
    refuse_no_training(val_fraction, test_fraction)
    counts = np.bincount(targets, minlength=len(class_names)).tolist()
    test_counts = counts_for_test(counts, test_fraction)
    rest = [count - test for count, test in zip(counts, test_counts, strict=True)]
    val_counts = _dealt(_size(len(targets), val_fraction), rest)
    for name, left, val, test in zip(class_names, rest, val_counts, test_counts, strict=True):
        _refuse_rare(name, {"train": left - val, "val": val, "test": test}, val_fraction, test_fraction)
    return _taken(targets, val_counts, test_counts, seed)


def counts_for_test(counts: Sequence[int], test_fraction: float) -> list[int]:
    """Return how many rows of each class, which has `counts` of them, the test takes."""
    return _dealt(_size(sum(counts), test_fraction), counts)


def classes_in_drawn_order(targets: NDArray[np.int64], classes: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield the row numbers of each class in an order drawn from the seed, in which the parts take them."""
    order = random.permutation(len(targets), seed=seed, purpose=random.Purpose.SPLIT)
    drawn = targets[order]
    for index in range(classes):
        yield order[drawn == index]


def refuse_no_training(val_fraction: float, test_fraction: float) -> None:
    """Raise an OptionError if the two fractions together take the whole."""
    total = _exact(val_fraction) + _exact(test_fraction)
    if total >= 1:
        raise OptionError(
            f"`data.val_fraction` + `data.test_fraction` must be < 1, got {val_fraction} + {test_fraction} = "
            f"{float(total)}: nothing would be left to train on."
        )


def largest_remainder(total: int, shares: Sequence[Fraction]) -> list[int]:
    """Deal out `total` in whole numbers, each within 1 of its exact share.

    Every share is rounded down; what is left goes, one each, to the largest fractional parts, the first on a tie.

    Args:
        total: the sum to reach.
        shares: exact shares whose sum is `total`.

    Returns:
        as many whole numbers, whose sum is `total`.
    """
    dealt = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: dealt[i] - shares[i])
    for i in by_remainder[: total - sum(dealt)]:
        dealt[i] += 1
    return dealt


def _size(points: int, fraction: float) -> int:
    share = _exact(fraction)
    return largest_remainder(points, [points * (1 - share), points * share])[1]


def _dealt(size: int, counts: Sequence[int]) -> list[int]:
    whole = max(sum(counts), 1)
    return largest_remainder(size, [Fraction(size * count, whole) for count in counts])


def _exact(fraction: float) -> Fraction:
    # Through its decimal text: 0.29 means 29/100, though as a double it is a little less.
    return Fraction(repr(float(fraction)))


def _refuse_rare(name: str, parts: dict[str, int], val_fraction: float, test_fraction: float) -> None:
    count = sum(parts.values())
    wanted = {"train": True, "val": val_fraction > 0, "test": test_fraction > 0}
    missing = [part for part, number in parts.items() if wanted[part] and number < 1]
    if missing:
        raise OptionError(
            f"class `{name}` has {count} point{'' if count == 1 else 's'}, too few for `data.val_fraction`="
            f"{val_fraction} and `data.test_fraction`={test_fraction}: none would be left for {' and '.join(missing)}."
        )


def _taken(targets: NDArray[np.int64], val_counts: Sequence[int], test_counts: Sequence[int], seed: int) -> Split:
    if not any(val_counts) and not any(test_counts):  # then the order, slow to draw for a million rows, decides nothing
        return Split(np.arange(len(targets)), *np.empty((2, 0), dtype=np.int64))
    part_of = np.zeros(len(targets), dtype=np.int8)
    by_class = classes_in_drawn_order(targets, len(test_counts), seed)
    for members, val, test in zip(by_class, val_counts, test_counts, strict=True):
        part_of[members[:test]] = 2
        part_of[members[test : test + val]] = 1
    train, val_rows, test_rows = (np.flatnonzero(part_of == part) for part in range(3))
    return Split(train, val_rows, test_rows)
