"""What is drawn of a ranking: the data of the lines and the words of the key, not pixels."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn import metrics as oracle

from lessonnet.figures import precision_recall_curve, roc_curve
from lessonnet.figures._style import color_of
from tests.inference.answers import answered

BOTH = pytest.mark.parametrize("draw", [roc_curve, precision_recall_curve])
HALF_A_STEP = 0.5 / 1000 + 1e-12


def key(figure: Figure) -> list[str]:
    legend = figure.axes[0].get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def curves(figure: Figure) -> list[Line2D]:
    return [line for line in figure.axes[0].lines if line.get_label() != "chance"]


def area(line: Line2D) -> float:
    """Under a curve as it is drawn."""
    x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    if line.get_drawstyle() == "steps-pre":
        return float(np.sum(np.diff(x) * y[1:]))
    return float(np.trapezoid(y, x))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("count", [2, 4])
def test_roc_curves_are_scikit_learns(count: int, weighted: bool) -> None:
    points = answered(count)
    weights = points.weights if weighted else None
    lines = curves(roc_curve(points.classes, points.probabilities, points.names, weights=weights))
    shown = range(count) if count > 2 else [1]
    for c, line in zip(shown, lines, strict=True):
        positive, scores = points.classes == c, points.probabilities[:, c]
        x, y, _ = oracle.roc_curve(positive, scores, sample_weight=weights, drop_intermediate=False)
        drawn = np.stack([line.get_xdata(), line.get_ydata()], axis=1)
        distance = np.abs(drawn[:, None] - np.stack([x, y], axis=1)).max(axis=2)
        assert distance.min(axis=1).max() < 1e-12  # every vertex is one of scikit-learn's
        assert distance.min(axis=0).max() < 2 * HALF_A_STEP  # and those left out are within a step of one
        assert (drawn[0].tolist(), drawn[-1].tolist()) == ([0, 0], [1, 1])
        assert line.get_color() == color_of(c)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("count", [2, 4])
def test_key_has_scikit_learns_areas(count: int, weighted: bool) -> None:
    points = answered(count)
    weights = points.weights if weighted else None
    shown = range(count) if count > 2 else [1]
    pairs = [(points.classes == c, points.probabilities[:, c]) for c in shown]
    areas = [oracle.roc_auc_score(*pair, sample_weight=weights) for pair in pairs]
    averages = [oracle.average_precision_score(*pair, sample_weight=weights) for pair in pairs]
    given = (points.classes, points.probabilities, points.names)
    assert key(roc_curve(*given, weights=weights))[:-1] == [
        f"class {c}  AUC {area:.3f}" for c, area in zip(shown, areas, strict=True)
    ]
    found = key(precision_recall_curve(*given, weights=weights))
    assert found[: len(averages)] == [f"class {c}  AP {area:.3f}" for c, area in zip(shown, averages, strict=True)]


def test_areas_under_the_curves_as_drawn_are_the_numbers_in_the_key() -> None:
    points = answered(2, 5000)
    given = (points.classes, points.probabilities, points.names)
    positive, scores = points.classes == 1, points.probabilities[:, 1]
    (roc,), (recall,) = curves(roc_curve(*given)), curves(precision_recall_curve(*given))
    # Thinned to steps of a thousandth.
    assert area(roc) == pytest.approx(oracle.roc_auc_score(positive, scores), abs=1e-3)
    assert area(recall) == pytest.approx(oracle.average_precision_score(positive, scores), abs=2e-3)


@BOTH
def test_curve_of_very_many_points_has_few_vertices(draw: Callable[..., Figure]) -> None:
    generator = np.random.default_rng(0)
    classes = generator.integers(0, 2, 300_000)
    (line,) = curves(draw(classes, generator.normal(classes), ["no", "yes"]))
    assert 500 < len(line.get_xdata()) < 4000
    assert np.asarray(line.get_xdata())[-1] == 1


def test_chance_is_the_diagonal_and_the_share_of_the_class() -> None:
    classes, scores = np.array([0, 0, 0, 1]), np.array([0.1, 0.5, 0.3, 0.4])
    for draw, expected in ((roc_curve, [0, 1]), (precision_recall_curve, [0.25, 0.25])):
        (chance,) = [
            line for line in draw(classes, scores, ["no", "yes"]).axes[0].lines if line.get_label() == "chance"
        ]
        assert list(chance.get_ydata()) == expected


def test_precision_recall_curve_has_the_steps_worked_by_hand() -> None:
    figure = precision_recall_curve(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.3, 0.8]), ["no", "yes"])
    (line,) = curves(figure)
    assert list(line.get_xdata()) == [0, 0.5, 0.5, 1, 1]
    assert list(line.get_ydata()) == pytest.approx([1, 1, 1 / 2, 2 / 3, 2 / 4])


@BOTH
def test_at_most_ten_classes_have_a_curve_and_the_rest_are_named(draw: Callable[..., Figure]) -> None:
    points = answered(20)
    figure = draw(points.classes, points.probabilities, points.names)
    assert len(curves(figure)) == 10
    words = " ".join(key(figure)).replace("\N{NO-BREAK SPACE}", " ")
    listed = words[words.index("left out: ") :].removeprefix("left out: ")
    assert [name.strip() for name in listed.split(",")] == points.names[10:]
    looks = {(line.get_color(), line.get_linestyle()) for line in curves(figure)}
    assert len(looks) == 10


@BOTH
def test_very_many_classes_are_counted_instead_of_named(draw: Callable[..., Figure]) -> None:
    points = answered(100)
    assert "and 78 more" in " ".join(key(draw(points.classes, points.probabilities, points.names)))


@BOTH
def test_class_without_points_is_named(draw: Callable[..., Figure]) -> None:
    points = answered(3)
    kept = points.classes != 1
    figure = draw(points.classes[kept], points.probabilities[kept], points.names)
    assert len(curves(figure)) == 2
    assert "no points: class\N{NO-BREAK SPACE}1" in key(figure)


def test_class_that_has_all_points_has_no_roc_curve_and_is_named() -> None:
    figure = roc_curve(np.array([1]), np.array([0.3]), ["no", "yes"])
    assert curves(figure) == []
    assert key(figure) == ["chance", "all points are of: yes"]


def test_class_that_has_all_points_is_always_found_precisely() -> None:
    (line,) = curves(precision_recall_curve(np.array([1]), np.array([0.3]), ["no", "yes"]))
    assert list(line.get_ydata()) == [1, 1]


@BOTH
def test_points_of_weight_zero_draw_nothing(draw: Callable[..., Figure]) -> None:
    points = answered(3)
    kept = np.arange(len(points.classes)) % 3 > 0
    (one, *_), (other, *_) = (
        curves(draw(points.classes, points.probabilities, points.names, weights=kept.astype(float))),
        curves(draw(points.classes[kept], points.probabilities[kept], points.names)),
    )
    assert np.array_equal(one.get_xdata(), other.get_xdata())
    assert np.allclose(one.get_ydata(), other.get_ydata(), rtol=1e-12)


@BOTH
@pytest.mark.parametrize("count", [2, 20, 60])
def test_key_stays_inside_the_figure(draw: Callable[..., Figure], count: int) -> None:
    points = answered(count)
    figure = draw(points.classes, points.probabilities, [f"a name of very great length {c}" for c in range(count)])
    figure.savefig(io.BytesIO(), format="png")
    legend = figure.axes[0].get_legend()
    assert legend is not None
    box = legend.get_window_extent()
    assert figure.bbox.x0 <= box.x0
    assert box.x1 <= figure.bbox.x1
    assert figure.bbox.y0 <= box.y0
    assert box.x0 >= figure.axes[0].get_window_extent().x1 - 1  # beside the panel, to a pixel
