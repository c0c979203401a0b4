"""Two independent solvers: the optimum of logistic regression, and the perceptron point by point (rows L6, L12)."""

import numpy as np
import pytest
import torch
from scipy import special
from sklearn import linear_model

from lessonnet.data import BreastCancer, Digits
from lessonnet.functional import random
from lessonnet.nn import Elastic, Fixed, PerceptronCriterion
from lessonnet.optim import LBFGS, SGD
from lessonnet.stack import Member
from tests.stack.trainings import blobs, train

FLOAT64 = {"hidden": (), "dtype": torch.float64}
"""A single layer, in double precision."""


def ready(data):
    data.setup()
    return data


def weights_and_bias(stack, rows):
    views = stack.layout.views(rows.detach())
    return views["layers.0.weight"][0].numpy(), views["layers.0.bias"][0].numpy()


def mean_error_plus_penalty(weights, bias, data, l1, l2):
    """Write the objective out in NumPy, with weights [D, C] as both solvers' [C, D] transposed."""
    x, y = data.train.features.numpy(), data.train.targets.numpy()
    scores = x @ weights + bias
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    errors = special.logsumexp(scores, axis=1) - scores[np.arange(len(y)), y]
    return errors.mean() + l1 * np.abs(weights).sum() + l2 * np.square(weights).sum()


def assert_same_optimum(data, l1, l2, tolerance=1e-6, **solver):
    """Match λ1·Σ|w| + λ2·Σw²: scikit-learn has Σ errors · C + r·Σ|w| + (1 − r)/2·Σw², hence 1/(C·m) = λ1 + 2·λ2."""
    member = Member(optimizer=LBFGS(), regularizer=Elastic(l1, l2))
    ours = train([member], [data], epochs=60, batch_size=None, **FLOAT64)
    c = 1 / (len(data.train.targets) * (l1 + 2 * l2))
    theirs = linear_model.LogisticRegression(C=c, tol=1e-10, max_iter=100_000, **solver)
    theirs.fit(data.train.features.numpy(), data.train.targets.numpy())
    expected = mean_error_plus_penalty(theirs.coef_.T, theirs.intercept_, data, l1, l2)
    saved = weights_and_bias(ours, ours.record.best_rows)
    assert mean_error_plus_penalty(*saved, data, l1, l2) == pytest.approx(expected, rel=0, abs=tolerance)


@pytest.mark.parametrize("l2", [1e-1, 1e-3, 1e-5])
@pytest.mark.parametrize("kind", [BreastCancer, Digits])
def test_logistic_regression_by_lbfgs_reaches_the_optimum(kind, l2):
    # Without a validation part the objective itself selects, and the optimum is what is saved.
    assert_same_optimum(ready(kind(val_fraction=0.0)), 0.0, l2)


def test_logistic_regression_by_lbfgs_comes_near_the_elastic_optimum():
    # |w| has a kink at zero, where L-BFGS stops short: 1.8e-5 above the optimum here, and not promised to be less.
    l1, l2, tolerance = 1e-3, 1e-3, 1e-4
    assert_same_optimum(
        ready(BreastCancer(val_fraction=0.0)),
        l1,
        l2,
        tolerance,
        solver="saga",
        l1_ratio=l1 / (l1 + 2 * l2),
        random_state=0,
    )


def perceptrons(data, epochs, rate, start):
    """Train scikit-learn's on the rows of all epochs, one after the other in the engine's order, and then ours.

    `start` holds each score's weights, then its bias. Returns weights [D, C] and bias [C] of both.
    """
    keys = {"seed": data.seed, "purpose": random.Purpose.SHUFFLE}
    rows = np.concatenate([random.permutation(72, position=epoch, **keys) for epoch in range(epochs)])
    x, y = data.train.features.numpy()[rows], data.train.targets.numpy()[rows]
    w, b = np.array(start)[:, :-1], np.array(start)[:, -1]
    theirs = linear_model.Perceptron(eta0=rate, shuffle=False, tol=None, max_iter=1)
    theirs.fit(x, y, coef_init=w, intercept_init=b)
    member = Member(optimizer=SGD(lr=rate), initializer=Fixed([start]), seed=data.seed)
    ours = train([member], [data], epochs=epochs, batch_size=1, criterion=PerceptronCriterion(), **FLOAT64)
    return (theirs.coef_.T, theirs.intercept_), weights_and_bias(ours, ours.rows)


@pytest.mark.parametrize("rate", [1.0, 0.37])
@pytest.mark.parametrize("centers", [2, 3])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_perceptron_one_point_at_a_time_equals_scikit_learns(seed, centers, rate):
    data = blobs(centers=centers, seed=seed)  # clouds that overlap, so that it never comes to rest
    # From these weights no score is ever exactly zero. Three classes are one against the rest in both.
    start = [[0.3, -0.7, 0.11, 0.23, 0.5], [-0.2, 0.41, 0.3, 0.1, -0.6], [0.17, 0.2, -0.5, 0.3, 0.1]]
    theirs, ours = perceptrons(data, 5, rate, start[: 1 if centers == 2 else 3])
    assert np.abs(ours[0]).max() > 1  # it moved
    for expected, found in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)  # 360 additions of numbers up to 10


def test_perceptron_differs_from_scikit_learns_at_a_score_of_exactly_zero():
    # From zero weights every score is zero. Row L2: that is a prediction of 1, so a point labelled 1 is right and
    # moves nothing. scikit-learn counts no score of zero as right: its first step adds the point.
    data = ready(blobs(centers=2))
    right = int(data.train.targets.nonzero()[0])
    one = type(data.train)(data.train.features[[right]], data.train.targets[[right]])
    theirs = linear_model.Perceptron(shuffle=False, tol=None, max_iter=1)
    theirs.partial_fit(one.features.numpy(), one.targets.numpy(), classes=[0, 1])
    data.train = one
    start = Fixed([0.0] * 5)
    ours = train(
        [Member(optimizer=SGD(lr=1.0), initializer=start)], [data], epochs=1, criterion=PerceptronCriterion(), **FLOAT64
    )
    w, b = weights_and_bias(ours, ours.rows)
    assert (w[:, 0].tolist(), b.tolist()) == ([0.0] * 4, [0.0])
    assert (theirs.coef_[0].tolist(), theirs.intercept_.tolist()) == (one.features[0].tolist(), [1.0])


@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
def test_step_of_logistic_regression_is_the_formula_of_the_lesson(backprop):
    # w' = w + α(y − ŷ)x and b' = b + α(y − ŷ) summed over the mini-batch, with α = rate / m.
    data, rate, start = blobs(centers=2), 0.3, [0.5, -1.0, 2.0, 0.25, -0.4]
    member = Member(optimizer=SGD(lr=rate), initializer=Fixed(start))
    ours = train([member], [data], epochs=1, batch_size=None, backprop=backprop, **FLOAT64)
    x, y = data.train.features.numpy(), data.train.targets.numpy()
    missing = y - special.expit(x @ start[:-1] + start[-1])
    alpha = rate / len(y)
    w, b = weights_and_bias(ours, ours.rows)
    np.testing.assert_allclose(w[:, 0], start[:-1] + alpha * missing @ x, rtol=0, atol=1e-15)  # last bits
    np.testing.assert_allclose(b, start[-1] + alpha * missing.sum(), rtol=0, atol=1e-15)
