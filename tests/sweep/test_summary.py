"""The table and the equation that a run ends with, against the saved model and its points."""

import re
from pathlib import Path

import pytest
import torch

from lessonnet.data import Part
from lessonnet.models import Saved, original_units
from tests.sweep.runs import Run, finished

LINES = {
    "logistic": ("data=admissions",),
    "perceptron": ("data=admissions", "model=perceptron"),
    "unscaled": ("data=admissions", "data.standardize=false", "optimizer.lr=0.01"),
    "moons": ("data=moons", "trainer.precision=64-true"),
    "blobs": ("data=blobs", "data.centers=2", "seed=3"),
    "gate": ("data=gate", "data.gate=or", "model=perceptron"),
}


@pytest.fixture(scope="module", params=LINES)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp(request.param), *LINES[request.param], "trainer.max_epochs=15")


def line(run: Run, name: str) -> str:
    (found,) = [line.removeprefix(name).strip() for line in run.summary.splitlines() if line.startswith(name)]
    return found


def numbers_in(text: str) -> list[float]:
    """The signed numbers of an equation's right side."""
    plain = text.replace("−", "-")
    plain = re.sub(r"([+-]) (?=\d)", r"\1", plain)  # a term's sign stands apart from its number
    return [float(number) for number in re.findall(r"(?<![\w.])[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", plain)]


def original_score(run: Run) -> tuple[list[float], float]:
    saved = Saved.read(run.directory)
    (layer,) = saved.model.network.dense
    return original_units(layer.weight[:, 0].tolist(), layer.bias.item(), saved.data.scaling)


def test_score_in_original_units_equals_the_network_s_at_scaled_points(run: Run) -> None:
    saved = Saved.read(run.directory)
    weights, bias = original_score(run)
    raw: Part = saved.data.raw_train
    by_equation = raw.features @ torch.tensor(weights, dtype=torch.float64) + bias
    dtype = saved.model.network.dense[0].weight.dtype
    by_network = saved.model(saved.data.train.features.to(dtype))[:, 0].detach().double()
    # float32 in the network: 2^-24 of scores of about 10
    torch.testing.assert_close(by_equation, by_network, rtol=1e-5, atol=1e-5)


def test_printed_score_is_the_score_in_original_units(run: Run) -> None:
    weights, bias = original_score(run)
    # Four digits are printed.
    assert numbers_in(line(run, "score")) == pytest.approx([*weights, bias], rel=5.1e-4)


def test_printed_boundary_is_where_the_score_is_0(run: Run) -> None:
    (w1, w2), bias = original_score(run)
    slope, intercept = numbers_in(line(run, "boundary").split(" = ")[1])
    for x in (-3.0, 0.0, 7.0):
        y = slope * x + intercept
        # Four digits of slope and intercept are printed.
        tolerance = 6e-4 * abs(w2) * (abs(slope * x) + abs(intercept)) + 1e-12
        assert w1 * x + w2 * y + bias == pytest.approx(0, abs=tolerance)


def test_printed_names_are_the_features(run: Run) -> None:
    saved = Saved.read(run.directory)
    first, second = saved.data.feature_names
    assert re.fullmatch(rf"\S+·{re.escape(first)} [+−] \S+·{re.escape(second)} [+−] \S+", line(run, "score"))
    assert line(run, "boundary").startswith(f"{second} = ")


def test_table_counts_the_points_and_shows_the_results(run: Run) -> None:
    saved, results = Saved.read(run.directory), run.results
    for name, title in (("train", "training"), ("val", "validation"), ("test", "test")):
        shown = re.findall(rf"│ {title} +│ +(\d+) │ +([\d.]+) │ +([\d.]+) │", run.summary)
        part = getattr(saved.data, name)
        if part is None:
            assert shown == []
        else:
            error, accuracy = results[name]["error"], results[name]["accuracy"]
            assert shown == [(str(len(part.targets)), f"{error:.4f}", f"{accuracy:.4f}")]


@pytest.mark.parametrize(
    "overrides",
    [("data=iris",), ("data=breast_cancer",), ("data=moons", "model=mlp"), ("data=spirals", "model=mlp")],
)
def test_equation_is_left_out_where_there_is_no_line_in_a_plane(overrides: tuple[str, ...], tmp_path: Path) -> None:
    run = finished(tmp_path, *overrides, "trainer.max_epochs=1")
    assert "score " not in run.summary
    assert "boundary" not in run.summary


def test_places_are_those_that_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = finished(tmp_path / "run", "trainer.max_epochs=1", "logger=none")
    assert line(run, "run ") == "run"
    assert line(run, "model ") == "run/model"
    assert "tensorboard" not in run.summary


def test_printed_scores_of_several_classes_are_the_network_s(tmp_path: Path) -> None:
    run = finished(tmp_path, "data=blobs", "data.centers=3", "trainer.max_epochs=5")
    saved = Saved.read(run.directory)
    names = saved.data.class_names
    equations = torch.tensor([numbers_in(line(run, f"score {name} ")) for name in names], dtype=torch.float64)
    by_equation = saved.data.raw_train.features @ equations[:, :2].T + equations[:, 2]
    by_network = saved.model(saved.data.train.features.float()).detach().double()
    # Four digits are printed, of terms up to about 100
    torch.testing.assert_close(by_equation, by_network, rtol=0, atol=0.1)
    assert "boundary" not in run.summary


def test_table_has_no_trailing_blanks(run: Run) -> None:
    assert all(line == line.rstrip() for line in run.summary.splitlines())
