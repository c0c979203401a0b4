"""What is drawn of several trainings: the data of the lines, not pixels."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from lessonnet.figures import Case, compared_curves
from lessonnet.figures._style import FAINT


def history(*errors: float) -> list[dict[str, float]]:
    return [{"val_error": error, "train_accuracy": 0.5} for error in errors]


def scattered(axes: Axes) -> list[PathCollection]:
    return [found for found in axes.collections if isinstance(found, PathCollection)]


def drawn(*arguments: object, **options: object) -> Figure:
    figure = compared_curves(*arguments, **options)
    figure.draw_without_rendering()
    return figure


def test_each_case_has_a_line_with_its_name_at_the_end() -> None:
    axes = drawn({"low": history(0.9, 0.8), "high": history(0.5, 0.4, 0.3)}).axes[0]
    assert [(line.get_label(), list(line.get_ydata())) for line in axes.lines] == [
        ("low", [0.9, 0.8]),
        ("high", [0.5, 0.4, 0.3]),
    ]
    assert [text.get_text() for text in axes.texts] == ["low", "high"]


@pytest.mark.parametrize(
    ("against", "full", "batches"),
    [
        ("epoch", [1, 2], [1, 2]),
        ("step", [1, 2], [4, 8]),  # 100 points in batches of 32 are four steps, the last of four points
        ("computations", [100, 200], [100, 200]),
        ("seconds", [0.5, 1.0], [3.0, 6.0]),
    ],
)
def test_curves_stand_against_what_is_asked_for(against: str, full: list[float], batches: list[float]) -> None:
    cases = {
        "full": Case(history(0.9, 0.8), points=100, batch_size=None, seconds=1.0),
        "batches": Case(history(0.5, 0.4), points=100, batch_size=32, seconds=6.0),
    }
    lines = drawn(cases, against=against).axes[0].lines
    assert [list(line.get_xdata()) for line in lines] == [full, batches]


def test_steps_are_read_from_the_history_where_it_has_them() -> None:
    rows = [row | {"step": step} for row, step in zip(history(0.5, 0.4), (17, 34), strict=True)]
    assert list(drawn({"case": rows}, against="step").axes[0].lines[0].get_xdata()) == [17, 34]


def test_several_horizontal_axes_are_panels_and_the_last_has_the_names() -> None:
    case = Case(history(0.9, 0.8), points=10)
    figure = drawn({"case": case}, against=("epoch", "computations"), title="both")
    assert [axes.get_xlabel() for axes in figure.axes] == ["epoch", "computations: points fed through"]
    assert [len(axes.texts) for axes in figure.axes] == [0, 1]
    assert figure.get_suptitle() == "both"


def test_another_column_is_drawn_and_named() -> None:
    axes = drawn({"case": history(0.5)}, "train_accuracy").axes[0]
    assert axes.get_ylabel() == "training accuracy"
    assert list(axes.lines[0].get_ydata()) == [0.5]


def test_case_that_diverged_says_so_and_has_a_cross_where_it_was_last_seen() -> None:
    axes = drawn({"fine": history(0.5, 0.4, 0.3), "high": history(0.5, 0.6, np.nan)}).axes[0]
    assert [line.get_label() for line in axes.lines] == ["fine", "high (diverged)"]
    (cross,) = [found for found in scattered(axes) if found.get_label() != "_ends"]
    assert np.asarray(cross.get_offsets()).tolist() == [[2, 0.6]]


@pytest.mark.parametrize(("errors", "scale"), [([2.0, 0.07], "linear"), ([2.0, 0.06], "log"), ([0.5, 0.0], "linear")])
def test_errors_that_span_a_factor_of_thirty_have_a_logarithmic_axis(errors: list[float], scale: str) -> None:
    assert drawn({"case": history(*errors)}).axes[0].get_yscale() == scale


def test_errors_have_a_logarithmic_axis_on_request() -> None:
    assert drawn({"case": history(0.5, 0.4)}, log=True).axes[0].get_yscale() == "log"


def test_case_that_runs_away_leaves_the_panel_to_the_others() -> None:
    axes = drawn({"fine": history(0.9, 0.5), "high": history(1.0, 1e30)}).axes[0]
    assert axes.get_ylim()[1] < 10  # ten times the lower start, with its margin, is below ten


def test_trainings_of_very_different_length_have_a_logarithmic_axis() -> None:
    assert drawn({"a": history(*[0.5] * 3), "b": history(*[0.5] * 30)}).axes[0].get_xscale() == "log"


def test_fourteen_cases_are_drawn_and_the_rest_counted() -> None:
    axes = drawn({f"case {number}": history(0.5) for number in range(20)}, title="many").axes[0]
    assert len(axes.lines) == 14
    assert axes.get_title(loc="left") == "many (6 more cases not shown)"


@pytest.mark.parametrize("errors", [[], [0.5], [np.nan], [np.inf, np.inf], [0.0, 0.0]], ids=str)
def test_odd_histories_are_drawn(errors: list[float]) -> None:
    drawn({"$x_1$ with a name of very great length indeed": history(*errors), "other": history(0.5, 0.4)})
    drawn({"alone": history(*errors)})


@pytest.mark.parametrize("cases", [{}, {"a": [{"train_error": 0.5}]}], ids=["no case", "no such column"])
def test_nothing_to_draw_is_refused(cases: dict[str, list[dict[str, float]]]) -> None:
    with pytest.raises(ValueError, match="at least one case"):
        compared_curves(cases)


@pytest.mark.parametrize("against", ["step", "computations", "seconds"])
def test_case_without_what_the_axis_needs_is_refused(against: str) -> None:
    with pytest.raises(ValueError, match=against):
        compared_curves({"case": history(0.5)}, against=against)


def test_end_of_a_training_that_was_shorter_has_a_dot_and_a_dotted_grey_leader() -> None:
    axes = drawn({"short": history(0.9, 0.6), "long": history(0.9, 0.7, 0.4, 0.3)}).axes[0]
    (dot,) = scattered(axes)
    assert to_hex(dot.get_facecolor()[0]) == to_hex(axes.lines[0].get_color())
    at = axes.transAxes.transform(np.asarray(dot.get_offsets())[0])
    np.testing.assert_allclose(axes.transData.inverted().transform(at), [2, 0.6], rtol=1e-9)  # pixels in float64
    leaders = [found for found in axes.collections if isinstance(found, LineCollection)]
    (grey,) = [found for found in leaders if to_hex(found.get_color()[0]).upper() == FAINT]
    assert len(grey.get_segments()) == 1
    assert grey.get_linestyle()[0][1] is not None  # not solid


def test_trainings_of_one_length_need_no_leaders() -> None:
    assert scattered(drawn({"a": history(0.9, 0.6), "b": history(0.9, 0.7)}).axes[0]) == []


def test_curve_that_runs_along_another_is_dashed() -> None:
    shared = [0.9, 0.8, 0.7, 0.6]
    cases = {"first": history(*shared, 0.5, 0.4), "second": history(*shared, 0.3, 0.2), "other": history(*[0.1] * 6)}
    lines = drawn(cases).axes[0].lines
    assert [line.is_dashed() for line in lines] == [False, True, False]
