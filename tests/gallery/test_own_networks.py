"""The figures of a training whose network's layers are not known: those that still say something."""

import pytest
import torch

from lessonnet.data import BreastCancer, DataSet, Moons
from lessonnet.gallery import boundary_of, figures_of
from lessonnet.models import LogisticRegression
from lessonnet.nn import Layout, ModuleNetwork
from lessonnet.observation import Scene
from lessonnet.stack import Course
from tests.own_networks import Remembering, Skipping, Unmapped, own_network


def scene(data: DataSet, kind: type[torch.nn.Module]) -> Scene:
    """A training of two epochs, the first of which was the best; the model's own layers give way to the network."""
    data.setup()
    model = LogisticRegression(in_features=data.in_features, classes=data.classes)
    network = own_network(kind, data.in_features, 1 if data.classes == 2 else data.classes)
    model.network = network
    row = Layout(network).row({name: p.detach() for name, p in network.named_parameters()})
    course = Course([0, 1, 2], [0, 5, 10], torch.stack([row, row + 0.1, row + 0.3]))
    history = {"train_error": torch.tensor([1.0, 0.5])}
    return Scene(data, model, course, history, best_row=course.rows[1], best_epoch=1)


@pytest.mark.parametrize("kind", [Skipping, Unmapped, Remembering])
def test_all_figures_but_those_of_layers_are_drawn(kind: type[torch.nn.Module]) -> None:
    drawings = figures_of(scene(Moons(points=40), kind), None)
    assert list(drawings) == ["learning_curves", "boundary", "layer_norms", "error_surface"]
    for draw in drawings.values():
        assert draw().axes


def test_layers_are_called_as_the_module_calls_them() -> None:
    (axes,) = figures_of(scene(Moons(points=40), Skipping), None)["layer_norms"]().axes
    assert [line.get_label() for line in axes.lines] == ["layer body.0", "layer body.2", "layer skip"]


def test_boundary_is_drawn_for_the_features_that_move_the_scores_most() -> None:
    class Last(torch.nn.Module):
        """Score = 3·x_2 − 2·x_5: no other feature counts."""

        def __init__(self) -> None:
            super().__init__()
            self.factors = torch.nn.Parameter(torch.zeros(30))
            with torch.no_grad():
                self.factors[torch.tensor([2, 5])] = torch.tensor([3.0, -2.0])

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return (x * self.factors).sum(1, keepdim=True)

    data = BreastCancer()
    data.setup()
    plane = boundary_of(data, ModuleNetwork(Last(), 30, 1))
    assert plane is not None
    assert list(plane.feature_names) == [data.feature_names[2], data.feature_names[5]]
