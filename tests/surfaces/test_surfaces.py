"""The five error surfaces: slopes against autograd and differences, and every minimum against SciPy's (row L26)."""

import numpy as np
import pytest
import torch
from scipy import optimize
from torch import Tensor

from lessonnet.surfaces import (
    ERROREST,
    EYJAFVILLAJOKULL,
    KIBO,
    KILIMANJERROR,
    MOAT,
    REACH,
    REINERERROR,
    RIM,
    SADDLE,
    SURFACES,
    VES_OOPS_VIUS,
    Surface,
)

each_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
MIDDLE = torch.tensor(VES_OOPS_VIUS.lowest[0], dtype=torch.float64)


def places(count: int = 200) -> Tensor:
    """Places all over the map and beyond it, float64 [count, 2]."""
    return torch.from_numpy(np.random.default_rng(0).uniform(-4, 4, (count, 2)))


def curvature(surface: Surface, place: tuple[float, float]) -> Tensor:
    """Eigenvalues of the second derivatives, by autograd."""
    at = torch.tensor(place, dtype=torch.float64)
    return torch.linalg.eigvalsh(torch.autograd.functional.hessian(surface.height, at))


def found_minima(surface: Surface, *, side: int) -> np.ndarray:
    """Where BFGS ends from a grid of starts all over the map, each place once."""

    def height_and_slope(place: np.ndarray) -> tuple[float, np.ndarray]:
        at = torch.from_numpy(place)
        return float(surface.height(at)), surface.slope(at).numpy()

    grid = np.linspace(-REACH, REACH, side)
    starts = [np.array([x, y]) for x in grid for y in grid]
    ends = [optimize.minimize(height_and_slope, start, jac=True, tol=1e-9).x for start in starts]
    return np.unique(np.round(ends, 4), axis=0)


@each_surface
def test_slope_equals_autograds(surface: Surface) -> None:
    at = places().requires_grad_()
    (expected,) = torch.autograd.grad(surface.height(at).sum(), at)
    torch.testing.assert_close(surface.slope(at.detach()), expected, rtol=1e-12, atol=1e-12)  # last bits


@each_surface
def test_slope_equals_finite_differences(surface: Surface) -> None:
    at, step = places(), 1e-6
    for axis in (0, 1):
        way = torch.zeros(2, dtype=torch.float64)
        way[axis] = step
        difference = (surface.height(at + way) - surface.height(at - way)) / (2 * step)
        # Central differences err by h²·f‴/6, of a rounded height by 1e-16·h/step.
        torch.testing.assert_close(surface.slope(at)[:, axis], difference, rtol=1e-6, atol=1e-7)


@each_surface
def test_heights_of_many_places_are_those_of_each(surface: Surface) -> None:
    at = places(12).view(3, 4, 2)
    assert surface.height(at).shape == (3, 4)
    assert surface.slope(at).shape == (3, 4, 2)
    for i, j in np.ndindex(3, 4):
        # A batch may be computed by vector instructions, which round otherwise.
        torch.testing.assert_close(surface.height(at)[i, j], surface.height(at[i, j]), rtol=1e-14, atol=1e-15)


@each_surface
def test_height_is_never_negative(surface: Surface) -> None:
    assert bool((surface.height(places(5000)) >= 0).all())
    assert surface.bottom >= 0


@each_surface
def test_known_minima_are_flat_and_curved_upwards(surface: Surface) -> None:
    for place in (*surface.lowest, *surface.traps):
        slope = surface.slope(torch.tensor(place, dtype=torch.float64))
        assert slope.abs().max() < 1e-14  # the places are rounded to float64, curvatures are below 20
        assert curvature(surface, place).min() > 0


@each_surface
def test_lowest_points_have_one_height_and_traps_are_higher(surface: Surface) -> None:
    heights = [float(surface.height(torch.tensor(place, dtype=torch.float64))) for place in surface.lowest]
    assert heights == pytest.approx([surface.bottom] * len(heights), abs=1e-15)
    for trap in surface.traps:
        assert float(surface.height(torch.tensor(trap, dtype=torch.float64))) > surface.bottom + 0.1


@pytest.mark.parametrize("surface", [ERROREST, KILIMANJERROR, REINERERROR], ids=lambda surface: surface.name)
def test_known_minima_are_all_that_scipy_finds(surface: Surface) -> None:
    found = found_minima(surface, side=11)
    # SciPy stops at a slope of 1e-9; an unstable start on a ridge may end there too, and is no minimum.
    is_minimum = [bool(curvature(surface, tuple(place)).min() > 0) for place in found]
    assert is_minimum == [True] * len(found)
    known = np.unique(np.round((*surface.lowest, *surface.traps), 4), axis=0)
    np.testing.assert_array_equal(found, known)


def test_minima_of_ves_oops_vius_are_the_middle_and_the_moat() -> None:
    ways = np.linalg.norm(found_minima(VES_OOPS_VIUS, side=9) - MIDDLE.numpy(), axis=1)
    assert set(np.round(ways, 3)) == {0.0, round(MOAT, 3)}


def test_rim_of_ves_oops_vius_is_the_highest_point_on_the_way_to_the_moat() -> None:
    ways = torch.linspace(0, MOAT, 100_001, dtype=torch.float64)
    heights = VES_OOPS_VIUS.height(MIDDLE + torch.stack([ways, torch.zeros_like(ways)], dim=1))
    assert float(ways[heights.argmax()]) == pytest.approx(RIM, abs=3e-5)  # half of the grid's step


def test_minima_of_eyjafvillajokull_are_those_of_one_axis_times_those_of_the_other() -> None:
    # h(x, y) = f(x − 1.8) + f(y + 1.5): a minimum of both is a minimum.
    at = np.linspace(-6, 6, 240_001)
    height = 0.15 * at**2 + 0.05 * (1 - np.cos(4 * np.pi * at))
    inner = at[1:-1][(height[1:-1] < height[:-2]) & (height[1:-1] < height[2:])]
    expected = [inner[(inner + low > -REACH) & (inner + low < REACH)] + low for low in EYJAFVILLAJOKULL.lowest[0]]
    grid = np.array([[x, y] for x in expected[0] for y in expected[1]])
    slopes = EYJAFVILLAJOKULL.slope(torch.from_numpy(grid))
    assert len(grid) > 30
    assert float(slopes.abs().max()) < 8 * 5e-5  # curvature times the step of the grid
    assert min(float(curvature(EYJAFVILLAJOKULL, tuple(place)).min()) for place in grid[::7]) > 0


def test_saddle_of_reinererror_is_flat_and_no_minimum() -> None:
    assert torch.equal(REINERERROR.slope(torch.tensor(SADDLE, dtype=torch.float64)), torch.zeros(2).double())
    assert (curvature(REINERERROR, SADDLE) > 0).tolist() == [False, True]


def test_valley_of_errorest_is_150_times_as_steep_across_as_along() -> None:
    along, across = curvature(ERROREST, ERROREST.lowest[0]).tolist()
    assert across / along == pytest.approx(150, rel=1e-12)


def test_errorest_is_convex() -> None:
    assert min(float(curvature(ERROREST, tuple(place)).min()) for place in places(100).tolist()) > 0


def test_lowest_point_of_kilimanjerror_is_kibo() -> None:
    grid = torch.linspace(-REACH, REACH, 1201, dtype=torch.float64)
    x, y = torch.meshgrid(grid, grid, indexing="ij")
    heights = KILIMANJERROR.height(torch.stack([x, y], dim=-1))
    place = divmod(int(heights.argmin()), len(grid))
    assert [float(grid[i]) for i in place] == pytest.approx(KIBO, abs=0.0025 + 1e-12)  # half of the grid's step
    assert float(heights.min()) >= KILIMANJERROR.bottom


def test_names_and_titles_keep_the_jokes() -> None:
    assert [surface.title for surface in SURFACES.values()] == [
        "Mount Errorest",
        "Mount Kilimanjerror",
        "Mount Reinererror",
        "Mount Ves-oops-vius",
        "Eyjafvillajökull",
    ]
