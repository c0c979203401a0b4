"""What is shown of runs and sweeps whose network is one of the user's own."""

import csv
import json
from pathlib import Path

import pytest

from lessonnet import train
from lessonnet.reporting import report_of
from lessonnet.reporting._folder import Folder
from tests.reporting.pages import Page
from tests.sweep.curves import events_of
from tests.sweep.runs import Run, called, finished

NETWORK = ("data=moons", "model._target_=tests.own_networks.Skipping", "optimizer.lr=0.5", "trainer.max_epochs=4")
CALLBACKS = "callbacks=[figures,film,layers,histograms,pictures,diagnosis]"
PATIENT = ("callbacks.figures.seconds=60", "callbacks.film.frames=3")
LAYERS = ["body.0", "body.2", "skip"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("shown"), *NETWORK, CALLBACKS, *PATIENT)


def test_all_is_drawn_but_layers_of_nodes(run: Run) -> None:
    drawn = {path.name for path in (run.directory / "figures").iterdir()}
    of_answers = {"confusion_matrix.png", "roc.png", "precision_recall.png", "calibration.png", "confidence.png"}
    of_training = {"learning_curves.png", "boundary.png", "layer_norms.png", "error_surface.png"}
    assert drawn == of_answers | of_training | {"boundary.gif", "boundary.html"}
    assert run.exit_code == 0
    assert "left out" not in run.summary


def test_summary_says_how_many_parameters_it_has(run: Run) -> None:
    # 2·8 + 8 into the hidden nodes, 8 + 1 out of them, and 2 past them.
    assert run.summary.startswith("moons: Skipping of 35 parameters\n")
    assert "boundary  " not in run.summary


def test_layers_are_those_of_the_module_in_table_and_tensorboard(run: Run) -> None:
    with (run.directory / "layers.csv").open() as file:
        rows = list(csv.DictReader(file))
    kinds = ("weight_norm", "gradient_norm")
    assert list(rows[0]) == ["epoch", "step", *(f"{kind}_{layer}" for kind in kinds for layer in LAYERS)]
    assert len(rows) == 5
    tags = {value.tag for event in events_of(run.directory) for value in event.summary.value}
    assert tags >= {f"{kind}/layer_{layer}" for kind in kinds for layer in LAYERS}
    assert tags >= {f"parameters/{layer}.weight" for layer in LAYERS}
    assert {tag for tag in tags if tag.startswith("training/")} == {"training/boundary"}


def test_report_names_the_network_and_takes_nothing_for_damaged(run: Run) -> None:
    page = Page(report_of(Folder(run.directory)))
    assert "tests.own_networks.Skipping" in page.words
    assert "does not hold the weights" not in page.words


def test_diagnosis_looks_at_it_too(run: Run) -> None:
    assert isinstance(run.results["diagnosis"], list)


@pytest.mark.parametrize("launcher", ["basic", "stacked"])
def test_sweep_compares_boundaries_and_layers(launcher: str, tmp_path: Path) -> None:
    words = ("-m", f"hydra/launcher={launcher}", *NETWORK, "regularizer=none,l1", "callbacks=[figures,layers]")
    answer = called(tmp_path, train.main, *words, "trainer=cpu", "hydra.sweep.dir=sweep")
    assert answer.code == 0, answer.err
    drawn = {path.stem for path in (tmp_path / "sweep" / "figures").glob("*.png")}
    assert drawn >= {"compared_curves", "boundaries", "layer_norms", "weight_sizes", "confidence"}


def test_activation_without_a_derivative_is_shown_like_any(tmp_path: Path) -> None:
    own = ("model=mlp", "activation._target_=tests.own_networks.Bump", "trainer.max_epochs=2", "data=moons")
    run = finished(tmp_path / "run", *own, CALLBACKS, *PATIENT)
    assert run.results["backprop"] == "autograd"
    assert {"network.png", "boundary.png", "layer_norms.png"} <= {p.name for p in (run.directory / "figures").iterdir()}
    with (run.directory / "layers.csv").open() as file:
        assert "saturated_units_1" in next(csv.reader(file))


@pytest.mark.parametrize("criterion", ["criterion=squared_error", "+criterion._target_=tests.own_networks.Focal"])
def test_other_error_functions_are_diagnosed_and_drawn(criterion: str, tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "data=iris", "trainer.max_epochs=2", criterion, CALLBACKS, *PATIENT)
    assert run.exit_code == 0
    assert (run.directory / "figures" / "error_surface.png").exists()
    results = json.loads((run.directory / "results.json").read_text())
    assert isinstance(results["diagnosis"], list)


def test_truth_table_of_a_network_of_ones_own_has_its_answers(tmp_path: Path) -> None:
    words = ("data=gate", "data.gate=or", "model._target_=tests.own_networks.Skipping", "callbacks=none")
    run = finished(tmp_path / "run", *words, "trainer.max_epochs=100", "optimizer.lr=1")
    assert "│  0 │  0 │      0 │  0 │" in run.summary
    assert "node" not in run.summary
