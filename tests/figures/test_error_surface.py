"""What is drawn of an error surface: the data of contours and path, not pixels."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.contour import QuadContourSet

from lessonnet.figures import error_surface

X, Y = np.linspace(-2, 2, 41), np.linspace(-1, 1, 21)
BOWL = 0.5 + X**2 + 4 * Y[:, None] ** 2
PATH = np.array([[1.5, 0.5], [0.5, 0.2], [0.0, 0.0]])


def panel(*arguments: object, **options: object) -> Axes:
    figure = error_surface(*arguments, **options)
    figure.draw_without_rendering()
    return figure.axes[0]


def contours(axes: Axes) -> QuadContourSet:
    (lines,) = [found for found in axes.collections if isinstance(found, QuadContourSet) and not found.filled]
    return lines


def test_path_is_drawn_with_its_start_and_its_end() -> None:
    path, start, end = panel(X, Y, BOWL, PATH).lines
    assert path.get_xydata().tolist() == PATH.tolist()
    assert start.get_xydata().tolist() == [[1.5, 0.5]]
    assert end.get_xydata().tolist() == [[0.0, 0.0]]


def test_key_tells_start_from_end() -> None:
    legend = panel(X, Y, BOWL, PATH).get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["descent", "start", "end"]


def test_contour_lines_lie_at_their_height() -> None:
    lines = contours(panel(X, Y, BOWL, PATH))
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        points = path.vertices
        # Interpolated linearly between grid points 0.1 apart, where the curvature is at most 8: 8 · 0.1² / 8.
        assert np.abs(0.5 + points[:, 0] ** 2 + 4 * points[:, 1] ** 2 - level).max(initial=0) < 0.011


def test_rows_of_heights_belong_to_the_vertical_axis() -> None:
    axes = panel(X, Y, BOWL, PATH)
    assert (axes.get_xlim(), axes.get_ylim()) == ((-2, 2), (-1, 1))


@pytest.mark.parametrize(("lowest", "is_log"), [(0.5, True), (50.0, False), (0.0, False)])
def test_heights_that_span_a_decade_have_levels_of_equal_ratios(lowest: float, is_log: bool) -> None:
    filled, *_ = [found for found in panel(X, Y, BOWL - 0.5 + lowest, PATH).collections if hasattr(found, "levels")]
    assert isinstance(filled.norm, LogNorm) == is_log


def test_points_of_the_path_that_are_not_finite_are_left_out() -> None:
    path, *_ = panel(X, Y, BOWL, [[1.0, 0.5], [np.nan, 0.0], [0.5, 0.0]]).lines
    assert path.get_xydata().tolist() == [[1.0, 0.5], [0.5, 0.0]]


@pytest.mark.parametrize(
    "heights",
    [np.zeros_like(BOWL), np.full_like(BOWL, np.nan), np.where(BOWL > 3, np.inf, BOWL), np.where(BOWL > 5, 1e30, 1.0)],
    ids=["flat", "nan", "infinite walls", "cliff"],
)
@pytest.mark.parametrize("path", [np.empty((0, 2)), PATH[:1], PATH], ids=["no path", "one point", "path"])
def test_odd_surfaces_are_drawn(heights: np.ndarray, path: np.ndarray) -> None:
    panel(X, Y, heights, path)


@pytest.mark.parametrize(
    ("heights", "path"), [(BOWL.T, PATH), (BOWL, PATH[:, :1]), (BOWL[:1], PATH)], ids=["turned", "column", "row"]
)
def test_heights_that_do_not_fit_are_refused(heights: np.ndarray, path: np.ndarray) -> None:
    with pytest.raises(ValueError, match="Heights over"):
        error_surface(X, Y, heights, path)
