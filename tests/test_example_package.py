"""A package of plugins, built as a wheel, installed in an environment of its own and used by the command line alone."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.clean_environment import environment, wheel_of
from tests.test_packaging import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "example_package"
DENSE = ["data=checkerboard", "model=mlp", "activation=squareplus", "regularizer=soft_l1"]
QUICK = ["trainer.max_epochs=20", "callbacks=none", "logger=none"]

Train = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of lessonnet and of the example."""
    directory = tmp_path_factory.mktemp("wheels")
    return [wheel_of(source, directory) for source in (ROOT, EXAMPLE)]


@pytest.fixture(scope="module")
def python(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("with") / "venv", wheels)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def trained(python: Path, place: Path) -> Path:
    """A run on the example's data with its activation, its penalty and its callback."""
    shown = ["callbacks=[figures,max_weight]", "callbacks.figures.extra=[largest_weights]", "export=numpy"]
    options = ["callbacks.figures.seconds=60", "callbacks.max_weight.limit=0.4", "trainer.max_epochs=20"]
    run(python, "-m", "lessonnet.train", *DENSE, *shown, *options, "hydra.run.dir=run", cwd=place)
    return place / "run"


def results(directory: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((directory / "results.json").read_text())
    return found


def test_run_of_plugins_goes_through_the_closed_form(trained: Path) -> None:
    found = results(trained)
    assert found["status"] == "completed"
    assert found["backprop"] == "closed_form"


def largest_weight(run_directory: Path) -> float:
    weights = np.load(run_directory / "model.numpy")
    return max(float(np.abs(weights[name]).max()) for name in weights if name.endswith("weight"))


def test_callback_of_the_plugin_acted(python: Path, trained: Path, place: Path) -> None:
    free = ["callbacks=none", "export=numpy", "trainer.max_epochs=20", "hydra.run.dir=free"]
    run(python, "-m", "lessonnet.train", *DENSE, *free, cwd=place)
    # An epoch is measured before its weights are put back: they may be beyond the limit by what it had added.
    assert largest_weight(trained) < 0.45
    assert largest_weight(place / "free") > 0.6


def test_figure_of_the_plugin_is_drawn(trained: Path) -> None:
    assert (trained / "figures" / "largest_weights.png").read_bytes().startswith(b"\x89PNG")


def test_saved_model_names_package_and_version(trained: Path) -> None:
    described = json.loads((trained / "model" / "model.json").read_text())
    (named,) = described["plugins"]
    assert (named["package"], named["version"]) == ("lessonnet-example", "0.1.0")
    assert sorted(named["offers"]) == ["activation=squareplus", "data=checkerboard"]


def test_saved_model_is_evaluated_and_predicts(python: Path, trained: Path, place: Path) -> None:
    assert "accuracy" in run(python, "-m", "lessonnet.evaluate", f"run={trained}", cwd=place).stdout
    (place / "new.csv").write_text("x1,x2\n0.5,0.5\n1.5,0.5\n")
    run(python, "-m", "lessonnet.predict", f"run={trained}", "data.path=new.csv", "output=out.csv", cwd=place)
    assert len((place / "out.csv").read_text().splitlines()) == 3


def test_network_of_the_plugin_learns_what_no_line_can_part(python: Path, place: Path) -> None:
    run(python, "-m", "lessonnet.train", "experiment=round_fields", "hydra.run.dir=round", cwd=place)
    found = results(place / "round")
    assert found["backprop"] == "autograd"
    assert found["val"]["accuracy"] > 0.8  # a line gets about a half
    assert "lessonnet-example" in (place / "round" / "model" / "model.json").read_text()


@pytest.mark.parametrize(
    "choices",
    [
        [*DENSE, "regularizer.strength=0,0.01"],
        ["data=checkerboard", "model=radial", "model.nodes=6", "optimizer=adam", "optimizer.lr=0.01,0.1"],
    ],
    ids=["dense", "own network"],
)
def test_jobs_with_plugins_are_stacked_and_end_as_alone(
    python: Path, place: Path, choices: list[str], request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id.replace(" ", "_")
    sweep = ["-m", *choices, "seed=0,1", "trainer.precision=64-true", *QUICK]
    for launcher in ("stacked", "basic"):
        where = f"hydra.sweep.dir={name}_{launcher}"
        run(python, "-m", "lessonnet.train", *sweep, f"hydra/launcher={launcher}", where, cwd=place)
    for job in range(4):
        together, alone = (results(place / f"{name}_{launcher}" / str(job)) for launcher in ("stacked", "basic"))
        assert (together["stack_size"], alone["stack_size"]) == (4, 1)
        # Sums of a stack are rounded in another order: 1e-9 is the project's promise for double precision.
        assert together["val"]["error"] == pytest.approx(alone["val"]["error"], rel=1e-9)


def test_help_and_list_name_the_package(python: Path, place: Path) -> None:
    assert "lessonnet-example" in run(python, "-m", "lessonnet.train", "--help", "activation", cwd=place).stdout
    listed = run(python, "-m", "lessonnet.plugins", cwd=place).stdout
    assert all(name in listed for name in ("squareplus", "soft_l1", "radial", "checkerboard", "max_weight", "0.1.0"))


def test_model_is_refused_where_the_package_is_not_installed(
    wheels: list[Path], trained: Path, place: Path, tmp_path: Path
) -> None:
    without = environment(tmp_path / "venv", wheels[:1])
    (place / "other.csv").write_text("x1,x2\n0.5,0.5\n")
    command = [without, "-m", "lessonnet.predict", f"run={trained}", "data.path=other.csv", "output=other_out.csv"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "pip install lessonnet-example" in done.stderr
    assert not (place / "other_out.csv").exists()


def test_example_passes_the_conformance_suites(python: Path, tmp_path: Path) -> None:
    done = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", EXAMPLE / "tests", cwd=tmp_path)
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
