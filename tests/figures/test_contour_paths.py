"""What is drawn of descents on maps and on reliefs: paths, marks, heights and titles, not pixels."""

import io

import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.contour import QuadContourSet
from mpl_toolkits.mplot3d.art3d import Line3D

from lessonnet.figures import Climb, contour_paths, surface_3d
from lessonnet.figures._contour_paths import END, LOWEST
from lessonnet.surfaces import ERROREST, KILIMANJERROR, REACH, REINERERROR, SURFACES, VES_OOPS_VIUS

PATHS = [torch.tensor([[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]), torch.tensor([[2.0, -2.0], [1.5, -1.0]])]


def lines(axes: Axes, marker: str) -> list[np.ndarray]:
    """Points of all lines with a marker, in the order of drawing."""
    return [np.asarray(line.get_xydata()) for line in axes.lines if line.get_marker() == marker]


def test_map_has_each_path_with_its_start_and_its_end() -> None:
    (axes,) = contour_paths(Climb(KILIMANJERROR, PATHS)).axes
    for drawn, path in zip(lines(axes, "."), PATHS, strict=True):
        np.testing.assert_array_equal(drawn, path.numpy())
    np.testing.assert_array_equal(np.concatenate(lines(axes, "o")), [[0.0, 0.0], [2.0, -2.0]])
    np.testing.assert_array_equal(np.concatenate(lines(axes, "D")), [[1.0, 1.0], [1.5, -1.0]])


def test_map_marks_lowest_points_and_traps() -> None:
    figure = contour_paths(Climb(REINERERROR, PATHS), Climb(KILIMANJERROR, PATHS))
    stars = [np.concatenate(lines(axes, "*")).tolist() for axes in figure.axes]
    assert stars == [[list(place) for place in surface.lowest] for surface in (REINERERROR, KILIMANJERROR)]
    assert lines(figure.axes[0], "x") == []
    assert np.concatenate(lines(figure.axes[1], "x")).tolist() == [list(place) for place in KILIMANJERROR.traps]


def test_key_below_the_maps_explains_the_marks_that_are_there() -> None:
    plain, trapped = contour_paths(Climb(ERROREST, PATHS)), contour_paths(Climb(KILIMANJERROR, PATHS))
    named = [[text.get_text() for text in figure.legends[0].get_texts()] for figure in (plain, trapped)]
    assert named == [["start", "end", "lowest point"], ["start", "end", "lowest point", "trap"]]


def test_labels_name_the_paths_in_their_colours() -> None:
    (axes,) = contour_paths(Climb(ERROREST, PATHS, ["sgd", "$adam$"])).axes
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["sgd", "$adam$"]
    colors = [line.get_color() for line in legend.get_lines()]
    assert colors == [line.get_color() for line in axes.lines if line.get_marker() == "."]
    assert len(set(colors)) == 2


def test_maps_without_labels_have_no_key_of_paths() -> None:
    (axes,) = contour_paths(Climb(ERROREST, PATHS)).axes
    assert axes.get_legend() is None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_labels_must_be_as_many_as_paths(count: int) -> None:
    labels = ["a", "b", "c"][:count]
    if count:
        with pytest.raises(ValueError, match=f"2 paths needs a label, got {count}"):
            Climb(ERROREST, PATHS, labels)
    else:
        Climb(ERROREST, PATHS, labels)


def test_titles_are_the_mountains_own_unless_told_otherwise() -> None:
    figure = contour_paths(*(Climb(surface, PATHS) for surface in SURFACES.values()), Climb(ERROREST, [], title="mine"))
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == [f"{surface.title}\n{surface.motto}" for surface in SURFACES.values()] + ["mine"]


def test_three_maps_stand_in_a_row() -> None:
    figure = contour_paths(*[Climb(ERROREST, PATHS)] * 5)
    places = [axes.get_subplotspec() for axes in figure.axes]
    assert [(spec.rowspan.start, spec.colspan.start) for spec in places if spec] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
    ]


def test_contour_lines_start_at_the_bottom_and_lie_closer_there() -> None:
    (axes,) = contour_paths(Climb(ERROREST, PATHS)).axes
    filled = next(one for one in axes.collections if isinstance(one, QuadContourSet))
    levels = np.asarray(filled.levels)
    # The grid has steps of 0.025, so its lowest point may lie 0.0125·√2 beside the minimum, across the valley.
    assert levels[0] == pytest.approx(ERROREST.bottom, abs=0.01)
    assert (np.diff(levels, 2) > 0).all()


def test_long_path_is_drawn_without_dots() -> None:
    (axes,) = contour_paths(Climb(ERROREST, [torch.zeros(200, 2)])).axes
    assert lines(axes, ".") == []


def test_points_that_are_not_finite_are_left_out() -> None:
    path = torch.tensor([[0.0, 0.0], [torch.nan, 1.0], [torch.inf, 1.0], [1.0, 1.0]])
    figure = contour_paths(Climb(ERROREST, [path]))
    np.testing.assert_array_equal(lines(figure.axes[0], ".")[0], [[0.0, 0.0], [1.0, 1.0]])
    figure.savefig(io.BytesIO())


def test_rows_of_a_stack_are_taken_by_their_first_two_numbers() -> None:
    rows = torch.cat([PATHS[0], torch.full((3, 30), torch.nan)], dim=1)
    (axes,) = contour_paths(Climb(ERROREST, [rows])).axes
    np.testing.assert_array_equal(lines(axes, ".")[0], PATHS[0].numpy())


def test_map_needs_a_climb() -> None:
    with pytest.raises(ValueError, match="at least one climb"):
        contour_paths()


def spatial(figure) -> list[np.ndarray]:  # type: ignore[no-untyped-def]
    """Points [F, 3] of all lines in space."""
    return [np.array(line.get_data_3d()).T for line in figure.axes[0].lines if isinstance(line, Line3D)]


def test_relief_carries_each_path_a_hair_above_its_heights() -> None:
    drawn = spatial(surface_3d(Climb(VES_OOPS_VIUS, PATHS)))
    for path in PATHS:
        (found,) = {
            tuple(map(tuple, one)) for one in drawn if len(one) == len(path) and (one[:, :2] == path.numpy()).all()
        }
        above = np.array(found)[:, 2] - VES_OOPS_VIUS.height(path.double()).numpy()
        assert (above > 0).all()
        assert above.max() < 0.02 * 1.2  # of the mountain's height, which is below 1.2 on the map


def test_relief_leaves_out_what_lies_beyond_the_map() -> None:
    path = torch.tensor([[0.0, 0.0], [REACH + 1, 0.0], [1.0, 0.0]])
    longest = max(spatial(surface_3d(Climb(ERROREST, [path]))), key=len)
    assert longest[:, :2].tolist() == [[0.0, 0.0], [1.0, 0.0]]


def test_relief_of_a_path_that_left_at_once_is_drawn() -> None:
    surface_3d(Climb(ERROREST, [torch.tensor([[9.0, 9.0]]), torch.empty(0, 2)])).savefig(io.BytesIO())


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_relief_shows_the_heights_of_the_whole_mountain_but_for_steep_corners(surface) -> None:  # type: ignore[no-untyped-def]
    (axes,) = surface_3d(Climb(surface, PATHS)).axes
    (ground,) = [one for one in axes.collections if isinstance(one, PolyCollection)]
    # Patches have corners of different number; where some are missing the memory is not set.
    is_set = np.broadcast_to(~np.asarray(ground._invalid_vertices), ground._faces.shape[:2])  # type: ignore[attr-defined]
    heights = ground._faces[is_set][:, 2]  # type: ignore[attr-defined]
    heights = heights[np.isfinite(heights)]
    assert heights.min() == pytest.approx(surface.bottom, abs=0.1)
    side = torch.linspace(-REACH, REACH, 121, dtype=torch.float64)
    y, x = torch.meshgrid(side, side, indexing="ij")
    share = float((surface.height(torch.stack([x, y], -1)) <= heights.max() + 1e-9).double().mean())
    assert share > 0.94


def test_relief_has_title_and_key() -> None:
    figure = surface_3d(Climb(KILIMANJERROR, PATHS, ["plain", "momentum"]))
    assert figure.get_suptitle() == f"{KILIMANJERROR.title}\n{KILIMANJERROR.motto}"
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["plain", "momentum"]


def test_lowest_point_of_a_crater_is_in_sight() -> None:
    (axes,) = surface_3d(Climb(VES_OOPS_VIUS, PATHS)).axes
    elevation, azimuth = np.radians([axes.elev, axes.azim])
    # One unit of the box is the whole range of an axis, times the axis's share of the box.
    towards = np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
    ranges = np.array([np.ptp(limits) for limits in (axes.get_xlim(), axes.get_ylim(), axes.get_zlim())])
    x, y = VES_OOPS_VIUS.lowest[0]
    start = np.array([x, y, float(VES_OOPS_VIUS.height(torch.tensor([x, y], dtype=torch.float64)))])
    sight = start + np.linspace(0.02, 0.5, 200)[:, None] * towards * ranges / axes.get_box_aspect()
    ground = VES_OOPS_VIUS.height(torch.from_numpy(sight[:, :2])).numpy()
    assert (sight[:, 2] > ground).all()


def test_lowest_point_is_seen_around_the_ends_that_lie_on_it() -> None:
    assert LOWEST["markersize"] > 3 * END["markersize"]
    (axes,) = contour_paths(Climb(VES_OOPS_VIUS, PATHS)).axes
    star, diamond = (next(one for one in axes.lines if one.get_marker() == mark) for mark in "*D")
    assert star.get_zorder() < diamond.get_zorder()
    assert star.get_markerfacecolor() != diamond.get_markerfacecolor()
