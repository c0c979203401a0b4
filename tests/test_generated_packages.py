"""Packages that `lessonnet.plugins new` writes, built as wheels, installed, tested and used as they stand."""

from pathlib import Path

import pytest

from tests.clean_environment import environment, install, wheel_of
from tests.test_packaging import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
USED = {
    "activation": ["model=mlp", "activation=bent"],
    "network": ["model=bent"],
    "data": ["data=bent"],
    "callback": ["callbacks=[checkpoint,bent]"],
}


@pytest.fixture(scope="module")
def lessonnet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_of(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.mark.parametrize("kind", USED)
def test_package_installs_passes_its_tests_and_is_stacked(kind: str, lessonnet: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", [lessonnet])
    run(python, "-m", "lessonnet.plugins", "new", "bent", "--kind", kind, cwd=tmp_path)
    install(python, [wheel_of(tmp_path / "bent", tmp_path)])
    done = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path / "bent", cwd=tmp_path)
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
    sweep = [*USED[kind], "trainer.max_epochs=3", "logger=none", "seed=0,1", "hydra.sweep.dir=sweep"]
    assert "a stack of 2" in run(python, "-m", "lessonnet.train", "-m", *sweep, cwd=tmp_path).stdout
