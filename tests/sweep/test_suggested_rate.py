"""The rule that reads a learning rate off the finder's curve, on curves made by hand."""

import math

import numpy as np
import pytest

from lessonnet.options import OptionError
from lessonnet.sweep._suggested_rate import suggested_rate

RATES = [0.001, 0.01, 0.1, 1.0, 10.0]


def test_suggestion_is_the_lowest_point_of_a_sharp_valley() -> None:
    assert suggested_rate(RATES, [1.0, 0.8, 0.2, 0.9, 3.0]) == 0.1


def test_suggestion_is_the_middle_of_a_flat_floor() -> None:
    # The floor is where at least 0.9 of the fall from 1.0 to 0.2 is made: up to 0.28.
    assert suggested_rate(RATES, [1.0, 0.27, 0.25, 0.2, 0.9]) == 0.1


def test_suggestion_is_the_lower_of_two_middles() -> None:
    assert suggested_rate(RATES, [1.0, 0.9, 0.25, 0.2, 0.9]) == 0.1


@pytest.mark.parametrize(("error", "suggestion"), [(0.2799, 0.01), (0.2801, 0.1)])
def test_floor_ends_where_a_tenth_of_the_fall_is_missing(error: float, suggestion: float) -> None:
    # 0.2 + 0.1 · (1.0 − 0.2) = 0.28: a hair below belongs to the floor, a hair above does not.
    assert suggested_rate(RATES, [1.0, error, 0.2, 0.9, 3.0]) == suggestion


def test_floor_is_the_one_around_the_lowest_error() -> None:
    # 0.001 … 0.01 is as good, but between it and the lowest lies a hump: chance, or another valley.
    assert suggested_rate([*RATES, 100.0], [1.0, 0.21, 0.8, 0.9, 0.2, 5.0]) == 10.0


@pytest.mark.parametrize("gone", [None, math.nan, math.inf])
def test_rate_that_diverged_is_never_suggested(gone: float | None) -> None:
    assert suggested_rate(RATES, [1.0, 0.5, 0.2, gone, gone]) == 0.1


def test_suggestion_does_not_depend_on_the_unit_of_the_error() -> None:
    errors = np.array([1.0, 0.6, 0.25, 0.2, 7.0])
    assert suggested_rate(RATES, list(errors)) == suggested_rate(RATES, list(1000 * errors - 5))


def test_suggestion_is_the_only_rate_there_is() -> None:
    assert suggested_rate([0.5], [0.7]) == 0.5


def test_suggestion_is_the_lowest_rate_when_every_other_makes_things_worse() -> None:
    assert suggested_rate(RATES, [0.1, 0.2, 0.4, 2.0, None]) == 0.001


def test_curve_without_a_rate_that_trains_is_refused() -> None:
    with pytest.raises(OptionError, match="`lr_find` found no rate to train with"):
        suggested_rate(RATES, [None, None, math.nan, None, None])


@pytest.mark.parametrize(("rates", "errors"), [([], []), ([0.1], [0.1, 0.2])])
def test_curve_that_is_none_is_an_error(rates: list[float], errors: list[float]) -> None:
    with pytest.raises(ValueError, match="an error for each of at least one rate"):
        suggested_rate(rates, errors)
