"""Which figures a finished training has, and what their titles say."""

import pytest
import torch
from torch import Tensor

from lessonnet.data import BreastCancer, DataSet, Iris, Moons, NoData
from lessonnet.gallery import figures_of
from lessonnet.models import MLP, Classifier, ErrorSurface, LogisticRegression
from lessonnet.nn import Layout, Tanh
from lessonnet.observation import Scene
from lessonnet.stack import Course


def row(model: Classifier, seed: int) -> Tensor:
    """Weights of a network, as a row of a stack [P]."""
    generator = torch.Generator().manual_seed(seed)
    parameters = dict(model.network.named_parameters())
    return Layout(model.network).row({n: torch.randn(p.shape, generator=generator) for n, p in parameters.items()})


def scene(data: DataSet, model: Classifier, *, kept: int, epochs: int = 2) -> Scene:
    """A training of some epochs with other weights after each, of which those of one were kept."""
    data.setup()
    rows = torch.stack([row(model, epoch) for epoch in range(epochs + 1)])
    course = Course(list(range(epochs + 1)), list(range(epochs + 1)), rows)
    history = {"train_error": torch.linspace(1, 0.5, epochs)}
    return Scene(data, model, course, history, best_row=rows[kept], best_epoch=kept)


def moons(*hidden: int) -> tuple[DataSet, Classifier]:
    return Moons(points=40), MLP(hidden=hidden, activation=Tanh(), in_features=2, classes=2)


def titles(drawing):  # type: ignore[no-untyped-def]
    return [axes.get_title(loc="left") for axes in drawing().axes]


def test_boundary_that_was_kept_stands_beside_the_last() -> None:
    drawing = figures_of(scene(*moons(3), kept=1), None)["boundary"]
    assert titles(drawing) == ["epoch 1, kept", "epoch 2, last"]
    assert drawing().get_suptitle() == "moons"


def test_kept_and_last_boundary_are_of_the_same_features() -> None:
    training = scene(Iris(), MLP(hidden=[3], activation=Tanh(), in_features=4, classes=3), kept=1)
    kept, last = figures_of(training, None)["boundary"]().axes
    assert (kept.get_xlabel(), kept.get_ylabel()) == (last.get_xlabel(), last.get_ylabel())


def test_boundary_of_the_last_weights_has_one_panel_that_names_the_data() -> None:
    assert titles(figures_of(scene(*moons(3), kept=2), None)["boundary"]) == ["moons, epoch 2"]


def test_boundary_has_one_panel_where_nothing_changed_since_the_best_epoch() -> None:
    training = scene(*moons(3), kept=1)
    training.course.rows[2] = training.course.rows[1]
    assert titles(figures_of(training, None)["boundary"]) == ["moons, epoch 1"]


@pytest.mark.parametrize(("data", "note"), [(Iris(), "all other features at their means"), (Moons(), "")])
def test_boundary_says_what_is_held_where_there_are_more_than_two_features(data: DataSet, note: str) -> None:
    data.setup()
    model = MLP(hidden=[3], activation=Tanh(), in_features=data.in_features, classes=data.classes)
    assert figures_of(scene(data, model, kept=2), None)["boundary"]().get_supxlabel() == note


@pytest.mark.parametrize(("hidden", "drawn"), [((), False), ((3,), True)])
def test_norms_of_layers_need_a_hidden_layer(hidden: tuple[int, ...], drawn: bool) -> None:
    assert ("layer_norms" in figures_of(scene(*moons(*hidden), kept=2), None)) == drawn


def test_column_of_a_single_score_is_the_second_class() -> None:
    data = BreastCancer()
    data.setup()
    model = LogisticRegression(in_features=data.in_features, classes=2)
    drawing = figures_of(scene(data, model, kept=2), None)["weights"]
    assert [text.get_text() for text in drawing().axes[0].get_xticklabels()] == [data.class_names[1]]


def test_curve_of_a_descent_is_the_height_on_its_mountain() -> None:
    model = ErrorSurface("kilimanjerror")
    history = {"train_error": torch.tensor([1.0, 0.5])}
    course = Course([0, 1, 2], [0, 1, 2], torch.zeros(3, 2))
    data = NoData()
    data.setup()
    training = Scene(data, model, course, history, course.rows[0], 0, climbs=[course])
    axes = figures_of(training, None)["learning_curves"]().axes[0]
    assert (axes.get_title(loc="left"), axes.get_ylabel()) == ("Mount Kilimanjerror", "height")
