"""Wheels, and environments that hold nothing but them and what is lent to them."""

import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.test_packaging import run


def wheel_of(source: Path, directory: Path) -> Path:
    """Build a package's wheel."""
    before = set(directory.glob("*.whl"))
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", directory, source, cwd=directory)
    (built,) = set(directory.glob("*.whl")) - before
    return built


def environment(place: Path, wheels: Sequence[Path]) -> Path:
    """Return the Python of a new environment with these wheels.

    Third-party packages are lent by a `.pth`, which follows none of the `.pth` files there: an editable installation
    of lessonnet does not come with them.
    """
    venv.create(place, symlinks=True)
    python = place / "bin" / "python"
    install(python, wheels)
    purelib = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).stdout.strip()
    (Path(purelib) / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def install(python: Path, wheels: Sequence[Path]) -> None:
    """Install wheels, and nothing that they require."""
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", *wheels]
    run(*command, cwd=python.parent)
