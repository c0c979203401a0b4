"""A package that is begun by the program: complete, well written, and passing its own tests as it stands."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from lessonnet.options import OptionError
from lessonnet.scaffold import KINDS, new_package
from tests.plugin_packages import environment_with, install_project, on_path, write_package


def _files(directory: Path) -> dict[str, str]:
    return {str(p.relative_to(directory)): p.read_text() for p in sorted(directory.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("kind", KINDS)
def test_package_is_complete(tmp_path: Path, kind: str) -> None:
    directory = new_package("lessonnet-my-part", kind, tmp_path)
    files, group = _files(directory), KINDS[kind]

    assert directory == tmp_path / "lessonnet-my-part"
    assert set(files) == {
        "README.md",
        "pyproject.toml",
        "lessonnet_my_part/__init__.py",
        "lessonnet_my_part/py.typed",
        f"lessonnet_my_part/{kind}.py",
        f"lessonnet_my_part/conf/{group}/my_part.yaml",
        f"tests/test_{kind}.py",
        "tests/test_command_line.py",
    }
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project["name"] == "lessonnet-my-part"
    assert project["entry-points"]["lessonnet.plugins"] == {"my_part": "lessonnet_my_part"}
    assert not any(mark in text for text in files.values() for mark in ("{{", "{%", "%}"))


@pytest.mark.parametrize("kind", KINDS)
def test_yaml_names_the_class_and_all_of_its_own_options(tmp_path: Path, kind: str) -> None:
    files = _files(new_package("lessonnet-my-part", kind, tmp_path))
    text = files[f"lessonnet_my_part/conf/{KINDS[kind]}/my_part.yaml"]
    node = yaml.safe_load(text)
    node = node["my_part"] if kind == "callback" else node
    assert text.startswith("# ")
    assert node["_target_"] == "lessonnet_my_part.MyPart"
    code = ast.parse(files[f"lessonnet_my_part/{kind}.py"])
    (own,) = (found for found in code.body if isinstance(found, ast.ClassDef))
    assert own.name == "MyPart"
    assert ast.get_docstring(own)


@pytest.mark.parametrize("kind", KINDS)
def test_code_passes_ruff_and_mypy(tmp_path: Path, kind: str) -> None:
    directory = new_package("lessonnet-my-part", kind, tmp_path)
    rules = ["--select", "E,F,W,I,N,UP,B,SIM,RUF", "--ignore", "RUF001,RUF002,RUF003"]  # those are letters like σ
    for command in (
        ["ruff", "format", "--check", "--no-cache"],
        ["ruff", "check", "--no-cache", *rules],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command, "."],
            cwd=directory, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_code_passes_mypy(tmp_path: Path) -> None:
    modules = [new_package(f"lessonnet-my-{kind}", kind, tmp_path) / f"lessonnet_my_{kind}" for kind in KINDS]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), *map(str, modules)],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_package_passes_its_own_tests(tmp_path: Path, kind: str) -> None:
    directory = install_project(new_package("lessonnet-my-part", kind, tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=directory, env=environment_with(directory), capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Swish",
        "lessonnet-",
        "-swish",
        "swish-",
        "a--b",
        "a b",
        "../a",
        "a/b",
        "3d",
        "lessonnet-3d",
        "é",
        "a.b",
        "a" * 61,
    ],
)
def test_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError, match=r"small letters and digits|something else already|there is a"):
        new_package(name, "activation", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("lessonnet-tanh", "activation", "`activation=tanh` is one of lessonnet's own"),
        ("lessonnet-moons", "data", "`data=moons` is one of lessonnet's own"),
        ("lessonnet-null", "activation", "means something else already"),
        ("lessonnet-class", "activation", "means something else already"),
        ("lessonnet-tensor", "activation", "means something else already"),
        ("lessonnet-data-set", "data", "means something else already"),
        ("numpy", "activation", "there is a Python package numpy already"),
        ("lessonnet", "activation", "there is a Python package lessonnet already"),
        ("lessonnet-swish", "activations", "Did you mean activation?"),
        ("lessonnet-swish", "penalty", "`--kind penalty` is written by hand, as docs/plugins.md shows"),
        ("lessonnet-swish", "rubbish", "`--kind` must be one of activation, network, data, callback, got 'rubbish'"),
    ],
)
def test_name_or_kind_that_cannot_be_used_is_refused(tmp_path: Path, name: str, kind: str, words: str) -> None:
    with pytest.raises(OptionError) as refusal:
        new_package(name, kind, tmp_path)
    assert words in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_option_of_an_installed_plugin_is_refused(tmp_path: Path) -> None:
    site = write_package(tmp_path / "site", "other-swish", conf={"activation/swish.yaml": "_target_: a.B\n"})
    with on_path(site), pytest.raises(OptionError, match=r"offered by other-swish 0\.1\.0 already"):
        new_package("lessonnet-swish", "activation", tmp_path)


def test_existing_directory_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "lessonnet-swish").mkdir()
    (tmp_path / "lessonnet-swish" / "mine.txt").write_text("mine")
    with pytest.raises(OptionError, match="there is a lessonnet-swish here already"):
        new_package("lessonnet-swish", "activation", tmp_path)
    assert _files(tmp_path / "lessonnet-swish") == {"mine.txt": "mine"}
