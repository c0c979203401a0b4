"""What a run leaves behind, and what it says of itself."""

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch

import lessonnet
from lessonnet import train
from lessonnet.models import Saved, measure
from lessonnet.options import OptionError
from tests.sweep.runs import Run, called, composed, digest_of, files_in, finished

MLP = ("data=moons", "data.points=100", "model=mlp")
GATE = ("data=gate", "data.gate=and", "model=perceptron")
LESS_THAN_AN_EPOCH = ("trainer.max_steps=2", "data.batch_size=8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("run"), *MLP, "trainer.max_epochs=3", "seed=4")


@pytest.fixture(scope="module")
def without_parts(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("gate"), *GATE, "callbacks=none", "trainer.max_epochs=30")


def refuse(word: str) -> Any:
    raise ValueError(f"not strict JSON: {word}")


def test_run_directory_holds_what_is_promised(tmp_path: Path) -> None:
    assert called(tmp_path, train.main, "trainer.max_epochs=2", "hydra.run.dir=mine").code == 0
    steps = 2 * composed().data.points * 3 // 5 // composed().data.batch_size
    found = files_in(tmp_path / "mine")
    assert any(name.startswith("figures/") and name.endswith(".png") for name in found)
    assert [name for name in found if not name.startswith("figures/")] == [
        ".hydra/config.yaml",
        ".hydra/hydra.yaml",
        ".hydra/overrides.yaml",
        f"checkpoints/step-{steps:09d}.ckpt",
        "layers.csv",
        "metrics.csv",
        "model/SHA256SUMS",
        "model/model.json",
        "model/model.safetensors",
        "results.json",
        "tensorboard/events.out.tfevents",
        "train.log",
    ]


def test_run_without_logger_and_callbacks_leaves_model_and_results_alone(tmp_path: Path) -> None:
    finished(tmp_path, "logger=none", "callbacks=none", "trainer.max_epochs=1")
    model = ["model/SHA256SUMS", "model/model.json", "model/model.safetensors"]
    assert files_in(tmp_path) == [*model, "results.json"]


def test_run_with_csv_logger_writes_metrics_and_no_event_files(tmp_path: Path) -> None:
    finished(tmp_path, "logger=csv", "callbacks=none", "trainer.max_epochs=1")
    assert "metrics.csv" in files_in(tmp_path)
    assert not (tmp_path / "tensorboard").exists()


def test_results_have_every_key_with_its_type(run: Run) -> None:
    part = {"error": float, "accuracy": float}
    wanted: dict[str, Any] = {
        "status": str,
        "best_epoch": int,
        "epochs": int,
        "steps": int,
        "seconds": float,
        "train": part,
        "val": part,
        "test": part,
        "selected_by": str,
        "restart_errors": list,
        "stack_size": int,
        "backprop": str,
        "seed": int,
        "versions": dict,
        "diagnosis": type(None),  # nobody has asked
    }
    types = {
        key: {name: type(number) for name, number in value.items()} if key in ("train", "val", "test") else type(value)
        for key, value in run.results.items()
    }
    assert types == wanted


def test_results_say_how_the_run_went(run: Run) -> None:
    results = run.results
    # 100 points: 60 to train on, in mini-batches of 32
    assert (results["status"], results["epochs"], results["steps"]) == ("completed", 3, 6)
    assert (results["seed"], results["stack_size"], results["backprop"]) == (4, 1, "closed_form")
    assert results["selected_by"] == "val"
    assert 0 < results["seconds"] < 60
    assert run.exit_code == 0


def test_results_name_the_versions_in_use(run: Run) -> None:
    versions = run.results["versions"]
    assert versions["lessonnet"] == lessonnet.__version__
    assert versions["python"] == platform.python_version()
    assert versions["torch"] == version("torch")


@pytest.mark.parametrize("overrides", [(), ("optimizer.lr=1e39", "model=mlp"), LESS_THAN_AN_EPOCH, GATE])
def test_results_are_strict_json(overrides: tuple[str, ...], tmp_path: Path) -> None:
    finished(tmp_path, *overrides, "trainer.max_epochs=2")
    json.loads((tmp_path / "results.json").read_text(), parse_constant=refuse)


def test_results_of_each_part_are_those_of_the_saved_model(run: Run) -> None:
    saved = Saved.read(run.directory)
    for name in ("train", "val", "test"):
        assert run.results[name] == measure(saved.model.network, saved.model.criterion, getattr(saved.data, name))


def test_best_epoch_is_that_of_the_lowest_validation_error(run: Run) -> None:
    errors = [row["val_error"] for row in run.metrics]
    assert run.results["best_epoch"] == 1 + errors.index(min(errors))
    assert run.results["restart_errors"] == [min(errors)]


def test_best_weights_are_kept_not_the_last(tmp_path: Path) -> None:
    run = finished(tmp_path, *MLP, "optimizer.lr=20", "trainer.max_epochs=12", "callbacks=none")
    errors = [row["val_error"] for row in run.metrics]
    assert min(errors) < 0.9 * errors[-1]  # or the test shows nothing
    # float32 sums over 20 points, taken by another kernel
    assert run.results["val"]["error"] == pytest.approx(min(errors), rel=1e-5)


def test_parts_that_do_not_exist_are_null(without_parts: Run) -> None:
    assert without_parts.results["val"] is None
    assert without_parts.results["test"] is None
    assert without_parts.results["selected_by"] == "train"
    assert without_parts.results["train"] == {"error": 0.0, "accuracy": 1.0}


def test_metrics_without_validation_have_no_such_columns(without_parts: Run) -> None:
    assert list(without_parts.metrics[0]) == [
        "epoch",
        "step",
        "train_error",
        "train_accuracy",
        "penalty",
        "objective",
        "lr",
    ]


def test_run_is_the_same_again(run: Run, tmp_path: Path) -> None:
    again = finished(tmp_path, *MLP, "trainer.max_epochs=3", "seed=4")
    assert digest_of(again.directory) == digest_of(run.directory)


def test_run_with_autograd_gives_the_same_numbers(tmp_path: Path) -> None:
    options = (*MLP, "trainer.precision=64-true", "trainer.max_epochs=5", "regularizer=elastic", "dropout=per_batch")
    closed = finished(tmp_path / "closed", *options)
    autograd = finished(tmp_path / "autograd", *options, "backprop=autograd")
    assert autograd.results["backprop"] == "autograd"
    for name, tensor in closed.tensors.items():
        # the gradients agree to 1e-10, and some ten steps add their differences up
        torch.testing.assert_close(autograd.tensors[name], tensor, rtol=0, atol=1e-9)


def test_max_steps_ends_an_epoch_early(tmp_path: Path) -> None:
    run = finished(tmp_path, *LESS_THAN_AN_EPOCH)
    assert (run.results["steps"], run.results["epochs"], run.results["status"]) == (2, 1, "completed")
    assert [row["step"] for row in run.metrics] == [2]


def test_max_time_ends_a_run_that_would_go_on(tmp_path: Path) -> None:
    run = finished(tmp_path, "trainer.max_epochs=10000000", "trainer.max_time='00:00:00:01'", "callbacks=none")
    assert run.results["status"] == "completed"
    # Lightning's clock begins a moment before the training's own.
    assert 0.9 <= run.results["seconds"] < 60


@pytest.mark.parametrize(
    "overrides",
    [
        ("init=fixed", "init.weights=[1]"),
        ("data.val_fraction=0.003",),
        ("init=run", "init.path=nowhere"),
        ("model._target_=lessonnet.nn.Tanh",),
    ],
)
@pytest.mark.parametrize("trainer", [(), ("trainer=ddp", "trainer.accelerator=cpu")])
def test_mistake_that_only_the_data_shows_is_refused_before_anything_is_written(
    overrides: tuple[str, ...], trainer: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(OptionError):
        finished(tmp_path, *overrides, *trainer)
    assert files_in(tmp_path) == []


@pytest.fixture(scope="module", params=["optimizer.lr=1e9", "optimizer.lr=1e39"])
def diverged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("diverged"), request.param, "trainer.max_epochs=50")


def test_divergence_is_the_status_and_exit_code_1(diverged: Run) -> None:
    assert diverged.results["status"] == "diverged"
    assert diverged.exit_code == 1


def test_divergence_stops_within_an_epoch(diverged: Run) -> None:
    assert diverged.results["epochs"] <= 1


def test_divergence_keeps_finite_weights(diverged: Run) -> None:
    assert all(tensor.isfinite().all() for tensor in diverged.tensors.values())


def test_divergence_is_named_in_the_summary(diverged: Run) -> None:
    assert "diverged after" in diverged.summary
