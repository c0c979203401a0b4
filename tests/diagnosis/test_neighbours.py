"""The yardstick for underfitting, against scikit-learn's neighbours."""

import numpy as np
import torch
from sklearn.model_selection import LeaveOneOut, cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from lessonnet.data import Iris, Moons
from lessonnet.diagnosis._neighbours import NEIGHBOURS, neighbours_accuracy


def test_accuracy_is_that_of_scikit_learn_left_out_one_at_a_time() -> None:
    data = Moons(noise=0.3, points=200)
    data.setup()
    x, classes = data.train.features, data.train.targets
    expected = cross_val_score(KNeighborsClassifier(NEIGHBOURS), x.numpy(), classes.numpy(), cv=LeaveOneOut()).mean()
    # Two classes and an odd number of neighbours: no ties. Equal up to the rounding of a mean of zeros and ones.
    assert neighbours_accuracy(x, classes) == np.float64(expected)


def test_too_few_points_say_nothing() -> None:
    assert neighbours_accuracy(torch.rand(49, 2), torch.zeros(49, dtype=torch.int64)) is None


def test_classes_may_be_several() -> None:
    data = Iris()
    data.setup()
    accuracy = neighbours_accuracy(data.train.features, data.train.targets)
    assert accuracy is not None
    assert 0.9 < accuracy < 1  # irises of two kinds overlap a little
