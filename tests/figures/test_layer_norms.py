"""What is drawn of the layers of a network over the epochs: the data of the lines, not pixels."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from lessonnet.figures import layer_norms, unit_shares

NORMS = [[1e-5, 2e-5, 1e-6], [0.1, 0.2, 0.3], [1.0, 3.0, 2.0]]


def drawn(figure: Figure) -> Figure:
    figure.draw_without_rendering()
    return figure


def names(figure: Figure, panel: int = 0) -> list[str]:
    return [text.get_text() for text in figure.axes[panel].texts]


def test_each_layer_has_a_line_over_the_epochs() -> None:
    axes = drawn(layer_norms([0, 5, 10], NORMS)).axes[0]
    assert [list(line.get_ydata()) for line in axes.lines] == NORMS
    assert {tuple(line.get_xdata()) for line in axes.lines} == {(0, 5, 10)}
    assert axes.get_yscale() == "log"


def test_lines_are_named_at_their_ends_from_top_to_bottom() -> None:
    figure = drawn(layer_norms([0, 1, 2], NORMS))
    texts = sorted(figure.axes[0].texts, key=lambda text: -text.get_position()[1])
    assert [text.get_text() for text in texts] == ["layer 3", "layer 2", "layer 1"]


def test_names_do_not_overlap_where_lines_end_at_one_height() -> None:
    figure = drawn(layer_norms([0, 1], [[1.0, 1.0]] * 10))
    boxes = sorted((text.get_window_extent() for text in figure.axes[0].texts), key=lambda box: box.y0)
    assert len(boxes) == 10
    assert all(lower.y1 <= upper.y0 + 1 for lower, upper in pairwise(boxes))  # to a pixel


def test_some_of_very_many_layers_are_named_the_first_and_the_last_among_them() -> None:
    figure = drawn(layer_norms([0, 1], [[1.0, 1.0]] * 60))
    assert len(figure.axes[0].lines) == 60
    assert {"layer 1", "layer 60"} <= set(names(figure))
    assert len(names(figure)) < 20


def test_trainings_stand_side_by_side_on_one_scale() -> None:
    figure = drawn(layer_norms([0, 1, 2], {"sigmoid": NORMS, "relu": [[5.0, 6.0]]}, title="digits"))
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["sigmoid", "relu"]
    assert figure.get_suptitle() == "digits"
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert list(figure.axes[1].lines[0].get_xdata()) == [0, 1]  # one that ended early


def test_axis_says_what_has_the_norm() -> None:
    assert layer_norms([0], [[1.0]], what="weights").axes[0].get_ylabel() == "norm of the weights"


@pytest.mark.parametrize(
    ("norms", "name"),
    [
        ([1.0, 0.5, 0.0, 0.0], "layer 1: 0 from epoch 20"),
        ([0.0, 0.0, 0.0, 0.0], "layer 1: 0 from epoch 0"),
        ([1.0, 0.5, 1e-30, 0.0], "layer 1: below 10⁻¹⁶ from epoch 20"),
        ([1.0, 0.0, 0.5, 0.5], "layer 1"),
    ],
    ids=str,
)
def test_gradient_that_is_nothing_leaves_a_gap_and_its_name_says_since_when(norms: list[float], name: str) -> None:
    axes = drawn(layer_norms([0, 10, 20, 30], [norms, [1.0] * 4])).axes[0]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [norm if norm > 1e-16 else np.nan for norm in norms])
    assert axes.texts[0].get_text() == name
    assert axes.get_ylim()[0] > 0.1  # of 0.5 and 1, with some room: no dozen of empty decades


@pytest.mark.parametrize("norms", [[[1.0]], [[np.nan]], [[np.inf], [1.0]], [[0.0]], [[1e300], [1e-300]]], ids=str)
def test_odd_norms_are_drawn(norms: list[list[float]]) -> None:
    drawn(layer_norms([0], norms))


@pytest.mark.parametrize(("epochs", "norms"), [([], []), ([0], []), ([0], {}), ([0], [[1.0, 2.0]]), ([0], {"a": []})])
def test_norms_that_do_not_fit_are_refused(epochs: list[int], norms: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"at least one training|at most one for each"):
        layer_norms(epochs, norms)


def test_dead_and_saturated_units_have_a_panel_each() -> None:
    figure = drawn(unit_shares([0, 1], [[0.0, 0.5], [0.1, 0.2]], [[1.0, 1.0]]))
    assert [axes.get_ylabel() for axes in figure.axes] == ["dead units", "saturated units"]
    assert [list(line.get_ydata()) for line in figure.axes[0].lines] == [[0.0, 0.5], [0.1, 0.2]]
    assert [list(line.get_ydata()) for line in figure.axes[1].lines] == [[1.0, 1.0]]


def test_shares_lie_between_nothing_and_all() -> None:
    assert unit_shares([0, 1], [[0.01, 0.02]]).axes[0].get_ylim() == (0, 1)


@pytest.mark.parametrize("shares", [[[0.5]], [[np.nan]]], ids=str)
def test_one_epoch_of_units_is_enough(shares: list[list[float]]) -> None:
    drawn(unit_shares([0], dead=shares))


@pytest.mark.parametrize("epochs", [[], [0]])
def test_network_without_hidden_layers_has_no_units_to_show(epochs: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one hidden layer"):
        unit_shares(epochs, [], [])


def test_layers_go_by_names_of_their_own() -> None:
    figure = layer_norms([0, 1], [[0.1, 0.2], [0.3, 0.4]], layers=["body.0", "skip"])
    assert [line.get_label() for line in figure.axes[0].lines] == ["layer body.0", "layer skip"]


def test_each_training_has_names_of_its_own() -> None:
    norms = {"a": [[0.1, 0.2]], "b": [[0.1, 0.2], [0.3, 0.4]]}
    figure = layer_norms([0, 1], norms, layers={"a": ["1"], "b": ["body", "skip"]})
    labels = [[line.get_label() for line in axes.lines] for axes in figure.axes]
    assert labels == [["layer 1"], ["layer body", "layer skip"]]
