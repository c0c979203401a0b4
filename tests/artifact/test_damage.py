"""No damaged model directory loads."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lessonnet.artifact import load_model, save_model
from lessonnet.options import OptionError
from tests.artifact.model import GOOD, GOOD_2, TINY, tensors_for

FILES = ("model.safetensors", "model.json", "SHA256SUMS")


@pytest.fixture
def kind() -> str:
    return "logistic"


@pytest.fixture
def model(tmp_path: Path, kind: str) -> Path:
    description = {**GOOD, **GOOD_2}[kind]
    save_model(tmp_path / "model", tensors_for(description), description)
    return tmp_path / "model"


def _truncations(data: bytes) -> Iterator[bytes]:
    for length in range(len(data)):
        yield data[:length]


def _flips(data: bytes) -> Iterator[bytes]:
    damaged = bytearray(data)
    for place in range(len(data)):
        for bit in range(8):
            damaged[place] ^= 1 << bit
            yield bytes(damaged)
            damaged[place] ^= 1 << bit


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        ("logistic", _truncations),
        ("logistic", _flips),
        ("table", _truncations),
        ("network", _truncations),
        pytest.param("table", _flips, marks=pytest.mark.slow),
        pytest.param("network", _flips, marks=pytest.mark.slow),
    ],
)
def test_load_model_notices_every_damage(
    model: Path, kind: str, damage: Callable[[bytes], Iterator[bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    cases = silent = 0
    for name in FILES:
        whole = (model / name).read_bytes()
        for damaged in damage(whole):
            (model / name).write_bytes(damaged)
            cases += 1
            with contextlib.suppress(OptionError):
                load_model(model)
                silent += 1
        (model / name).write_bytes(whole)
    load_model(model)
    with capsys.disabled():
        print(f"\nmodel directory ({kind}), {damage.__name__[1:]}: {cases} cases, {silent} silent")
    assert cases > 100
    assert silent == 0


@pytest.mark.parametrize("name", FILES)
def test_load_model_names_the_file_that_is_missing(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(OptionError) as refused:
        load_model(model)
    assert str(refused.value) == f"{model / name}: is missing."


def test_load_model_refuses_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no such model directory"):
        load_model(tmp_path / "nowhere")


def test_load_model_refuses_files_of_two_different_saves(model: Path, tmp_path: Path) -> None:
    other = {name: tensor + 1 for name, tensor in tensors_for(TINY).items()}
    save_model(tmp_path / "other", other, TINY)
    shutil.copy(tmp_path / "other" / "model.safetensors", model)
    with pytest.raises(OptionError, match="damaged"):
        load_model(model)
