"""A new package, written from templates."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from lessonnet import __version__
from lessonnet.options import OptionError, nearest
from lessonnet.scaffold._names import Names

KINDS = {"activation": "activation", "network": "model", "data": "data", "callback": "callbacks"}
"""The kinds of package that can be written, each with its group of options."""

_DOCUMENTED = ("criterion", "dropout", "experiment", "export", "figure", "init", "optimizer", "penalty", "scheduler")
_PAGE = "docs/plugins.md"
_SUFFIX = ".jinja"


def new_package(name: str, kind: str, place: Path) -> Path:
    """Write a package with one plugin, and return its directory.

    Args:
        name: of the package, such as ``lessonnet-swish``; its directory has the same.
        kind: of the plugin, one of `KINDS`.
        place: where the directory is made.

    Raises:
        OptionError: if the kind or the name cannot be used, or the directory is there.
        OSError: if the disk refuses.
    """
    _refuse_unknown(kind)
    directory = place / name
    if directory.exists() or directory.is_symlink():
        raise OptionError(f"there is a {name} here already; nothing is written over it.")
    texts = _rendered(Names.of(name, KINDS[kind]), kind)
    directory.mkdir(parents=True)
    for relative, text in texts.items():
        path = directory / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return directory


def _refuse_unknown(kind: str) -> None:
    if kind in KINDS:
        return
    allowed = ", ".join(KINDS)
    if kind in _DOCUMENTED:
        raise OptionError(f"`--kind {kind}` is written by hand, as {_PAGE} shows; packages are written for: {allowed}.")
    close = nearest(kind, [*KINDS, *_DOCUMENTED])
    hint = f" Did you mean {close}?" if close else ""
    raise OptionError(f"`--kind` must be one of {allowed}, got {kind!r}; {_PAGE} shows the other kinds.{hint}")


def _rendered(names: Names, kind: str) -> dict[str, str]:
    """Return the text of each file of the package, by its path."""
    environment = _environment()
    texts: dict[str, str] = {}
    for path, template in _templates("common") | _templates(kind):
        values = {"names": names, "kind": kind, "group": KINDS[kind], "version": __version__}
        texts[environment.from_string(path).render(values)] = environment.from_string(template).render(values)
    return texts


@cache
def _environment() -> Environment:
    # What is written is code and not a page: nothing is escaped.
    return Environment(
        autoescape=False, undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _templates(folder: str) -> frozenset[tuple[str, str]]:
    """Return path and text of each template in a folder; a path is a template too."""
    root = files("lessonnet.scaffold").joinpath("templates", folder)
    return frozenset(_found(root, ""))


def _found(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _found(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_SUFFIX):
            found.append((f"{prefix}{entry.name.removesuffix(_SUFFIX)}", entry.read_text(encoding="utf-8")))
    return found
