"""What is drawn of a model's certainty: the data of the artists, not pixels."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from lessonnet.figures import calibration_curve, confidence_histogram
from lessonnet.inference import Reliability, reliability
from tests.inference.answers import answered

NAN = np.nan
MODEL = Reliability(
    share=np.array([0, 0, 0.25, 0.75]),
    confidence=np.array([NAN, NAN, 0.6, 0.9]),
    accuracy=np.array([NAN, NAN, 0.8, 0.5]),
)
BOTH = pytest.mark.parametrize("draw", [calibration_curve, confidence_histogram])


def key(figure: Figure, panel: int = 0) -> list[str]:
    legend = figure.axes[panel].get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_calibration_curve_has_a_dot_for_each_bin_with_points() -> None:
    (dots,) = [a for a in calibration_curve(MODEL).axes[0].collections if isinstance(a, PathCollection)]
    assert np.asarray(dots.get_offsets()).tolist() == [[0.6, 0.8], [0.9, 0.5]]
    small, large = dots.get_sizes()
    assert small < large


def test_calibration_curve_shows_the_distance_from_the_diagonal() -> None:
    (gaps,) = [a for a in calibration_curve(MODEL).axes[0].collections if isinstance(a, LineCollection)]
    assert [segment.tolist() for segment in gaps.get_segments()] == [[[0.6, 0.6], [0.6, 0.8]], [[0.9, 0.9], [0.9, 0.5]]]


def test_calibration_curve_says_the_expected_calibration_error() -> None:
    # 0.25·|0.8 − 0.6| + 0.75·|0.5 − 0.9|
    assert key(calibration_curve(MODEL)) == ["expected calibration error 0.350"]


def test_histogram_has_a_bar_for_each_bin() -> None:
    bars = [a for a in confidence_histogram(MODEL).axes[0].patches if isinstance(a, StepPatch)]
    for bar in bars:
        assert bar.get_data().values.tolist() == [0, 0, 0.25, 0.75]
        assert bar.get_data().edges.tolist() == [0, 0.25, 0.5, 0.75, 1]


def test_histogram_marks_accuracy_and_mean_confidence() -> None:
    figure = confidence_histogram(MODEL)
    # 0.25·0.8 + 0.75·0.5 and 0.25·0.6 + 0.75·0.9
    assert key(figure) == ["accuracy 0.575", "mean confidence 0.825"]
    assert [line.get_xdata()[0] for line in figure.axes[0].lines] == pytest.approx([0.575, 0.825])


@BOTH
def test_models_stand_side_by_side_under_their_titles(draw: Callable[..., Figure]) -> None:
    figure = draw(MODEL, MODEL, titles=["one", "other"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["one", "other"]
    figure.savefig(io.BytesIO(), format="png")
    left, right = (axes.get_tightbbox() for axes in figure.axes)
    assert left is not None
    assert right is not None
    assert left.x1 <= right.x0


def test_histograms_side_by_side_have_the_same_scale() -> None:
    other = Reliability(share=np.array([0.5, 0.5]), confidence=np.array([0.4, 0.9]), accuracy=np.array([0.4, 0.9]))
    one, two = confidence_histogram(MODEL, other).axes
    assert one.get_ylim() == two.get_ylim()
    assert one.get_ylim()[1] > 0.75


@BOTH
def test_one_point_is_enough(draw: Callable[..., Figure]) -> None:
    one = np.array([1])
    draw(reliability(one, one, np.array([[0.0, 1.0]]))).savefig(io.BytesIO(), format="png")


@BOTH
@pytest.mark.parametrize(("models", "titles"), [(0, 0), (1, 2), (2, 1)])
def test_titles_must_be_as_many_as_models(draw: Callable[..., Figure], models: int, titles: int) -> None:
    with pytest.raises(ValueError, match=f"{models} models have {titles} titles"):
        draw(*[MODEL] * models, titles=["title"] * titles)


def quiz(slope: float) -> Reliability:
    """Row L18: slope·x1 + slope·x2 on fifty points at (1, 1) and fifty at (−1, −1), 12 % of them of the other class."""
    score = slope * np.repeat([2.0, -2.0], 50)
    second = 1 / (1 + np.exp(-score))
    usual = (score >= 0).astype(np.int64)
    classes = np.where(np.arange(100) % 50 < 6, 1 - usual, usual)
    return reliability(classes, usual, np.stack([1 - second, second], axis=1))


def test_histogram_shows_which_model_of_the_quiz_is_too_certain() -> None:
    figure = confidence_histogram(quiz(1), quiz(10), titles=["x1 + x2", "10x1 + 10x2"])
    assert key(figure, 0) == ["accuracy 0.880", "mean confidence 0.881"]
    assert key(figure, 1) == ["accuracy 0.880", "mean confidence 1.000"]


def test_calibration_curve_shows_which_model_of_the_quiz_is_too_certain() -> None:
    figure = calibration_curve(quiz(1), quiz(10))
    assert key(figure, 0) == ["expected calibration error 0.001"]
    assert key(figure, 1) == ["expected calibration error 0.120"]


def test_figures_of_many_classes_are_drawn_from_bins_alone() -> None:
    points = answered(20)
    model = reliability(points.classes, points.predicted, points.probabilities)
    assert key(calibration_curve(model)) == [f"expected calibration error {model.expected_calibration_error:.3f}"]
