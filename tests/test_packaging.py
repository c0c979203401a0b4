"""What is installed is complete, and works without the repository."""

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINS = {
    canonicalize_name(pin.name): pin
    for pin in map(Requirement, re.findall(r"^[^#\s].*$", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
}
SITE_PACKAGES = sysconfig.get_path("purelib")


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def required(requirements: list[Requirement]) -> dict[str, Requirement]:
    """All that the requirements need here, by name; what torch brings for a GPU follows from torch's own version."""
    found: dict[str, Requirement] = {}
    left = list(requirements)
    while left:
        requirement = left.pop()
        name = canonicalize_name(requirement.name)
        if name in found or name.startswith(("nvidia-", "cuda-", "triton")):
            continue
        found[name] = requirement
        extras = requirement.extras or {""}
        for needed in map(Requirement, metadata.requires(name) or []):
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                left.append(needed)
    return found


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", directory, ROOT, cwd=directory)
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def members(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the console scripts in an environment that holds the wheel and knows nothing of the repository.

    The third-party packages are lent by a `.pth`. It adds their folder to the path but follows none of the `.pth` files
    there, so an editable installation of lessonnet does not come with them.
    """
    place = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(place, symlinks=True)
    python = place / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=place)
    purelib = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).stdout.strip()
    (Path(purelib) / "lent.pth").write_text(SITE_PACKAGES + "\n")
    return python.parent


def test_wheel_holds_every_config(members: set[str]) -> None:
    configs = {f"lessonnet/conf/{path.relative_to(ROOT / 'conf')}" for path in (ROOT / "conf").rglob("*.yaml")}
    assert configs
    assert configs <= members


def test_wheel_holds_the_type_marker(members: set[str]) -> None:
    assert "lessonnet/py.typed" in members


def test_wheel_holds_nothing_but_the_package(members: set[str]) -> None:
    assert {name.split("/")[0] for name in members} == {
        "lessonnet",
        "hydra_plugins",
        f"lessonnet-{metadata.version('lessonnet')}.dist-info",
    }


def test_requirements_name_every_package_imported() -> None:
    trees = [ast.parse(path.read_text()) for path in (ROOT / "lessonnet").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    foreign = {module.split(".")[0] for module in modules} - sys.stdlib_module_names - {"lessonnet"}
    distributions = metadata.packages_distributions()
    declared = [
        *PROJECT["dependencies"],
        *(line for extra in ("onnx", "testing") for line in PROJECT["optional-dependencies"][extra]),
    ]
    named = {canonicalize_name(Requirement(line).name) for line in declared}
    assert {module for module in foreign if not named & set(map(canonicalize_name, distributions[module]))} == set()


def test_matplotlib_is_imported_by_what_draws_alone() -> None:
    # Not what is indented: a name for the type checker alone is no import.
    import_of_it = re.compile(r"^(from|import) matplotlib", re.MULTILINE)
    users = [p.parent.name for p in (ROOT / "lessonnet").rglob("*.py") if import_of_it.search(p.read_text())]
    assert set(users) == {"figures", "gallery"}


@pytest.mark.parametrize("extra", ["", *PROJECT["optional-dependencies"]])
def test_constraints_pin_everything_required(extra: str) -> None:
    direct = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    assert required([Requirement(line) for line in direct]).keys() - PINS.keys() == set()


def test_constraints_lie_within_the_ranges_of_the_project() -> None:
    for requirement in map(Requirement, chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())):
        (pin,) = PINS[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "=="
        assert pin.version in requirement.specifier, requirement


@pytest.mark.slow
def test_installed_package_is_not_the_repository(programs: Path, tmp_path: Path) -> None:
    place = run(programs / "python", "-c", "import lessonnet; print(lessonnet.__file__)", cwd=tmp_path).stdout
    assert Path(place).is_relative_to(programs.parent)


@pytest.mark.slow
def test_installed_train_explains_itself(programs: Path, tmp_path: Path) -> None:
    explained = run(programs / "lessonnet-train", "--help", cwd=tmp_path).stdout
    assert "optimizer" in explained
    assert "breast_cancer" in explained
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_installed_train_trains_in_an_empty_directory(programs: Path, tmp_path: Path) -> None:
    run(programs / "lessonnet-train", "trainer.max_epochs=1", cwd=tmp_path)
    (results,) = tmp_path.glob("runs/*/*/results.json")
    assert json.loads(results.read_text())["status"] == "completed"


@pytest.mark.slow
def test_installed_evaluate_reads_the_trained_model(programs: Path, tmp_path: Path) -> None:
    run(programs / "lessonnet-train", "trainer.max_epochs=1", cwd=tmp_path)
    (model,) = tmp_path.glob("runs/*/*/model")
    assert "accuracy" in run(programs / "lessonnet-evaluate", f"run={model}", cwd=tmp_path).stdout


@pytest.mark.slow
def test_installed_predict_writes_what_a_model_says_of_a_table(programs: Path, tmp_path: Path) -> None:
    rows = "".join(f"{i % 7},{'even' if i % 7 % 2 == 0 else 'odd'}\n" for i in range(70))
    (tmp_path / "numbers.csv").write_text(f"number,parity\n{rows}")
    given = ["data=table", "data.path=numbers.csv", "data.target=parity", "trainer.max_epochs=1"]
    run(programs / "lessonnet-train", *given, cwd=tmp_path)
    (model,) = tmp_path.glob("runs/*/*/model")
    run(programs / "lessonnet-predict", f"run={model}", "data.path=numbers.csv", "output=out.csv", cwd=tmp_path)
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 71


@pytest.mark.slow
def test_installed_package_brings_the_schema_of_its_models(programs: Path, tmp_path: Path) -> None:
    code = "from lessonnet.artifact import json_schema; print(json_schema()['$id'])"
    assert run(programs / "python", "-c", code, cwd=tmp_path).stdout == "urn:lessonnet:model:2\n"


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_installed_train_prints_a_completion_script(programs: Path, tmp_path: Path, shell: str) -> None:
    script = run(programs / "lessonnet-train", "-sc", f"install={shell}", cwd=tmp_path).stdout
    assert "complete" in script
    assert "lessonnet-train" in script


@pytest.mark.slow
def test_installed_train_completes_a_choice(programs: Path, tmp_path: Path) -> None:
    # The variables that bash sets while it completes; the script asks the program by `-sc query=bash`.
    line = "lessonnet-train optimizer=ada"
    asked = f"COMP_LINE='{line}' COMP_POINT={len(line)} {programs / 'lessonnet-train'} -sc query=bash"
    assert "optimizer=adam" in run("bash", "-c", asked, cwd=tmp_path).stdout.split()
