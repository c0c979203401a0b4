"""Packages for tests: a directory that `importlib.metadata` finds like an installed one, made in a millisecond.

In a process of its own the directory stands in PYTHONPATH (`environment_with`); in the test's own process it stands in
sys.path for a while (`on_path`).
"""

import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

from lessonnet.config import target_of
from lessonnet.config._check import _known_part
from lessonnet.extensions import forget


def write_package(
    site: Path,
    package: str,
    *,
    module: str | None = None,
    version: str | None = "0.1.0",
    code: Mapping[str, str] | None = None,
    conf: Mapping[str, str] | None = None,
    plugins: Mapping[str, str] | None = None,
    figures: Mapping[str, str] | None = None,
    exports: Mapping[str, str] | None = None,
) -> Path:
    """Write an installed package into a directory that stands for site-packages, and return that directory.

    Args:
        site: the directory; several packages may share one.
        package: name of the distribution, such as ``lessonnet-swish``.
        module: its import package, None for the distribution's name with underscores.
        version: of the distribution, None for metadata without one.
        code: file names within the import package, and their text; ``__init__.py`` is empty unless given.
        conf: names below the import package's ``conf/``, such as ``activation/swish.yaml``, and their text.
        plugins: entry points of `lessonnet.plugins`, None for one that names the import package.
        figures: entry points of `lessonnet.figures`.
        exports: entry points of `lessonnet.exports`.
    """
    module = module or package.replace("-", "_")
    files = {"__init__.py": ""} | dict(code or {}) | {f"conf/{name}": text for name, text in (conf or {}).items()}
    for name, text in files.items():
        path = site / module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    groups = {
        "lessonnet.plugins": {package: module} if plugins is None else plugins,
        "lessonnet.figures": figures or {},
        "lessonnet.exports": exports or {},
    }
    _write_metadata(site, package, version, groups)
    return site


def install_project(project: Path) -> Path:
    """Make a project's own directory stand for site-packages, as an editable installation does, and return it."""
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    _write_metadata(project, described["name"], described["version"], described["entry-points"])
    return project


def _write_metadata(site: Path, package: str, version: str | None, groups: Mapping[str, Mapping[str, str]]) -> None:
    information = site / f"{package.replace('-', '_')}-{version or 'none'}.dist-info"
    information.mkdir(parents=True)
    metadata = ["Metadata-Version: 2.1", f"Name: {package}", *([f"Version: {version}"] if version else [])]
    (information / "METADATA").write_text("\n".join(metadata) + "\n", encoding="utf-8")
    lines = [line for group, points in groups.items() if points for line in _section(group, points)]
    (information / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _section(group: str, points: Mapping[str, str]) -> list[str]:
    return [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]


def environment_with(*sites: Path) -> dict[str, str]:
    """Return this process's environment with directories in front of its PYTHONPATH, for a process of its own."""
    before = os.environ.get("PYTHONPATH")
    return os.environ | {"PYTHONPATH": os.pathsep.join([*map(str, sites), *([before] if before else [])])}


@contextmanager
def on_path(*sites: Path) -> Iterator[None]:
    """Have the packages of some directories installed in this process, and gone again with all their modules."""
    before, modules = list(sys.path), set(sys.modules)
    sys.path[:0] = map(str, sites)
    _forget()
    try:
        yield
    finally:
        sys.path[:] = before
        _forget()
        roots = tuple(str(site) for site in sites)
        for name in set(sys.modules) - modules:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(roots):
                del sys.modules[name]


def _forget() -> None:
    forget()
    target_of.cache_clear()
    _known_part.cache_clear()
