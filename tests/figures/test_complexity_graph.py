"""What is drawn of models of growing size: the data of the lines, not pixels."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lessonnet.figures import complexity_graph

SIZES = [1, 2, 4, 8]
TRAIN = [0.8, 0.5, 0.3, 0.1]
VAL = [0.9, 0.6, 0.5, 0.7]


def panel(*arguments: object, **options: object) -> Axes:
    figure = complexity_graph(*arguments, **options)
    figure.draw_without_rendering()
    return figure.axes[0]


def line(axes: Axes, label: str) -> Line2D:
    (found,) = [line for line in axes.lines if line.get_label() == label]
    return found


@pytest.mark.parametrize(("label", "errors"), [("training", TRAIN), ("validation", VAL)])
def test_curve_shows_each_error_at_its_size(label: str, errors: list[float]) -> None:
    drawn = line(panel(SIZES, TRAIN, VAL), label)
    assert list(drawn.get_xdata()) == SIZES
    assert list(drawn.get_ydata()) == errors


def test_doublings_are_equally_long() -> None:
    axes = panel(SIZES, TRAIN, VAL)
    steps = np.diff(axes.transData.transform([(size, 0.5) for size in SIZES])[:, 0])
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)  # of a few hundred pixels, in float64
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2", "4", "8"]


def test_size_of_the_lowest_validation_error_is_marked() -> None:
    assert set(line(panel(SIZES, TRAIN, VAL), "best: 4").get_xdata()) == {4}


def test_another_size_is_marked_on_request() -> None:
    assert set(line(panel(SIZES, TRAIN, VAL, marked=2), "best: 2").get_xdata()) == {2}


def test_several_trainings_of_a_size_are_dots_and_their_mean_a_line() -> None:
    val = [[0.8, 1.0], [0.5, 0.7], [0.5, 0.5], [0.6, 0.8]]
    axes = panel(SIZES, val, val)
    np.testing.assert_allclose(line(axes, "validation").get_ydata(), VAL, rtol=1e-12)
    offsets = np.asarray(axes.collections[-1].get_offsets())
    assert offsets[:, 1].tolist() == [error for errors in val for error in errors]


def test_training_that_diverged_is_left_out_of_the_mean() -> None:
    axes = panel([1, 2], [[0.5, np.inf], [np.nan, np.nan]], [[0.4, 0.6], [np.nan, 0.3]])
    np.testing.assert_array_equal(line(axes, "training").get_ydata(), [0.5, np.nan])
    assert "best: 2" in [drawn.get_label() for drawn in axes.lines]


def test_nothing_is_marked_where_nothing_is_finite() -> None:
    assert [drawn.get_label() for drawn in panel([1], [np.nan], [np.nan]).lines] == ["training", "validation"]


@pytest.mark.parametrize(("sizes", "errors"), [([], []), ([-1], [0.5]), ([1, 2], [0.5]), ([1], [[[0.5]]])])
def test_errors_that_do_not_fit_are_refused(sizes: list[int], errors: list[float]) -> None:
    with pytest.raises(ValueError, match="needs sizes"):
        complexity_graph(sizes, errors, errors)


def test_network_without_hidden_nodes_stands_one_step_left_of_the_first_size() -> None:
    axes = panel([0, 1, 2, 4], TRAIN, VAL)
    steps = np.diff(axes.transData.transform([(size, 0.5) for size in (0, 1, 2, 4)])[:, 0])
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)  # of a few hundred pixels, in float64
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "1", "2", "4"]
    assert list(line(axes, "training").get_xdata()) == [0, 1, 2, 4]
