"""The pictures of the documentation can be made again."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_pictures.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_script_makes_pictures_that_are_shown(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {path.name for path in script.IMAGES.glob("*.png")}  # others are screenshots, and a benchmark's
    monkeypatch.setattr(script, "IMAGES", tmp_path)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT)])
    script.main()
    made = {path.name for path in tmp_path.glob("*.png")}
    assert made == {"boundaries.png", "learning_curves.png"}
    assert made <= shown
