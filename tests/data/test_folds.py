"""Folds against scikit-learn's StratifiedKFold, NumPy, and what must hold of every deal."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.utils.class_weight import compute_sample_weight

from lessonnet.data import BUILT_IN, DataSet, Fold, Gate, Iris, Split, Table, fold_split, stratified_split
from lessonnet.functional import random
from lessonnet.options import OptionError, options_of
from tests.data.tables import HEADER, mixed_rows, write_csv

FOLDED = pytest.mark.parametrize("name", [name for name in BUILT_IN if name not in ("gate", "trick")])  # of few rows


def mixed_targets(counts: tuple[int, ...]) -> np.ndarray:
    targets = np.repeat(np.arange(len(counts)), counts)
    return targets[random.permutation(len(targets), seed=99, purpose=random.Purpose.DATA)]


def splits(targets: np.ndarray, folds: int, test_fraction: float = 0.2, seed: int = 0) -> list[Split]:
    names = [f"class {i}" for i in range(targets.max() + 1)]
    return [fold_split(targets, names, Fold(i, folds), test_fraction=test_fraction, seed=seed) for i in range(folds)]


def counted(targets: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    """Return the rows of each class in each part [parts, C]."""
    return np.array([np.bincount(targets[part], minlength=targets.max() + 1) for part in parts])


def in_fold(data: DataSet, number: int, count: int) -> DataSet:
    data.fold = Fold(number, count)
    data.setup()
    return data


@settings(deadline=None, max_examples=200)
@given(
    counts=st.lists(st.integers(14, 60), min_size=1, max_size=6).map(tuple),
    folds=st.integers(2, 9),
    test_fraction=st.sampled_from([0, 0.1, 0.2, 0.29]),
    seed=st.integers(0, 2**63 - 1),
)
def test_folds_hold_each_row_that_is_not_test_once_and_evenly(
    counts: tuple[int, ...], folds: int, test_fraction: float, seed: int
) -> None:
    targets = mixed_targets(counts)
    all_splits = splits(targets, folds, test_fraction, seed)
    names = [str(i) for i in range(len(counts))]
    whole = stratified_split(targets, names, val_fraction=0, test_fraction=test_fraction, seed=seed)
    np.testing.assert_array_equal(np.sort(np.concatenate([split.val for split in all_splits])), whole.train)
    for split in all_splits:
        np.testing.assert_array_equal(split.test, whole.test)
        np.testing.assert_array_equal(np.sort(np.concatenate([split.train, split.val])), whole.train)
        assert all((np.diff(part) > 0).all() for part in split)
    sizes = counted(targets, [split.val for split in all_splits])
    assert np.ptp(sizes.sum(axis=1)) <= 1
    assert (np.ptp(sizes, axis=0) <= 1).all()


@settings(deadline=None)
@given(counts=st.lists(st.integers(9, 60), min_size=1, max_size=6).map(tuple), folds=st.integers(2, 9))
def test_folds_have_as_many_rows_of_each_class_as_scikit_learns(counts: tuple[int, ...], folds: int) -> None:
    # Sorted, since scikit-learn numbers the classes as they come; mixed, it may begin another class in another fold.
    targets = np.repeat(np.arange(len(counts)), counts)
    ours = counted(targets, [split.val for split in splits(targets, folds, test_fraction=0)])
    theirs = counted(targets, [val for _, val in StratifiedKFold(folds).split(targets, targets)])
    np.testing.assert_array_equal(ours, theirs)


def test_folds_of_mixed_rows_have_as_many_of_each_class_as_scikit_learns_in_some_order() -> None:
    targets = mixed_targets((59, 71, 48))
    ours = counted(targets, [split.val for split in splits(targets, 5, test_fraction=0)])
    theirs = counted(targets, [val for _, val in StratifiedKFold(5).split(targets, targets)])
    np.testing.assert_array_equal(np.sort(ours, axis=0), np.sort(theirs, axis=0))


def test_folds_are_those_dealt_by_hand() -> None:
    # 5 and 4 rows in 3 folds: the first class fills 2, 2, 1; the second goes on with the third fold: 1, 1, 2.
    targets = mixed_targets((5, 4))
    sizes = counted(targets, [split.val for split in splits(targets, 3, test_fraction=0)])
    assert sizes.tolist() == [[2, 1], [2, 1], [1, 2]]


def test_folds_are_the_same_when_dealt_again() -> None:
    targets = mixed_targets((30, 40))
    for first, second in zip(splits(targets, 5), splits(targets, 5), strict=True):
        assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def test_folds_differ_between_seeds() -> None:
    targets = mixed_targets((30, 40))
    for first, second in zip(splits(targets, 5, seed=0), splits(targets, 5, seed=1), strict=True):
        assert not np.array_equal(first.val, second.val)


def test_folds_mix_the_rows_of_a_class() -> None:
    val = splits(np.zeros(1000, dtype=int), 5, test_fraction=0)[0].val
    # Mean of 200 of the numbers 0…999 without replacement: 499.5 ± 18.3; 5 deviations bound it.
    assert abs(val.mean() - 499.5) < 5 * 18.3


@pytest.mark.parametrize(
    ("counts", "fold", "test_fraction", "message"),
    [
        (
            (50, 6),
            Fold(0, 6),
            0.2,
            "class `class 1` has 6 points, too few for `cv.folds`=6 and `data.test_fraction`=0.2: "
            "5 would be left for 6 folds.",
        ),
        (
            (9, 1),
            Fold(0, 2),
            0,
            "class `class 1` has 1 point, too few for `cv.folds`=2 and `data.test_fraction`=0: "
            "1 would be left for 2 folds.",
        ),
        (
            (97, 3),
            Fold(0, 2),
            0.1,
            "class `class 1` has 3 points, too few for `cv.folds`=2 and `data.test_fraction`=0.1: "
            "none would be left for test.",
        ),
        ((5, 5), Fold(0, 9), 0.2, "`cv.folds` must be ≤ 8, the points that `data.test_fraction`=0.2 leaves, got 9."),
        ((5, 5), Fold(0, 1), 0.2, "`cv.folds` must be ≥ 2, got 1."),
        ((5, 5), Fold(2, 2), 0.2, "the number of a fold must be in [0, 2), got 2."),
        ((5, 5), Fold(-1, 2), 0.2, "the number of a fold must be in [0, 2), got -1."),
    ],
)
def test_folds_that_cannot_be_dealt_are_refused_in_one_line(
    counts: tuple[int, ...], fold: Fold, test_fraction: float, message: str
) -> None:
    names = [f"class {i}" for i in range(len(counts))]
    with pytest.raises(OptionError) as refused:
        fold_split(mixed_targets(counts), names, fold, test_fraction=test_fraction, seed=0)
    assert str(refused.value) == message


@pytest.mark.parametrize("kind", [*BUILT_IN.values(), Table])
def test_fold_is_no_option(kind: type[DataSet]) -> None:
    assert "fold" not in options_of(kind)


@FOLDED
def test_every_set_has_its_test_part_whatever_the_fold(name: str) -> None:
    plain = BUILT_IN[name](standardize=False)
    plain.setup()
    assert plain.fold is None
    for number in range(3):
        folded = in_fold(BUILT_IN[name](standardize=False), number, 3)
        assert torch.equal(folded.test.features, plain.test.features)
        assert torch.equal(folded.test.targets, plain.test.targets)


@FOLDED
def test_every_sets_folds_hold_its_other_points_once(name: str) -> None:
    rest = BUILT_IN[name](standardize=False, val_fraction=0)
    rest.setup()
    vals = [in_fold(BUILT_IN[name](standardize=False), number, 3).val.features for number in range(3)]
    ours, theirs = torch.cat(vals).numpy(), rest.train.features.numpy()
    np.testing.assert_array_equal(ours[np.lexsort(ours.T)], theirs[np.lexsort(theirs.T)])


@FOLDED
def test_every_set_is_scaled_by_the_folds_training_part_alone(name: str) -> None:
    raw, data = (in_fold(BUILT_IN[name](standardize=flag), 1, 3) for flag in (False, True))
    oracle = StandardScaler().fit(raw.train.features.numpy())
    for ours, theirs in ((data.train, raw.train), (data.val, raw.val), (data.test, raw.test)):
        # atol: sums taken in another order, divided by deviations down to 1e-3 (tumours, in float64).
        np.testing.assert_allclose(ours.features, oracle.transform(theirs.features.numpy()), rtol=0, atol=1e-9)
    assert torch.equal(data.raw_train.features, raw.train.features)


def test_fold_takes_the_place_of_the_validation_fraction() -> None:
    some, none = in_fold(Iris(val_fraction=0.5), 0, 4), in_fold(Iris(val_fraction=0), 0, 4)
    assert torch.equal(some.train.features, none.train.features)
    assert len(some.val.targets) == len(none.val.targets) == 30  # a quarter of the 120 that the test leaves


def test_gate_is_folded_where_each_class_has_a_row_for_each_fold() -> None:
    assert [len(in_fold(Gate(gate="xor"), number, 2).val.targets) for number in (0, 1)] == [2, 2]
    with pytest.raises(OptionError, match=r"class `true` has 1 point, too few for `cv\.folds`=2"):
        in_fold(Gate(gate="and"), 0, 2)


def test_another_fold_is_refused_when_the_parts_are_set_up() -> None:
    data = in_fold(Iris(), 0, 5)
    data.setup("fit")
    data.fold = Fold(1, 5)
    with pytest.raises(RuntimeError, match="make a data set for each fold"):
        data.setup()


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A table with a column of weights and two rows without a target."""
    rows = [[*row, 1.0 + i % 3] for i, row in enumerate(mixed_rows())]
    rows[3][-2] = rows[9][-2] = None
    return write_csv(tmp_path / "students.csv", rows, header=(*HEADER, "w"))


def table(path: str, number: int, count: int = 5, **options: Any) -> Table:
    return in_fold(Table(path=path, target="admit", weight_column="w", **options), number, count)


@pytest.mark.parametrize("options", [{}, {"class_weight": "balanced"}, {"missing": "drop"}, {"seed": 4}], ids=str)
def test_folds_of_a_table_are_its_rows_measured_on_their_training_rows(path: str, options: dict[str, Any]) -> None:
    frame = pd.read_csv(path).dropna(subset=["admit"])
    frame = frame.dropna() if "missing" in options else frame
    classes = (frame["admit"] == "yes").to_numpy().astype(int)
    for number in range(5):
        ours = table(path, number, **options)
        names, seed = ["no", "yes"], options.get("seed", 0)
        split = fold_split(classes, names, Fold(number, 5), test_fraction=0.2, seed=seed)
        sizes = frame["size"].to_numpy()
        mean, scale = sizes[split.train].mean(), sizes[split.train].std()
        weights = frame["w"].to_numpy()
        if "class_weight" in options:
            # scikit-learn counts rows; ours sums their weights: W / (2·W_c).
            totals = np.bincount(classes[split.train], weights[split.train])
            by_class = {i: totals.sum() / (2 * total) for i, total in enumerate(totals)}
            weights = weights * compute_sample_weight(by_class, classes)
        column = ours.feature_names.index("size")
        for rows, part in ((split.train, ours.train), (split.val, ours.val), (split.test, ours.test)):
            # Sums of at most 130 numbers in double precision, taken in another order.
            own = part.features[:, column].numpy()
            np.testing.assert_allclose(own, (sizes[rows] - mean) / scale, rtol=0, atol=1e-12)
            np.testing.assert_allclose(part.weights, weights[rows] / weights[rows].mean(), rtol=1e-12)
            np.testing.assert_array_equal(part.targets, classes[rows])


def test_fold_of_a_table_knows_the_categories_of_its_training_rows_alone(tmp_path: Path) -> None:
    # A word that stands in one row is a category in the folds that train on it, and unknown to the one that does not.
    rows = [
        [i * 0.37 % 1, "rare" if i == 17 else "red" if i % 3 else "blue", "yes" if i % 2 else "no"] for i in range(40)
    ]
    path = write_csv(tmp_path / "t.csv", rows, header=("x", "colour", "y"))
    tables = [in_fold(Table(path=path, target="y", test_fraction=0), number, 4) for number in range(4)]
    without = [data for data in tables if "colour=rare" not in data.feature_names]
    assert len(without) == 1
    unknown = without[0].feature_names.index("colour is unknown")
    assert without[0].val.features[:, unknown].sum() == 1


def test_fold_of_a_table_stands_beside_a_test_file(path: str) -> None:
    parts = table(path, 0, test_path=path)
    assert [len(part.targets) for part in (parts.train, parts.val, parts.test)] == [158, 40, 198]


def test_fold_of_a_table_is_refused_beside_a_validation_file(path: str) -> None:
    with pytest.raises(OptionError) as refused:
        table(path, 0, val_path=path)
    assert str(refused.value) == "`data.val_path` does nothing beside cv=kfold; leave one of them out."


def test_fold_of_a_table_names_the_file_with_the_rare_class(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [[i * 0.37 % 1, "no" if i > 3 else "yes"] for i in range(40)], ("x", "y"))
    with pytest.raises(OptionError, match=r"t\.csv.*: class `yes` has 4 points, too few for `cv\.folds`=5"):
        in_fold(Table(path=path, target="y"), 0, 5)


def test_fold_of_a_streamed_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame(mixed_rows(3000), schema=HEADER, orient="row", strict=False).write_parquet(path)
    with pytest.raises(OptionError) as refused:
        in_fold(Table(path=str(path), target="admit", memory_limit="100kB"), 0, 5)
    assert str(refused.value) == f"{path}: cv=kfold needs all rows at once; raise `data.memory_limit`."
    assert in_fold(Table(path=str(path), target="admit", memory_limit="1GB"), 0, 5).val is not None
