"""What is drawn of a plane: the data of the artists, not pixels."""

from itertools import combinations

import numpy as np
import pytest
import torch
from matplotlib import pyplot
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from lessonnet.figures import Plane, decision_boundary
from lessonnet.figures._style import CLASS_COLORS, color_of, marker_of, tint_of

POINTS = torch.tensor([[0.0, 0.0], [0.0, 10.0], [10.0, 0.0], [10.0, 10.0], [9.0, 1.0]], dtype=torch.float64)
CLASSES = torch.tensor([0, 0, 1, 1, 1])
# Contour lines are interpolated linearly between grid points, which is exact for a linear score but for rounding.
EXACT = 1e-9


def admissions_score(x: torch.Tensor) -> torch.Tensor:
    """Row L1's own line."""
    return 2 * x[:, :1] + x[:, 1:] - 18


def three_scores(x: torch.Tensor) -> torch.Tensor:
    """Three classes whose regions meet at (5, 5)."""
    return torch.stack([x[:, 0], x[:, 1], 15 - x.sum(1)], dim=1)


def two_nodes(x: torch.Tensor) -> torch.Tensor:
    return torch.stack([x[:, 0] - 3, x.sum(1) - 9], dim=1)


def drawn(**options: object) -> Figure:
    return decision_boundary(Plane(**{"scores": admissions_score, "points": POINTS, "classes": CLASSES, **options}))


def lines_of(figure: Figure) -> list[np.ndarray]:
    """The vertices of each line that is drawn over the grid, without the breaks between its pieces."""
    contours = [artist for artist in figure.axes[0].collections if isinstance(artist, ContourSet)]
    return [np.concatenate([path.vertices for path in contour.get_paths()]) for contour in contours]


def scattered(figure: Figure) -> list[PathCollection]:
    return [artist for artist in figure.axes[0].collections if isinstance(artist, PathCollection)]


def tint_at(figure: Figure, x: float, y: float) -> tuple[float, ...]:
    (image,) = figure.axes[0].images
    pixels = np.asarray(image.get_array())
    left, right, bottom, top = image.get_extent()
    row = int((y - bottom) / (top - bottom) * pixels.shape[0])
    column = int((x - left) / (right - left) * pixels.shape[1])
    return tuple(pixels[row, column].tolist())


@pytest.mark.parametrize(("x", "y", "predicted"), [(1, 1, 0), (9, 9, 1), (8.9, 0, 0), (9.1, 0, 1), (4, 10.2, 1)])
def test_region_has_the_tint_of_the_predicted_class(x: float, y: float, predicted: int) -> None:
    assert tint_at(drawn(), x, y) == pytest.approx(tint_of(predicted), abs=1e-6)  # float32 pixels


def test_region_of_score_zero_belongs_to_the_second_class() -> None:
    figure = drawn(scores=lambda x: torch.zeros(len(x), 1))
    assert tint_at(figure, 5, 5) == pytest.approx(tint_of(1), abs=1e-6)


@pytest.mark.parametrize(("x", "y", "predicted"), [(9, 2, 0), (2, 9, 1), (1, 1, 2)])
def test_region_has_the_tint_of_the_largest_score_when_classes_are_several(x: float, y: float, predicted: int) -> None:
    assert tint_at(drawn(scores=three_scores), x, y) == pytest.approx(tint_of(predicted), abs=1e-6)


def test_boundary_lies_where_the_score_is_zero() -> None:
    (line,) = lines_of(drawn())
    assert np.abs(2 * line[:, 0] + line[:, 1] - 18).max() < EXACT


def test_boundary_crosses_the_whole_plane() -> None:
    (line,) = lines_of(drawn())
    assert line[:, 1].min() < 0
    assert line[:, 1].max() > 10


def test_boundaries_lie_where_the_two_largest_scores_are_equal_when_classes_are_several() -> None:
    lines = np.concatenate(lines_of(drawn(scores=three_scores)))
    second, first = torch.sort(three_scores(torch.tensor(lines)), dim=1).values[:, 1:].T
    # Where three regions meet the lead is bent inside one cell of the grid, 0.029 wide.
    assert float((first - second).max()) < 0.06
    assert float((first - second).median()) < EXACT


def test_boundary_is_left_out_when_one_class_is_predicted_everywhere() -> None:
    assert lines_of(drawn(scores=lambda x: torch.ones(len(x), 1))) == []


@pytest.mark.parametrize("c", [0, 1])
def test_points_stand_where_they_are_in_the_colour_of_their_class(c: int) -> None:
    own = scattered(drawn())[c]
    assert np.array_equal(np.asarray(own.get_offsets()), POINTS[c == CLASSES].numpy())
    assert to_hex(own.get_facecolor()[0]).upper() == CLASS_COLORS[c]


def test_class_keeps_its_colour_when_others_are_absent() -> None:
    (only,) = scattered(drawn(classes=torch.full((5,), 2), scores=three_scores))
    assert to_hex(only.get_facecolor()[0]).upper() == CLASS_COLORS[2]


def test_forty_two_classes_differ_in_colour_or_marker() -> None:
    assert len({(color_of(c), marker_of(c)) for c in range(42)}) == 42


def test_plane_reaches_beyond_the_points_by_the_margin() -> None:
    (image,) = drawn(margin=0.5).axes[0].images
    # Half a pixel more: pixels are centred on grid points, 401 of them over 20 units.
    assert image.get_extent() == pytest.approx((-5.025, 15.025, -5.025, 15.025), abs=1e-9)


def test_plane_has_room_around_points_of_one_value() -> None:
    (image,) = drawn(points=torch.tensor([[2.0, 0.0], [2.0, 1.0]]), classes=torch.tensor([0, 1])).axes[0].images
    left, right = image.get_extent()[:2]
    assert left < 1.01
    assert right > 2.99


def test_hidden_lines_lie_where_each_node_scores_zero() -> None:
    first, second = lines_of(drawn(hidden_scores=two_nodes))[:2]
    assert np.abs(first[:, 0] - 3).max() < EXACT
    assert np.abs(second.sum(1) - 9).max() < EXACT


def test_hidden_lines_are_left_out_unless_asked() -> None:
    assert len(lines_of(drawn())) == 1
    assert len(lines_of(drawn(hidden_scores=two_nodes))) == 3


def test_key_names_the_classes_and_the_hidden_nodes() -> None:
    legend = drawn(class_names=["rejected", "accepted"], hidden_scores=two_nodes).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["rejected", "accepted", "hidden nodes"]


def test_axes_are_named_after_the_features() -> None:
    (axes,) = drawn(feature_names=["test", "grades"]).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("test", "grades")


def test_planes_stand_side_by_side_under_their_titles() -> None:
    planes = [Plane(admissions_score, POINTS, CLASSES, title=title) for title in ("one", "two", "three")]
    assert [axes.get_title(loc="left") for axes in decision_boundary(*planes).axes] == ["one", "two", "three"]


def test_figure_belongs_to_no_window() -> None:
    drawn()
    assert pyplot.get_fignums() == []


def test_network_needs_no_gradient_to_be_drawn() -> None:
    layer = torch.nn.Linear(2, 1, dtype=torch.float64)
    drawn(scores=layer)
    assert layer.weight.grad is None


def test_names_with_dollar_signs_are_drawn_as_they_are():
    # As mathematics they could not be drawn at all: matplotlib knows no such command.
    name = r"$\nothing$"
    figure = drawn(class_names=[name, "b"], feature_names=(name, name), title=name)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (entry, _) = axes.get_legend().get_texts()
    assert [axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel(), entry.get_text()] == [name] * 4


def many_scores(x: torch.Tensor) -> torch.Tensor:
    """Nine classes in strips along x1, borders at 0, 1.25, 2.5 …: each is nearest to the middle of its strip."""
    middles = torch.arange(9, dtype=x.dtype) * 1.25 - 0.625
    return -((x[:, :1] - middles) ** 2)


NINE = [f"class {c}" for c in range(9)]


def test_classes_that_are_too_many_for_a_key_are_named_in_their_regions() -> None:
    (axes,) = drawn(scores=many_scores, class_names=NINE).axes
    assert axes.get_legend() is None
    named = {text.get_text(): torch.tensor([text.get_position()], dtype=torch.float64) for text in axes.texts}
    assert sorted(named) == NINE
    assert all(int(many_scores(at).argmax()) == NINE.index(name) for name, at in named.items())


def test_names_in_regions_do_not_overlap() -> None:
    figure = drawn(scores=many_scores, class_names=NINE)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("names", [["a", "b"], ["a long name", "another long name", "a third name of some length"]])
def test_key_is_as_wide_as_the_figure_at_most(names: list[str]) -> None:
    figure = drawn(scores=three_scores, class_names=names)
    figure.draw_without_rendering()
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert legend.get_window_extent().x1 <= figure.bbox.x1


def test_note_stands_once_below_all_panels_and_a_title_above() -> None:
    plane = Plane(admissions_score, POINTS, CLASSES, title="epoch 1", note="the others at their means")
    figure = decision_boundary(plane, plane, title="iris")
    assert (figure.get_suptitle(), figure.get_supxlabel()) == ("iris", "the others at their means")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("title", "note"), [("", ""), ("iris", ""), ("iris", "the others at their means")])
def test_nothing_is_cut_at_an_edge(title: str, note: str) -> None:
    plane = Plane(admissions_score, POINTS, CLASSES, ["a", "b"], title="epoch 1", note=note)
    figure = decision_boundary(plane, plane, title=title)
    figure.draw_without_rendering()
    boxes = [artist.get_window_extent() for axes in figure.axes for artist in (axes.xaxis.label, axes.title)]
    assert min(box.y0 for box in boxes) >= 0
    assert max(box.y1 for box in boxes) <= figure.bbox.y1
