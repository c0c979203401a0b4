"""Saved models of classes that no package offers, what cannot be saved or exported, and plugins' export formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import torch

import lessonnet
from lessonnet import evaluate, predict, train
from lessonnet.artifact import json_schema
from lessonnet.models import LogisticRegression, Saved, read_model
from lessonnet.options import OptionError
from tests.plugin_packages import on_path, write_package
from tests.saved_plugins import QUICK, Hinge, Shifted, Sine, answered, path_of, trained, write_formats
from tests.sweep.runs import files_in

MINE = ("data=moons", "model=mlp", f"activation._target_={path_of(Sine)}", "+activation.frequency=2.0")


class MyLogistic(LogisticRegression):
    """A model of one's own that is no network."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def sine(place: Path) -> Path:
    return trained(place, "sine", *MINE, "callbacks=[figures]", "callbacks.figures.seconds=60")


def description(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "model" / "model.json").read_text())
    jsonschema.Draft202012Validator(json_schema()).validate(found)
    return found


def test_class_of_no_package_is_named_by_its_path_with_the_options_of_its_config(sine: Path) -> None:
    found = description(sine)
    assert found["activation"] == {"name": path_of(Sine), "options": {"frequency": 2.0}}
    assert found["plugins"] == [{"package": None, "version": None, "offers": [f"activation={path_of(Sine)}"]}]


def test_run_draws_its_figures_with_its_own_classes(sine: Path) -> None:
    assert {"boundary", "confusion_matrix", "roc"} <= {path.stem for path in (sine / "figures").glob("*.png")}


def test_class_of_no_package_is_refused_until_it_is_handed_over(sine: Path) -> None:
    words = rf"`activation.name` is '{path_of(Sine)}', a class that no installed package offers.*classes=\[Sine\]"
    for read in (lessonnet.load, read_model, Saved.read):
        with pytest.raises(OptionError, match=words):
            read(sine)
    with pytest.raises(OptionError, match=words):
        lessonnet.load(sine, classes=[Hinge])
    rows = np.array([[0.5, 0.5], [-1.0, 2.0]])
    assert lessonnet.load(sine, classes=[Hinge, Sine]).predict_proba(rows).shape == (2, 2)
    assert Saved.read(sine, [Sine]).data.name == "moons"


def test_programs_refuse_a_class_of_no_package_in_one_line(sine: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("x1,x2\n0.5,0.5\n")
    for program, argv in ((evaluate.main, ()), (predict.main, ("data.path=rows.csv", "output=out.csv"))):
        answer = answered(tmp_path, program, f"run={sine}", *argv)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)
        assert "a class that no installed package offers" in answer.err
    assert not (tmp_path / "out.csv").exists()


def test_run_from_python_uses_its_own_classes(tmp_path: Path) -> None:
    run = lessonnet.run(*QUICK, *MINE, directory=tmp_path / "run")
    assert run.model.predict({"x1": [0.5], "x2": [0.5]})[0] in ("upper", "lower")
    assert run.data.name == "moons"
    assert "MLP 2-8-1" in repr(run)


def test_runs_from_python_use_their_own_classes(tmp_path: Path) -> None:
    runs = lessonnet.run_many(*QUICK, *MINE, "seed=0,1", directory=tmp_path / "sweep")
    assert [len(one.model.predict({"x1": [0.5], "x2": [0.5]})) for one in runs] == [1, 1]


def test_sweep_compares_jobs_of_its_own_classes(tmp_path: Path) -> None:
    where = "hydra.sweep.dir=sweep"
    argv = ["-m", *QUICK[:2], *MINE, "seed=0,1", "logger=none", "callbacks=[figures]", "hydra/launcher=stacked", where]
    answer = answered(tmp_path, train.main, *argv)
    assert answer.code == 0, answer.err
    assert (tmp_path / "sweep" / "figures").is_dir()
    for job in "01":
        assert description(tmp_path / "sweep" / job)["activation"]["name"] == path_of(Sine)


def test_module_of_torch_is_saved_with_all_its_options(place: Path) -> None:
    own = ["activation._target_=torch.nn.Softshrink", "+activation.lambd=0.25"]
    run = trained(place, "softshrink", "data=moons", "model=mlp", *own)
    found = description(run)
    assert found["activation"] == {"name": "torch.nn.modules.activation.Softshrink", "options": {"lambd": 0.25}}
    z = torch.tensor([-1.0, 0.1, 1.0])
    _, model = read_model(run, [torch.nn.Softshrink])
    activation = model.network.activation
    assert activation(z).tolist() == [-0.75, 0.0, 0.75]  # type: ignore[operator]


def test_network_of_one_s_own_comes_back_with_its_buffers(place: Path) -> None:
    own = [f"model._target_={path_of(Shifted)}", "+model.shifts=[0.5,2.0,1.0]"]
    run = trained(place, "shifted", "data=moons", *own, "trainer.precision=64-true")
    found = description(run)
    assert found["parameters"] == {"module.layer.weight": [1, 6], "module.layer.bias": [1]}
    _, model = read_model(run, [Shifted])
    parameters = dict(model.network.named_parameters())
    x = torch.tensor([[0.5, -1.0]], dtype=torch.float64)
    moved = torch.tanh(x[:, :, None].mT + torch.tensor([[0.5], [2.0], [1.0]], dtype=torch.float64)).reshape(1, 6)
    expected = moved @ parameters["module.layer.weight"].T + parameters["module.layer.bias"]
    torch.testing.assert_close(model(x), expected, rtol=1e-12, atol=1e-12)  # the same sums in float64


def test_error_function_without_probabilities_leaves_predictions(place: Path) -> None:
    run = trained(place, "hinge", "data=moons", "model=mlp", f"+criterion._target_={path_of(Hinge)}")
    assert description(run)["threshold"] is None
    model = lessonnet.load(run, classes=[Hinge])
    rows = np.array([[0.5, 0.5], [-1.0, 2.0]])
    scores = model.scores(rows)[:, 0]
    assert model.predict(rows) == [model.class_names[int(score >= 0)] for score in scores]
    with pytest.raises(OptionError, match="a model of Hinge has scores, no probabilities"):
        model.predict_proba(rows)
    assert f"its error function {path_of(Hinge)}: nothing but a decision" in model.explain()


REFUSED = [
    ([f"model._target_={path_of(MyLogistic)}"], "a Classifier that no saved model can name"),
    ([*MINE[1:], "export=onnx"], "`export=onnx` can write the activations step, sigmoid"),
    ([f"model._target_={path_of(Shifted)}", "export=onnx"], "networks of dense layers, and not the network"),
    ([f"+criterion._target_={path_of(Hinge)}", "export=onnx"], "cannot write what the criterion"),
    (["export=onxx"], "`export` must be onnx or null, got 'onxx'. Did you mean 'onnx'?"),
]


@pytest.mark.parametrize(("overrides", "words"), REFUSED)
def test_what_could_not_be_saved_or_exported_is_refused_before_anything_is_written(
    tmp_path: Path, overrides: list[str], words: str
) -> None:
    answer = answered(tmp_path, train.main, *QUICK, "data=moons", *overrides, "hydra.run.dir=run")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert words in answer.err
    assert list(tmp_path.iterdir()) == []


def test_network_of_a_plugin_that_cannot_be_built_without_memory_is_refused_before_the_training(tmp_path: Path) -> None:
    code = """
        import torch
        from torch import nn


        class Picky(nn.Linear):
            def __init__(self, in_features: int, outputs: int):
                super().__init__(in_features, outputs)
                self.size = float(torch.ones(3).sum())
    """
    conf = {"model/picky.yaml": "# Picky.\n_target_: lessonnet_picky.Picky\n"}
    site = write_package(tmp_path / "site", "lessonnet-picky", code={"__init__.py": code}, conf=conf)
    answer = answered(tmp_path, train.main, *QUICK, "data=moons", "model=picky", "hydra.run.dir=run", sites=(site,))
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "Picky cannot be built without memory" in answer.err
    assert not (tmp_path / "run").exists()


def test_activation_of_a_plugin_that_cannot_be_built_without_memory_is_refused_likewise(tmp_path: Path) -> None:
    code = """
        import torch

        from lessonnet.nn import Activation


        class Picky(Activation):
            def __init__(self):
                super().__init__()
                self.size = float(torch.ones(3).sum())

            def forward(self, z):
                return z * self.size
    """
    conf = {"activation/picky.yaml": "# Picky.\n_target_: lessonnet_picky.Picky\n"}
    site = write_package(tmp_path / "site", "lessonnet-picky", code={"__init__.py": code}, conf=conf)
    argv = (*QUICK, "data=moons", "model=mlp", "activation=picky", "hydra.run.dir=run")
    answer = answered(tmp_path, train.main, *argv, sites=(site,))
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "`activation`: Picky cannot be built without memory" in answer.err
    assert not (tmp_path / "run").exists()


@pytest.fixture(scope="module")
def formats(place: Path) -> Path:
    return write_formats(place / "formats")


def test_format_of_a_plugin_is_written_beside_the_model(place: Path, formats: Path) -> None:
    run = trained(place, "names", "data=moons", "export=names", sites=(formats,))
    assert (run / "model.names").read_text().split() == ["layers.0.weight", "layers.0.bias"]


def test_format_of_a_plugin_takes_a_model_of_one_s_own_classes(place: Path, formats: Path) -> None:
    run = trained(place, "own_names", *MINE, "export=names", sites=(formats,))
    assert len((run / "model.names").read_text().split()) == 4


@pytest.mark.parametrize("launcher", ["stacked", "basic"])
def test_format_of_a_plugin_is_written_for_each_job_of_a_sweep(place: Path, formats: Path, launcher: str) -> None:
    argv = ["-m", *QUICK, "data=moons", "export=names", "seed=0,1", f"hydra/launcher={launcher}"]
    answer = answered(place, train.main, *argv, f"hydra.sweep.dir={launcher}", sites=(formats,))
    assert answer.code == 0, answer.err
    assert all((place / launcher / job / "model.names").is_file() for job in "01")


@pytest.mark.parametrize(("name", "words"), [("broken", "ValueError: no room"), ("idle", "left no file")])
def test_format_that_fails_costs_neither_model_nor_results(
    tmp_path: Path, formats: Path, name: str, words: str
) -> None:
    argv = [*QUICK, "data=moons", f"export={name}", "hydra.run.dir=run"]
    answer = answered(tmp_path, train.main, *argv, sites=(formats,))
    assert answer.code == 1
    assert words in answer.err
    assert "Traceback" not in answer.err
    assert json.loads((tmp_path / "run" / "results.json").read_text())["status"] == "completed"
    assert {"model/model.json", "results.json"} <= set(files_in(tmp_path / "run"))


def test_format_that_cannot_be_imported_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    site = write_package(tmp_path / "site", "lessonnet-bad", plugins={}, exports={"bad": "lessonnet_bad:gone"})
    answer = answered(tmp_path, train.main, *QUICK, "data=moons", "export=bad", "hydra.run.dir=run", sites=(site,))
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "lessonnet-bad 0.1.0, which has no such name" in answer.err
    assert not (tmp_path / "run").exists()


def test_wrong_format_names_those_that_packages_offer(tmp_path: Path, formats: Path) -> None:
    answer = answered(tmp_path, train.main, *QUICK, "export=nmes", sites=(formats,))
    assert answer.code == 2
    assert "`export` must be onnx, broken, idle, names or null, got 'nmes'. Did you mean 'names'?" in answer.err
    with on_path(formats):
        assert list(tmp_path.iterdir()) == []
