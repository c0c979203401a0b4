"""What is drawn of a sweep's effects: the data of points and means, not pixels."""

import io
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import ErrorbarContainer

from lessonnet.figures import effects

WORDS = [("tanh", 0.4), ("relu", 0.2), ("tanh", 0.8), ("step", 0.9)]


def panel(*values: float, jobs: int = 1) -> Axes:
    (axes,) = effects({"key": [(value, 0.5) for value in values for _ in range(jobs)]}, "error").axes
    return axes


def points(axes: Axes) -> np.ndarray:
    (dots,) = [found for found in axes.collections if isinstance(found, PathCollection)]
    return np.asarray(dots.get_offsets())


def means(axes: Axes) -> ErrorbarContainer:
    (container,) = axes.containers
    assert isinstance(container, ErrorbarContainer)
    return container


def bars(axes: Axes) -> np.ndarray:
    """Lower and upper ends [values, 2]."""
    (lines,) = means(axes).lines[2]
    return np.array([segment[:, 1] for segment in lines.get_segments()])


def test_each_swept_key_has_a_panel_with_its_name() -> None:
    figure = effects({"optimizer.lr": [(0.1, 0.5)], "$a_b^2$": WORDS}, "validation error")
    assert [axes.get_xlabel() for axes in figure.axes] == ["optimizer.lr", "$a_b^2$"]
    assert figure.axes[0].get_ylabel() == "validation error"
    figure.savefig(io.BytesIO(), format="png")  # no mathematics in names


def test_means_and_bars_equal_numpys() -> None:
    errors = np.random.default_rng(0).uniform(size=(3, 8))
    values = np.array([0.25, 0.5, 1.0])
    shuffled = [(float(values[v]), float(errors[v, j])) for j in range(8) for v in (2, 0, 1)]
    (axes,) = effects({"momentum": shuffled}, "error").axes
    line = means(axes).lines[0]
    assert list(line.get_xdata()) == list(values)
    mean, deviation = errors.mean(axis=1), errors.std(axis=1, ddof=1)
    # The same float64 sums in another order
    np.testing.assert_allclose(line.get_ydata(), mean, rtol=1e-14)
    np.testing.assert_allclose(bars(axes), np.stack([mean - deviation, mean + deviation], axis=1), rtol=1e-14)
    assert line.get_linestyle() == "-"


def test_value_of_one_job_has_no_bar() -> None:
    assert (bars(panel(1, 2)) == 0.5).all()


def test_each_job_is_a_point_at_its_height() -> None:
    errors = np.linspace(0, 1, 12)
    (axes,) = effects({"key": [(float(n % 3), float(error)) for n, error in enumerate(errors)]}, "error").axes
    assert list(points(axes)[:, 1]) == list(errors)
    # Moved by at most a tenth of the gap between values
    assert (np.abs(points(axes)[:, 0] - np.arange(12) % 3) <= 0.1).all()


def test_points_of_one_value_stand_apart() -> None:
    x = np.sort(points(panel(1, 2, jobs=10))[:, 0])
    # Ten multiples of the golden ratio lie at least 1/34 of a circle apart (Fibonacci numbers); the width is 0.2.
    assert np.diff(x).min() > 0.2 / 34
    assert np.array_equal(points(panel(1, 2, jobs=10)), points(panel(1, 2, jobs=10)))


def test_point_that_is_alone_at_its_value_stays_there() -> None:
    # Through the logarithm and back: a few roundings
    np.testing.assert_allclose(points(panel(0.01, 0.1, 1.0))[:, 0], [0.01, 0.1, 1.0], rtol=1e-14)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0.1, 3.0], "log"),
        ([0.1, 2.9], "linear"),
        ([-1.0, 100.0], "linear"),
        ([0.0, 1e-4, 1e-3], "symlog"),
        ([0.0, 0.01], "linear"),
        ([0.0, 0.2, 0.5], "linear"),
        (list(range(50)), "linear"),
        ([0.0], "linear"),
        ([-2.0, -1.0], "linear"),
    ],
)
def test_scale_fits_the_values(values: list[float], scale: str) -> None:
    assert panel(*values).get_xscale() == scale


def test_words_stand_in_the_order_in_which_they_come() -> None:
    (axes,) = effects({"activation": WORDS}, "error").axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["tanh", "relu", "step"]
    line = means(axes).lines[0]
    assert list(line.get_xdata()) == [0, 1, 2]
    np.testing.assert_allclose(line.get_ydata(), [0.6, 0.2, 0.9])
    assert line.get_linestyle() == "None"


def test_few_values_are_the_ticks_of_their_axis() -> None:
    axes = panel(0.03, 0.3, 1.0)
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0.03", "0.3", "1"]
    assert list(axes.get_xticks()) == [0.03, 0.3, 1.0]


@pytest.mark.parametrize(
    "values",
    [[0.001, 0.0011, 1], [0, 1e-5, 1e-4, 1e-3], [1, 1.001, 1.002, 9], ["[128,128,128]", "[64,64,64]", "[8,8,8]"]],
    ids=str,
)
def test_no_two_labels_overlap(values: list[float | str]) -> None:
    figure = effects({f"key {n}": [(value, 0.5) for value in values] for n in range(3)}, "error")
    figure.savefig(io.BytesIO(), format="png")
    left, right = figure.axes[0].get_xlim()
    labels = zip(figure.axes[0].get_xticks(), figure.axes[0].get_xticklabels(), strict=True)
    boxes = [label.get_window_extent() for at, label in labels if left <= at <= right]
    assert not any(a.overlaps(b) for a, b in pairwise(boxes))


def test_panels_share_the_vertical_axis() -> None:
    axes = effects({"a": [(1, 0.0), (2, 1.0)], "b": [(1, 0.5)], "c": WORDS, "d": [(1, 7.0)]}, "error").axes
    assert len({one.get_ylim() for one in axes}) == 1
    assert axes[0].get_ylim()[1] > 7


def test_six_panels_are_drawn_and_the_rest_named() -> None:
    figure = effects({f"key_{n}": [(1.0, 0.5)] for n in range(11)}, "error")
    assert [axes.get_xlabel() for axes in figure.axes] == [f"key_{n}" for n in range(6)]
    assert figure.get_supxlabel() == "not shown: key_6, key_7, key_8 and 2 more"


def test_key_of_very_many_values_has_points_alone() -> None:
    axes = panel(*range(21))
    assert not axes.containers
    assert len(points(axes)) == 21
    assert len(panel(*range(20)).containers) == 1


def test_every_nth_of_very_many_words_is_written() -> None:
    (axes,) = effects({"key": [(f"word {n}", 0.5) for n in range(41)]}, "error").axes
    assert [text.get_text() for text in axes.get_xticklabels()][:2] == ["word 0", "word 3"]


@pytest.mark.parametrize("values", [{}, {"a": [(1.0, 0.5)], "b": []}], ids=["no key", "no job"])
def test_nothing_to_draw_is_refused(values: dict[str, list[tuple[str | float, float]]]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        effects(values, "error")


@pytest.mark.parametrize(("errors", "lowest"), [([0.1, 0.1, 1.0], 0.0), ([-0.1, 0.1, 1.0], -0.2526)])
def test_bars_of_errors_end_at_zero(errors: list[float], lowest: float) -> None:
    # Mean and deviation of 0.1, 0.1, 1: 0.4 and 0.52. Of −0.1, 0.1, 1: 1/3 and √0.34333 = 0.5859.
    (axes,) = effects({"key": [(1.0, error) for error in errors] + [(2.0, 0.5)]}, "error").axes
    assert bars(axes)[0, 0] == pytest.approx(lowest, abs=1e-4)  # four digits
