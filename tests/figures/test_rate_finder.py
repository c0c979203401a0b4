"""What is drawn of a search for a learning rate: the data of the line and the marks, not pixels."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from lessonnet.figures import rate_finder
from lessonnet.figures._rate_finder import first_too_high

RATES = [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]
ERRORS = [2.3, 2.0, 0.5, 0.3, 40.0, None]


def panel(*arguments: object) -> Axes:
    figure = rate_finder(*arguments)
    figure.draw_without_rendering()
    return figure.axes[0]


def hatched(axes: Axes) -> list[Rectangle | Polygon]:
    return [patch for patch in axes.patches if patch.get_hatch()]


def test_error_stands_at_its_rate_on_a_logarithmic_axis() -> None:
    axes = panel(RATES, ERRORS)
    np.testing.assert_array_equal(axes.lines[0].get_xdata(), RATES)
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [2.3, 2.0, 0.5, 0.3, 40.0, np.nan])
    assert axes.get_xscale() == "log"


def test_suggestion_is_marked_and_written() -> None:
    axes = panel(RATES, ERRORS, 0.1)
    assert set(axes.lines[1].get_xdata()) == {0.1}
    assert "suggested: 0.1" in [text.get_text() for text in axes.texts]
    # On the curve, at a rate that was tried; through a logarithm and back
    assert np.asarray(axes.collections[-1].get_offsets())[0] == pytest.approx([0.1, 0.5])


def test_rates_that_are_too_high_are_hatched() -> None:
    axes = panel(RATES, ERRORS)
    (patch,) = hatched(axes)
    # From halfway, on the logarithmic axis, between the last rate that learns and the first that does not.
    assert patch.get_x() == pytest.approx(10**0.5)
    assert patch.get_x() + patch.get_width() == pytest.approx(axes.get_xlim()[1])
    assert [text.get_text() for text in axes.texts] == ["too high"]


def test_nothing_is_hatched_where_every_rate_learns() -> None:
    assert hatched(panel([0.1, 1.0], [2.0, 1.0])) == []


def test_errors_that_run_away_leave_the_panel() -> None:
    assert panel(RATES, ERRORS).get_ylim()[1] < 4


@pytest.mark.parametrize(
    ("errors", "first"),
    [
        ([2, 1, 3], 2),
        ([2, 1, 2], 3),  # no worse than the lowest rate
        ([2, 3, 1, np.nan], 3),  # a bump before a rate that learns is not the end
        ([2, np.nan, np.inf], 1),
        ([np.nan, np.nan], 0),
        ([2], 1),
    ],
)
def test_rates_are_too_high_from_where_none_is_better_than_the_lowest(errors: list[float], first: int) -> None:
    assert first_too_high(np.array(errors, dtype=float)) == first


@pytest.mark.parametrize("errors", [[0.5], [None], [float("inf")], [0.0]], ids=str)
def test_one_rate_is_enough(errors: list[float | None]) -> None:
    panel([0.1], errors, 0.1)


@pytest.mark.parametrize(("rates", "errors"), [([], []), ([0.0], [1.0]), ([0.1, 0.2], [1.0])])
def test_errors_that_do_not_fit_are_refused(rates: list[float], errors: list[float]) -> None:
    with pytest.raises(ValueError, match="needs rates"):
        rate_finder(rates, errors)
