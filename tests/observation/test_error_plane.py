"""The plane of a descent's path, and the error over it."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import Tensor
from torch.func import functional_call

from lessonnet.nn import DenseNetwork, Layout, PerceptronCriterion, Tanh, cross_entropy, encode
from lessonnet.observation import error_plane

NETWORK = DenseNetwork(3, [5], 4, Tanh())
LAYOUT = Layout(NETWORK)


@pytest.fixture
def points() -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    return torch.randn(40, 3, generator=random).double(), torch.randint(0, 4, (40,), generator=random)


@pytest.fixture
def rows() -> Tensor:
    """A crooked path of weights that comes to rest."""
    random = torch.Generator().manual_seed(1)
    return torch.randn(9, LAYOUT.size, generator=random).double().cumsum(0).flip(0)


def error_at(row_P: Tensor, points: tuple[Tensor, Tensor]) -> float:
    """By the network's own forward pass."""
    x, classes = points
    parameters = {name: view[0] for name, view in LAYOUT.views(row_P[None]).items()}
    scores = functional_call(NETWORK, parameters, (x,))
    return float(torch.nn.functional.cross_entropy(scores, classes))


def directions(rows: Tensor) -> np.ndarray:
    """By scikit-learn, around the last row: each row stands beside its mirror image, so that the mean is there."""
    moves = (rows - rows[-1]).numpy()
    return PCA(2, svd_solver="full").fit(np.concatenate([moves, -moves])).components_


def test_path_is_projected_onto_its_main_directions(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    plane = error_plane(NETWORK, cross_entropy(4), *points, rows, side=3)
    expected = (rows - rows[-1]).numpy() @ directions(rows).T
    expected *= np.where(expected[0] < 0, -1, 1)  # the start lies to the right and above
    np.testing.assert_allclose(plane.path, expected, atol=1e-9)  # two decompositions in float64, of numbers near ten
    assert plane.path[-1].tolist() == [0, 0]


def test_heights_are_the_errors_of_the_weights_there(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    plane = error_plane(NETWORK, cross_entropy(4), *points, rows, side=7)
    main = torch.from_numpy(directions(rows))
    signs = torch.where(main @ (rows[0] - rows[-1]) < 0, -1.0, 1.0).double()
    for row, column in ((0, 0), (2, 5), (6, 6), (3, 1)):
        weights = rows[-1] + plane.x[column] * signs[0] * main[0] + plane.y[row] * signs[1] * main[1]
        # Both in float64; the directions agree to about 1e-12, times weights of about ten.
        assert plane.heights[row, column] == pytest.approx(error_at(weights, points), rel=1e-9)


def test_path_lies_inside_the_grid(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    plane = error_plane(NETWORK, cross_entropy(4), *points, rows)
    for places, axis in zip(plane.path.T, (plane.x, plane.y), strict=True):
        assert axis[0] < places.min()
        assert places.max() < axis[-1]
        assert (np.diff(axis) > 0).all()


def test_path_in_a_plane_is_shown_whole(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    steps = torch.linspace(1, 0, 6, dtype=torch.float64)[:, None]
    flat = rows[0] + steps * rows[1] + steps**2 * rows[2]
    assert error_plane(NETWORK, cross_entropy(4), *points, flat, side=3).shown == pytest.approx(1, abs=1e-12)
    assert error_plane(NETWORK, cross_entropy(4), *points, rows, side=3).shown < 0.99


@pytest.mark.parametrize("path", ["one row", "to and fro", "at rest", "at zero"])
def test_path_without_a_plane_gets_one(points: tuple[Tensor, Tensor], rows: Tensor, path: str) -> None:
    chosen = {
        "one row": rows[:1],
        "to and fro": torch.stack([rows[0], rows[1], rows[0]]),
        "at rest": rows[:1].expand(5, -1),
        "at zero": torch.zeros(3, LAYOUT.size, dtype=torch.float64),
    }[path]
    plane = error_plane(NETWORK, cross_entropy(4), *points, chosen, side=5)
    assert np.isfinite(plane.heights).all()
    assert np.ptp(plane.heights, axis=0).max() > 0
    assert np.ptp(plane.heights, axis=1).max() > 0


def test_rows_that_are_not_finite_are_left_out(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    broken = torch.cat([rows, torch.full((1, LAYOUT.size), torch.nan)])
    whole = error_plane(NETWORK, cross_entropy(4), *points, rows, side=3)
    assert np.array_equal(error_plane(NETWORK, cross_entropy(4), *points, broken, side=3).heights, whole.heights)


def test_weights_that_are_nowhere_finite_are_refused(points: tuple[Tensor, Tensor]) -> None:
    with pytest.raises(ValueError, match="finite weights"):
        error_plane(NETWORK, cross_entropy(4), *points, torch.full((2, LAYOUT.size), torch.inf))


def test_perceptron_without_a_hidden_layer_has_a_plane(points: tuple[Tensor, Tensor]) -> None:
    x, classes = points[0], points[1] % 2
    network, rows = DenseNetwork(3, [], 1, None), torch.eye(4, dtype=torch.float64)
    plane = error_plane(network, PerceptronCriterion(), x, classes, rows, side=3)
    # The middle of three places along an axis is the middle of its ends.
    scores = x @ torch.zeros(3, 1, dtype=torch.float64) + 1
    at_end = PerceptronCriterion().errors(scores, encode(classes, 1, torch.float64)).mean()
    assert plane.heights.min() <= float(at_end) <= plane.heights.max()


def test_float32_rows_are_evaluated_in_float32(points: tuple[Tensor, Tensor], rows: Tensor) -> None:
    exact = error_plane(NETWORK, cross_entropy(4), *points, rows, side=5).heights
    found = error_plane(NETWORK, cross_entropy(4), *points, rows.float(), side=5).heights
    # Weights of about ten in float32, and the criterion's errors likewise of about ten.
    np.testing.assert_allclose(found, exact, rtol=1e-4)
