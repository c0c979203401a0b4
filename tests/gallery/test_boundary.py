"""The plane of a boundary: two features in their own units, the others at their means (row L3)."""

import pytest
import torch

from lessonnet.data import Digits, Gate, Iris, Moons
from lessonnet.gallery import boundary_of
from lessonnet.nn import DenseNetwork, Tanh


@pytest.fixture(scope="module")
def iris() -> Iris:
    data = Iris()
    data.setup()
    return data


def network(*widths: int) -> DenseNetwork:
    own = DenseNetwork(widths[0], widths[1:-1], widths[-1], Tanh())
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in own.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    return own


def test_plane_of_many_features_holds_the_others_at_their_means(iris: Iris) -> None:
    own = network(4, 3, 3)
    plane = boundary_of(iris, own, features=["petal width (cm)", "sepal width (cm)"])
    assert plane is not None
    points = torch.tensor([[0.2, 3.5], [2.0, 2.8]], dtype=torch.float64)
    # By hand: the raw means everywhere, the plane's own columns (3 and 1) replaced, then the training's scaling.
    x = iris.raw_train.features.mean(0).repeat(2, 1)
    x[:, 3], x[:, 1] = points[:, 0], points[:, 1]
    assert iris.scaling is not None
    scaled = (x - torch.tensor(iris.scaling.mean)) / torch.tensor(iris.scaling.scale)
    torch.testing.assert_close(plane.scores(points), own(scaled.float()))
    assert plane.hidden_scores is not None
    torch.testing.assert_close(plane.hidden_scores(points), own.dense[0](scaled.float()))


def test_plane_is_of_the_features_that_are_asked_for(iris: Iris) -> None:
    plane = boundary_of(iris, network(4, 3), features=["petal length (cm)", "sepal length (cm)"])
    assert plane is not None
    assert plane.feature_names == ["petal length (cm)", "sepal length (cm)"]
    assert torch.equal(plane.points, iris.raw_train.features[:, [2, 0]])


def test_plane_is_of_the_features_that_weigh_most_where_none_are_asked_for(iris: Iris) -> None:
    own = network(4, 3)
    with torch.no_grad():
        own.dense[0].weight.copy_(torch.tensor([[1.0, 1, 1], [-5, 0, 0], [0, 0, 0], [0, 3, 3]]))
    plane = boundary_of(iris, own)
    assert plane is not None
    assert plane.feature_names == ["sepal width (cm)", "petal width (cm)"]


def test_digits_have_a_plane_only_where_it_is_asked_for() -> None:
    data = Digits()
    data.setup()
    own = network(64, 10)
    assert boundary_of(data, own) is None
    assert boundary_of(data, own, features=data.feature_names[20:22]) is not None


def test_a_single_feature_has_no_plane() -> None:
    data = Gate(gate="not")
    data.setup()
    assert boundary_of(data, network(1, 1)) is None


def test_a_crowd_is_thinned_out() -> None:
    data = Moons(points=5000)
    data.setup()
    plane = boundary_of(data, network(2, 1))
    assert plane is not None
    assert 1000 <= len(plane.points) <= 1500
