"""Which figures compare trainings, and what is drawn of them."""

import torch

from lessonnet.data import Moons
from lessonnet.gallery import Case, comparison_figures
from lessonnet.nn import DenseNetwork, Tanh


def case(*hidden: int, label: str = "", end: float = 0.5, diverged: bool = False) -> Case:
    data = Moons()
    data.setup()
    rows = [{"train_error": 1.0, "val_error": 1.0}, {"train_error": end, "val_error": end}]
    torch.manual_seed(0)
    return Case(label or str(hidden), rows, {}, data, DenseNetwork(2, hidden, 1, Tanh()), None, diverged)


def test_complexity_begins_with_the_network_without_hidden_nodes() -> None:
    cases = [case(end=0.7), case(1, end=0.6), case(2, 2, end=0.3)]
    axes = comparison_figures(cases, ["model.hidden"])["complexity"]().axes[0]
    assert list(axes.lines[0].get_xdata()) == [0, 1, 4]
    assert list(axes.lines[0].get_ydata()) == [0.7, 0.6, 0.3]


def test_fewer_than_three_sizes_have_no_complexity_graph() -> None:
    cases = [case(), case(16), case(16, label="again"), case(32, diverged=True)]
    assert "complexity" not in comparison_figures(cases, ["model.hidden"])


def test_compared_curves_say_of_what_data_and_by_what() -> None:
    cases = [case(label="a"), case(label="b")]
    figure = comparison_figures(cases, ["optimizer", "scheduler"])["compared_curves"]()
    assert figure.axes[0].get_title(loc="left") == "moons, by optimizer and scheduler"
