"""What is drawn of the sizes of weights: the data of the lines, not pixels."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lessonnet.figures import weight_sizes

CASES = {"none": [0.5, -2.0, 1.0, 0.1], "L1": [0.0, -3.0, 5e-4, 0.0]}


def panel(cases: dict[str, list[float]], **options: float) -> Axes:
    figure = weight_sizes(cases, **options)
    figure.draw_without_rendering()
    return figure.axes[0]


def line(axes: Axes, name: str) -> Line2D:
    (found,) = [line for line in axes.lines if str(line.get_label()).startswith(f"{name}: ")]
    return found


def key(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_line_falls_from_the_largest_size_to_the_smallest() -> None:
    drawn = line(panel(CASES), "none")
    # Each weight is a step: its height counts from the edge before it, so the first edge repeats the first height.
    assert list(drawn.get_ydata()) == [2.0, 2.0, 1.0, 0.5, 0.1]
    assert list(drawn.get_xdata()) == [0, 0.25, 0.5, 0.75, 1]


def test_zeros_are_drawn_at_the_floor_of_the_axis() -> None:
    axes = panel(CASES)
    assert list(line(axes, "L1").get_ydata()) == [3.0, 3.0, 5e-4, 1e-6, 1e-6]
    assert axes.get_ylim()[0] < 1e-6
    assert axes.get_yscale() == "log"


def test_key_says_which_share_is_nearly_zero() -> None:
    assert key(panel(CASES)) == ["none: 0 % below 0.001", "L1: 75 % below 0.001"]
    assert key(panel(CASES, nearly_zero=0.2)) == ["none: 25 % below 0.2", "L1: 75 % below 0.2"]


def test_cases_differ_in_colour_or_stroke() -> None:
    axes = panel({str(number): [1.0] for number in range(20)})
    looks = {(drawn.get_color(), drawn.get_linestyle()) for drawn in axes.lines[:20]}
    assert len(looks) == 20


def test_matrices_are_taken_apart_and_what_is_not_finite_left_out() -> None:
    axes = panel({"case": np.array([[1.0, np.nan], [np.inf, 2.0]])})
    assert list(line(axes, "case").get_ydata()) == [2.0, 2.0, 1.0]


@pytest.mark.parametrize("weights", [[], [0.0], [np.nan], [1e300, 1e-300]], ids=str)
def test_odd_weights_are_drawn(weights: list[float]) -> None:
    panel({"$ a name of very great length, too long for any key": weights})


def test_no_case_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one case"):
        weight_sizes({})
