"""`python -m lessonnet.evaluate`: a saved model scores what its run said."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lessonnet import __version__, evaluate, train
from lessonnet.models import Saved, measure
from tests.sweep.programs import ended, started
from tests.sweep.runs import Run, called, finished

RUNS = {
    "perceptron_gate": ("data=gate", "data.gate=nand", "model=perceptron"),
    "perceptron_admissions": ("model=perceptron",),
    "perceptron_multiclass": ("data=iris", "model=perceptron"),
    "logistic_admissions": ("data.rule=curved", "data.noise=0.3", "seed=5"),
    "logistic_gate": ("data=gate", "data.gate=not"),
    "logistic_multiclass": ("data=wine", "optimizer=adam"),
    "logistic_unscaled": ("data=breast_cancer", "data.standardize=false", "optimizer.lr=1e-5"),
    "logistic_without_test": ("data=circles", "data.test_fraction=0"),
    "mlp_gate": ("data=gate", "data.gate=xor", "model=mlp", "data.batch_size=full"),
    "mlp_deep": (
        "data=moons",
        "model=mlp",
        "model.hidden=[6,5,4]",
        "activation=leaky_relu",
        "activation.negative_slope=0.2",
    ),
    "mlp_multiclass": (
        "data=spirals",
        "data.arms=3",
        "data.turns=1",
        "model=mlp",
        "activation=elu",
        "activation.alpha=2",
    ),
    "mlp_many_features": ("data=blobs", "data.centers=5", "data.features=7", "model=mlp", "activation=softplus"),
    "mlp_digits": ("data=digits", "model=mlp", "dropout=per_batch", "regularizer=l1", "init=he", "activation=relu"),
    "mlp_float64": ("data=moons", "model=mlp", "trainer.precision=64-true", "restarts=3", "data.seed=9"),
}


@pytest.fixture(scope="module", params=RUNS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp(request.param), *RUNS[request.param], "trainer.max_epochs=3")


def table_of(run: Run) -> str:
    """The table at the top of what the run said when it ended."""
    lines = run.summary.splitlines()
    return "\n".join(lines[: next(number for number, line in enumerate(lines) if line.startswith("└")) + 1]) + "\n"


def test_saved_model_scores_to_the_last_bit_what_its_run_said(run: Run) -> None:
    saved = Saved.read(run.directory)
    for name in ("train", "val", "test"):
        part = getattr(saved.data, name)
        found = None if part is None else measure(saved.model.network, saved.model.criterion, part)
        assert found == run.results[name]


def test_evaluate_prints_the_table_of_the_run(run: Run, tmp_path: Path) -> None:
    answer = called(tmp_path, evaluate.main, f"run={run.directory}")
    assert (answer.code, answer.out, answer.err) == (0, table_of(run), "")


def test_evaluate_takes_the_model_directory(run: Run, tmp_path: Path) -> None:
    assert called(tmp_path, evaluate.main, f"run={run.directory / 'model'}").out == table_of(run)


def test_evaluate_needs_nothing_but_the_model_directory(run: Run, tmp_path: Path) -> None:
    shutil.copytree(run.directory / "model", tmp_path / "else where" / "copy")
    assert called(tmp_path, evaluate.main, "run=else where/copy").out == table_of(run)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A fresh model directory to be damaged."""
    return finished(tmp_path / "run", "trainer.max_epochs=1").directory / "model"


def forged(model: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what `model.json` says, with sums that fit."""
    description = json.loads((model / "model.json").read_text())
    change(description)
    (model / "model.json").write_text(json.dumps(description))
    names = ("model.safetensors", "model.json")
    sums = [f"{hashlib.sha256((model / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (model / "SHA256SUMS").write_text("".join(sums))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no_model": (shutil.rmtree, "'run' is neither."),
    "no_run": (lambda model: shutil.rmtree(model.parent), "no such model directory"),
    "no_weights": (lambda model: (model / "model.safetensors").unlink(), "model.safetensors: is missing."),
    "flipped_weights": (lambda model: flip(model / "model.safetensors"), "model.safetensors: is damaged"),
    "flipped_description": (lambda model: flip(model / "model.json"), "model.json: is damaged"),
    "truncated": (lambda model: (model / "model.json").write_bytes(b""), "model.json: is damaged"),
    "unknown_data": (lambda model: forged(model, lambda d: d["data"].update(name="mnist")), "got 'mnist'"),
    "unknown_model": (lambda model: forged(model, lambda d: d.update(model="svm")), "`model` must be"),
    "unknown_option": (lambda model: forged(model, lambda d: d["data"]["options"].update(foo=1)), "`data.foo`"),
    "option_out_of_range": (
        lambda model: forged(model, lambda d: d["data"]["options"].update(points=0)),
        "`data.points`",
    ),
    "endless_data": (
        lambda model: forged(model, lambda d: d["data"]["options"].update(points=10**8)),
        "`data` would draw 200000000 numbers",
    ),
    "other_split_impossible": (
        lambda model: forged(model, lambda d: d["data"]["options"].update(val_fraction=0.9)),
        "`data.val_fraction`",
    ),
    "other_data": (
        lambda model: forged(model, lambda d: d.update(data={"name": "iris", "options": {}})),
        "does not fit its own data set",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_answered_in_one_line(damage: str, model: Path, tmp_path: Path) -> None:
    harm, line = DAMAGES[damage]
    harm(model)
    answer = called(tmp_path, evaluate.main, "run=run")
    assert answer.code == 2
    assert line in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""


@pytest.mark.parametrize(
    ("argv", "line"),
    [
        ((), "`run`"),
        (("run",), "`run` must be written key=value"),
        (("rum=here",), "unknown key `rum`"),
        (("run=",), "`run` must be given: run=<run>; see --help."),
        (("run=123",), "123: no such model directory."),
        (("run=2026-11-22",), "2026-11-22: no such model directory."),
        (("run=nowhere",), "nowhere: no such model directory."),
        (("run=nowhere", "run=elsewhere"), "`run` is given twice."),
        ((f"run={'x' * 5000}",), "xxx…: File name too long."),
    ],
)
def test_mistake_is_answered_in_one_line(argv: tuple[str, ...], line: str, tmp_path: Path) -> None:
    answer = called(tmp_path, evaluate.main, *argv)
    assert answer.code == 2
    assert line in answer.err
    assert answer.err.count("\n") == 1


def test_bash_completes_keys_and_directories(tmp_path: Path) -> None:
    script = called(tmp_path, evaluate.main, "-sc", "install=bash").out
    ask = f"{script}\ncomplete -p lessonnet-evaluate\ncompgen -W 'run=' -- r"
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [script.strip(), "run="]


def test_directory_of_runs_is_named_as_neither_run_nor_model(tmp_path: Path) -> None:
    (tmp_path / "runs" / "xor").mkdir(parents=True)
    answer = called(tmp_path, evaluate.main, "run=runs")
    assert answer.code == 2
    assert answer.err == "`run` must be the directory of a run or of a model, and 'runs' is neither.\n"


def test_version_is_lessonnet_s(tmp_path: Path) -> None:
    for program in (evaluate.main, train.main):
        assert called(tmp_path, program, "--version").out == f"lessonnet {__version__}\n"


def test_evaluate_runs_as_a_program(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "trainer.max_epochs=1")
    answer = ended(started(tmp_path, "run=run", program="lessonnet.evaluate"))
    assert (answer.code, answer.out, answer.err) == (0, table_of(run), "")


def test_help_is_answered(tmp_path: Path) -> None:
    answer = called(tmp_path, evaluate.main, "--help")
    assert answer.code == 0
    assert "usage: python -m lessonnet.evaluate run=<run or model directory>" in answer.out
