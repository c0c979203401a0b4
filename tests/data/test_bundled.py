"""The bundled sets against what scikit-learn hands out."""

import numpy as np
import pytest
from sklearn import datasets

from lessonnet.data import BreastCancer, Digits, Iris, Wine

BUNDLED = pytest.mark.parametrize(
    ("kind", "load", "divisor"),
    [
        (Iris, datasets.load_iris, 1),
        (Wine, datasets.load_wine, 1),
        (BreastCancer, datasets.load_breast_cancer, 1),
        (Digits, datasets.load_digits, 16),
    ],
    ids=["iris", "wine", "breast_cancer", "digits"],
)


@BUNDLED
def test_bundled_rows_equal_scikit_learns(kind, load, divisor):
    rows, theirs = kind().rows(), load()
    np.testing.assert_array_equal(rows.features, theirs.data / divisor)
    np.testing.assert_array_equal(rows.targets, theirs.target)
    assert rows.feature_names == list(theirs.feature_names)


@BUNDLED
def test_bundled_parts_hold_each_of_scikit_learns_rows_once(kind, load, divisor):
    data = kind(standardize=False)
    data.setup()
    parts = [np.column_stack([part.features, part.targets]) for part in (data.train, data.val, data.test)]
    theirs = load()
    expected = np.column_stack([theirs.data / divisor, theirs.target])
    ours = np.concatenate(parts)
    np.testing.assert_array_equal(ours[np.lexsort(ours.T)], expected[np.lexsort(expected.T)])


def test_class_names_are_kept():
    assert Iris().rows().class_names == ["setosa", "versicolor", "virginica"]
    assert BreastCancer().rows().class_names == ["malignant", "benign"]
    assert Digits().rows().class_names == list("0123456789")


def test_digits_are_grey_levels_of_0_to_1():
    features = Digits().rows().features
    assert (features.min(), features.max()) == (0, 1)
