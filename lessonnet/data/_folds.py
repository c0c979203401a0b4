"""Stratified folds: what the test leaves is dealt out so that each fold has the whole's mix of classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessonnet.data._split import Split, classes_in_drawn_order, counts_for_test, stratified_split
from lessonnet.options import OptionError, Options, Range


class Fold(NamedTuple):
    """Choose one fold of a cross-validation: its rows validate, those of all others train.

    Attributes:
        number: of this fold, in [0, count).
        count: of all folds, ≥ 2.
    """

    number: int
    count: int  # type: ignore[assignment]  # hides tuple.count, which no fold needs


@dataclass(frozen=True)
class KFold(Options):
    """Stratified k-fold cross-validation: every row but the test's validates in one fold and trains in all others.

    Args:
        folds: how many, ≥ 2.
    """

    folds: Annotated[int, Range(at_least=2, at_most=1000)] = 5

    def each(self) -> list[Fold]:
        """Return all folds."""
        return [Fold(number, self.folds) for number in range(self.folds)]


def fold_split(
    targets: NDArray[np.int64], class_names: Sequence[str], fold: Fold, *, test_fraction: float, seed: int
) -> Split:
    """Split rows into the training, validation and test parts of a fold.

    The test part is that of `stratified_split`. The rows that it leaves are dealt out one by one, fold after fold and
    class after class, where each class goes on with the fold after the last one's: so two folds differ by at most one
    row, in all and of each class. The order within a class is drawn from the seed, and each row is in the validation
    part of exactly one fold.

    Args:
        targets: class indices [N].
        class_names: a name for each class index.
        fold: which of how many.
        test_fraction: share of all rows, in [0, 1).
        seed: the data's seed.

    Returns:
        the row numbers of the three parts.

    Raises:
        OptionError: there is no such fold, or a class has too few rows to be in each.
    """
    _refuse_unknown(fold)
    counts = np.bincount(targets, minlength=len(class_names)).tolist()
    tests = counts_for_test(counts, test_fraction)
    _refuse_more_folds_than_rows(fold, sum(counts) - sum(tests), test_fraction)
    for name, count, test in zip(class_names, counts, tests, strict=True):
        _refuse_rare(name, count, test, fold, test_fraction)
    by_class = list(classes_in_drawn_order(targets, len(class_names), seed))
    dealt = np.concatenate([rows[test:] for rows, test in zip(by_class, tests, strict=True)])
    held_out = np.concatenate([rows[:test] for rows, test in zip(by_class, tests, strict=True)])
    is_val = np.arange(len(dealt)) % fold.count == fold.number
    return Split(np.sort(dealt[~is_val]), np.sort(dealt[is_val]), np.sort(held_out))


def split_rows(
    targets: NDArray[np.int64],
    class_names: Sequence[str],
    *,
    fold: Fold | None,
    val_fraction: float,
    test_fraction: float,
    seed: int,
) -> Split:
    """Split rows as a fold says, whose rows take the place of `val_fraction`; without one, by the fractions.

    Raises:
        OptionError: as `fold_split` and `stratified_split` do.
    """
    if fold is not None:
        return fold_split(targets, class_names, fold, test_fraction=test_fraction, seed=seed)
    return stratified_split(targets, class_names, val_fraction=val_fraction, test_fraction=test_fraction, seed=seed)


def _refuse_unknown(fold: Fold) -> None:
    if fold.count < 2:
        raise OptionError(f"`cv.folds` must be ≥ 2, got {fold.count}.")
    if not 0 <= fold.number < fold.count:
        raise OptionError(f"the number of a fold must be in [0, {fold.count}), got {fold.number}.")


def _refuse_more_folds_than_rows(fold: Fold, rows: int, test_fraction: float) -> None:
    if fold.count > rows:
        raise OptionError(
            f"`cv.folds` must be ≤ {rows}, the points that `data.test_fraction`={test_fraction} leaves, "
            f"got {fold.count}."
        )


def _refuse_rare(name: str, count: int, test: int, fold: Fold, test_fraction: float) -> None:
    left = count - test
    problems = []
    if left < fold.count:
        problems.append(f"{left} would be left for {fold.count} folds")
    if test_fraction > 0 and not test:
        problems.append("none would be left for test")
    if problems:
        raise OptionError(
            f"class `{name}` has {count} point{'' if count == 1 else 's'}, too few for `cv.folds`={fold.count} and "
            f"`data.test_fraction`={test_fraction}: {' and '.join(problems)}."
        )
