"""Names at the ends of curves stand apart, and as near to their ends as they can."""

import numpy as np
import pytest
from scipy.optimize import minimize

from lessonnet.figures._end_labels import spread
from lessonnet.figures._scales import written


@pytest.mark.parametrize("seed", range(5))
def test_places_are_the_closest_that_stand_apart(seed: int) -> None:
    wanted = np.sort(np.random.default_rng(seed).uniform(size=8) ** 2)
    gap = 0.11
    # The oracle: least squares under the very constraints, by scipy's sequential quadratic programming.
    apart = {"type": "ineq", "fun": lambda places: np.diff(places) - gap}
    found = minimize(
        lambda places: ((places - wanted) ** 2).sum(),
        np.linspace(0, 1, 8),
        jac=lambda places: 2 * (places - wanted),
        bounds=[(0, 1)] * 8,
        constraints=[apart],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    # SLSQP ends within about the root of its ftol.
    np.testing.assert_allclose(spread(wanted, gap), found.x, atol=1e-6)


def test_places_keep_their_order() -> None:
    assert spread(np.array([0.9, 0.1, 0.5]), 0.1).tolist() == pytest.approx([0.9, 0.1, 0.5])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1.0, "1"),
        (0.001, "0.001"),
        (1e4, "10000"),
        (1e-8, "10⁻⁸"),
        (2e5, "2·10⁵"),
        (1e5, "10⁵"),
        (0.05, "0.05"),
        (0, "0"),
        (-2e-5, "−2·10⁻⁵"),
    ],
)
def test_numbers_of_a_logarithmic_axis_are_short(number: float, words: str) -> None:
    assert written(number) == words
