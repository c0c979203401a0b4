"""Standardisation against scikit-learn's StandardScaler and by hand."""

import numpy as np
from sklearn.preprocessing import StandardScaler

from lessonnet.data import fit_scaling, standardized
from lessonnet.functional import random

POINTS = 5 + [1, 100, 1e-3] * random.normal((40, 3), seed=0, purpose=random.Purpose.DATA)


def test_scaling_equals_scikit_learns():
    theirs = StandardScaler().fit(POINTS)
    ours = fit_scaling(POINTS)
    # rtol: sums of 40 float64 terms taken in another order.
    np.testing.assert_allclose(ours.mean, theirs.mean_, rtol=1e-13)
    np.testing.assert_allclose(ours.scale, theirs.scale_, rtol=1e-13)
    np.testing.assert_allclose(standardized(POINTS, ours), theirs.transform(POINTS), rtol=0, atol=1e-10)


def test_scaling_is_that_worked_by_hand():
    # 1, 3: mean 2, deviation 1. 0, 8: mean 4, deviation 4.
    scaling = fit_scaling(np.array([[1.0, 0.0], [3.0, 8.0]]))
    assert scaling == ([2.0, 4.0], [1.0, 4.0])


def test_scaling_is_1_when_a_column_is_constant():
    # The mean of ten 0.1 is not 0.1 in floating point, so the computed deviation is not 0.
    assert fit_scaling(np.full((10, 1), 0.1)).scale == [1.0]


def test_standardized_leaves_a_constant_column_at_0():
    points = np.full((10, 1), 0.1)
    # atol: the mean's rounding error.
    np.testing.assert_allclose(standardized(points, fit_scaling(points)), 0, rtol=0, atol=1e-16)
