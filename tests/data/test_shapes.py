"""Moons, circles, spirals and blobs: without noise each point obeys its set's equation."""

import numpy as np
import pytest

from lessonnet.data import Blobs, Circles, Moons, Spirals

DRAWN = pytest.mark.parametrize("kind", [Moons, Circles, Spirals, Blobs])


@DRAWN
def test_drawn_set_has_equally_many_points_of_each_class(kind):
    data = kind(points=301)
    counts = np.bincount(data.rows().targets)
    assert counts.sum() == 301
    assert counts.max() - counts.min() <= 1


@DRAWN
def test_drawn_set_is_the_same_each_time(kind):
    first, second = kind(seed=4).rows(), kind(seed=4).rows()
    np.testing.assert_array_equal(first.features, second.features)


@DRAWN
def test_drawn_set_differs_when_the_seed_differs(kind):
    assert not np.isin(kind(seed=0).rows().features, kind(seed=1).rows().features).any()


# atol 1e-12 below: a few roundings of numbers of size 1 to 10.
def test_moons_lie_on_their_half_circles_when_there_is_no_noise():
    features, targets, _, names = Moons(noise=0).rows()
    assert names == ["upper", "lower"]
    upper, lower = features[targets == 0], features[targets == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1, rtol=0, atol=1e-12)
    assert upper[:, 1].min() >= 0
    assert lower[:, 1].max() <= 0.5


def test_circles_have_radius_1_and_a_half_when_there_is_no_noise():
    features, targets, _, names = Circles(noise=0).rows()
    radius = np.array([1.0, 0.5])[targets]
    assert names == ["outer", "inner"]
    np.testing.assert_allclose(np.hypot(*features.T), radius, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("turns", "arms"), [(1, 2), (1.5, 3), (0.25, 5)])
def test_spirals_angle_grows_with_their_radius_when_there_is_no_noise(turns, arms):
    data = Spirals(noise=0, turns=turns, arms=arms)
    features, targets, _, names = data.rows()
    radius = np.hypot(*features.T)
    assert len(names) == arms
    assert radius.max() < 1
    ahead = np.arctan2(features[:, 1], features[:, 0]) - 2 * np.pi * (turns * radius + targets / arms)
    # Compared on the circle: angles are equal up to whole turns. atol: near the origin the angle is ill-conditioned.
    np.testing.assert_allclose(np.exp(1j * ahead), 1, rtol=0, atol=1e-10)


def test_blobs_shrink_to_their_centers_when_they_have_no_spread():
    features, targets, _, _ = Blobs(centers=4, features=3, spread=0).rows()
    centers = np.unique(features, axis=0)
    assert centers.shape == (4, 3)
    assert np.abs(centers).max() < 10
    assert all(len(np.unique(features[targets == c], axis=0)) == 1 for c in range(4))


@pytest.mark.parametrize(
    ("noisy", "exact"),
    [
        (Moons(points=4000, noise=0.3), Moons(points=4000, noise=0)),
        (Circles(points=4000, noise=0.3), Circles(points=4000, noise=0)),
        (Spirals(points=4000, noise=0.3), Spirals(points=4000, noise=0)),
        (Blobs(points=4000, spread=0.3), Blobs(points=4000, spread=0)),
    ],
    ids=["moons", "circles", "spirals", "blobs"],
)
def test_noise_has_the_deviation_asked_for(noisy, exact):
    added = noisy.rows().features - exact.rows().features
    # The deviation of 8000 normal numbers is known to 1/√16000 = 0.8 %; 5 deviations bound it.
    assert added.std() == pytest.approx(0.3, rel=5 * 0.008)
