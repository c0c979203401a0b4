"""Separable or not, with a proof that is checked by other means than the one that found it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.svm import SVC

from lessonnet.functional import Inseparable, Separable, separability

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.mark.parametrize(
    ("targets", "boundary", "updates"),
    [
        # Worked by hand: the corners next to the boundary are equally far from it, in the extended space.
        ([0, 0, 0, 1], np.array([2.0, 2.0, -3.0]) / np.sqrt(17), 51),  # AND: R² = 3, γ² = 1/17
        ([0, 1, 1, 1], np.array([2.0, 2.0, -1.0]) / 3, 27),  # OR: γ² = 1/9
        ([1, 1, 1, 0], np.array([-2.0, -2.0, 3.0]) / np.sqrt(17), 51),  # NAND
    ],
)
def test_gates_have_their_margins(targets: list[int], boundary: np.ndarray, updates: int) -> None:
    found = separability(CORNERS, np.array(targets))
    assert isinstance(found, Separable)
    np.testing.assert_allclose([*found.weights, found.bias], boundary, rtol=0, atol=1e-12)
    assert found.most_updates == updates


@pytest.mark.parametrize("targets", [[0, 1, 1, 0], [1, 0, 0, 1]])
def test_xor_cannot_be_parted_since_its_diagonals_cross(targets: list[int]) -> None:
    found = separability(CORNERS, np.array(targets))
    assert isinstance(found, Inseparable)
    np.testing.assert_allclose(found.point, [0.5, 0.5], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.shares, 0.25, rtol=0, atol=1e-12)


def test_classes_that_touch_cannot_be_parted() -> None:
    found = separability(np.array([[0.0], [1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1]))
    assert isinstance(found, Inseparable)
    np.testing.assert_allclose(found.point, [1.0], rtol=0, atol=1e-12)


@given(
    seed=st.integers(0, 2**32 - 1),
    points=st.integers(2, 60),
    width=st.integers(1, 6),
    scale=st.sampled_from([1e-3, 1.0, 1e3]),
    flipped=st.integers(0, 3),
)
def test_whatever_is_said_is_proved(seed: int, points: int, width: int, scale: float, flipped: int) -> None:
    draw = np.random.default_rng(seed)
    x = scale * draw.normal(size=(points, width))
    targets = (x @ draw.normal(size=width) > scale * draw.normal()).astype(np.int64)
    targets[:flipped] ^= 1
    targets[0], targets[-1] = 0, 1
    found = separability(x, targets)
    signs = 2 * targets - 1
    if isinstance(found, Separable):
        assert np.hypot(np.linalg.norm(found.weights), found.bias) == pytest.approx(1, rel=1e-12)
        scores = signs * (x @ found.weights + found.bias)
        assert scores.min() == pytest.approx(found.margin, rel=1e-9)
        assert found.margin > 0
    else:
        assert found.shares.min() >= 0
        for label in (0, 1):  # the point is a mean of each class's points
            own = found.shares[targets == label]
            assert own.sum() == pytest.approx(0.5, abs=1e-8)
            np.testing.assert_allclose(2 * own @ x[targets == label], found.point, rtol=0, atol=1e-7 * np.abs(x).max())


@pytest.mark.parametrize("seed", range(5))
def test_margin_is_the_widest_and_bounds_the_updates_of_the_trick(seed: int) -> None:
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(80, 3)) + 1
    scores = x @ [1.0, -2.0, 0.5] - 0.3
    x, targets = x[np.abs(scores) > 0.3], (scores[np.abs(scores) > 0.3] > 0).astype(np.int64)
    found = separability(x, targets)
    assert isinstance(found, Separable)
    extended = np.column_stack([x, np.ones(len(x))])
    signed = extended * (2 * targets - 1)[:, None]
    # A support vector machine of the points and their reflections has its boundary through the origin.
    svm = SVC(kernel="linear", C=1e9, tol=1e-8).fit(np.vstack([signed, -signed]), np.repeat([1, 0], len(signed)))
    assert found.margin == pytest.approx(1 / np.linalg.norm(svm.coef_), rel=1e-4)  # as exact as its solver
    weights, updates = np.zeros(4), 0
    while (signed @ weights <= 0).any():  # one wrong point at a time
        weights += signed[int(draw.choice(np.flatnonzero(signed @ weights <= 0)))]
        updates += 1
        assert updates <= found.most_updates
