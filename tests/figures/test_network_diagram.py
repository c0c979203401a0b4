"""What is drawn of a network: the data of lines and nodes, not pixels."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba

from lessonnet.figures import network_diagram
from lessonnet.figures._signs import NEGATIVE, POSITIVE
from lessonnet.figures._style import color_of

AND = [np.array([[1.0], [-2.0]])]


def panel(*arguments: object, **options: object) -> Axes:
    figure = network_diagram(*arguments, **options)
    figure.draw_without_rendering()
    return figure.axes[0]


def weights_of(axes: Axes) -> LineCollection:
    (lines,) = [found for found in axes.collections if isinstance(found, LineCollection)]
    return lines


def nodes_of(axes: Axes) -> list[PathCollection]:
    """A collection for each column."""
    return [found for found in axes.collections if isinstance(found, PathCollection) and found.get_zorder() == 2]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def network(*widths: int, seed: int = 0) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [random.normal(size=shape) for shape in pairwise(widths)]


def test_line_is_as_wide_as_its_weight_and_has_the_colour_of_its_sign() -> None:
    lines = weights_of(panel(AND))
    widths = np.asarray(lines.get_linewidths())
    assert widths[1] == 2 * widths[0]  # sorted by size, so that the widest lies on top
    assert [to_hex(color) for color in lines.get_colors()] == [POSITIVE.lower(), NEGATIVE.lower()]


def test_line_leads_from_the_input_to_the_score() -> None:
    lines = weights_of(panel(AND))
    # Two inputs stand at ±½ and the one score at 0; the weight 1 belongs to the upper, first input.
    assert np.asarray(lines.get_segments()).tolist() == [[[0, 0.5], [1, 0]], [[0, -0.5], [1, 0]]]


def test_every_weight_of_a_small_network_has_a_line() -> None:
    assert len(weights_of(panel(network(2, 4, 3, 1))).get_segments()) == 2 * 4 + 4 * 3 + 3 * 1


def test_single_score_has_the_name_and_colour_of_the_second_class() -> None:
    axes = panel(AND, class_names=["rejected", "accepted"])
    assert "accepted" in texts(axes)
    assert "rejected" not in texts(axes)
    assert to_hex(nodes_of(axes)[-1].get_edgecolors()[0]) == color_of(1).lower()


def test_scores_have_the_names_and_colours_of_their_classes() -> None:
    axes = panel(network(2, 3), input_names=["a", "b"], class_names=["x", "y", "z"])
    assert texts(axes)[:5] == ["a", "b", "x", "y", "z"]
    assert [tuple(color) for color in nodes_of(axes)[-1].get_edgecolors()] == [to_rgba(color_of(c)) for c in range(3)]


def test_wide_layer_shows_the_twelve_nodes_with_the_largest_weights_and_counts_the_rest() -> None:
    weights = network(64, 3)
    weights[0][40:52] += 100
    axes = panel(weights, input_names=[str(d) for d in range(64)])
    assert texts(axes)[:12] == [str(d) for d in range(40, 52)]
    assert "64 inputs\n(52 not shown)" in texts(axes)
    assert len(weights_of(axes).get_segments()) == 12 * 3


def test_bias_is_a_mark_in_its_node_as_large_as_the_bias() -> None:
    axes = panel(network(2, 3, 1), [np.array([1.0, -4.0, 0.0]), np.array([2.0])])
    hidden, score = [found for found in axes.collections if isinstance(found, PathCollection) and found.zorder == 3]
    assert (np.asarray(hidden.get_sizes()) / score.get_sizes()[0]).tolist() == [0.5, 2, 0]
    assert [to_hex(color) for color in hidden.get_facecolors()][:2] == [POSITIVE.lower(), NEGATIVE.lower()]


def test_key_says_how_large_the_widest_line_is() -> None:
    legend = panel(AND).get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["w > 0", "w < 0", "widest |w| = 2"]


@pytest.mark.parametrize(
    "weights",
    [[np.zeros((2, 1))], [np.array([[np.nan], [np.inf]])], network(1, 1), network(*[4] * 30), network(30, 30, 30)],
    ids=["zeros", "not finite", "one weight", "29 layers", "wide"],
)
def test_odd_networks_are_drawn(weights: list[np.ndarray]) -> None:
    panel(
        weights, [np.zeros(layer.shape[1]) for layer in weights], input_names=["$a_1$ " * 20], class_names=["no", "$"]
    )


def test_weights_that_are_not_finite_are_dotted() -> None:
    lines = weights_of(panel([np.array([[np.nan], [1.0]])]))
    solid = (0, None)
    assert [style == solid for style in lines.get_linestyles()] == [False, True]


@pytest.mark.parametrize("weights", [[], [np.ones(3)], [np.ones((2, 3)), np.ones((2, 1))], [np.ones((0, 1))]], ids=str)
def test_layers_that_do_not_fit_are_refused(weights: list[np.ndarray]) -> None:
    with pytest.raises(ValueError, match="A network needs weights"):
        network_diagram(weights)
