"""A directory that anybody may have written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from lessonnet.files import parse_json, read_capped, read_head
from lessonnet.options import OptionError

_MOST_OF_JSON = 64 * 1024**2
"""Bytes: the table of ten thousand jobs has eight million."""
_MOST_OF_YAML = 256 * 1024
_MOST_NAMES = 1000


class Folder:
    """Read the files of a directory within bounds; links are followed nowhere below it.

    A file that is not there is None. One that cannot be used is None too, and `left_out` says why.

    Args:
        path: of the directory.
        left_out: where to say what was not used; a list of its own by default.
        prefix: what stands before the names there.
    """

    def __init__(self, path: Path, left_out: list[str] | None = None, prefix: str = "") -> None:
        self.path = path.resolve()
        self.left_out: list[str] = [] if left_out is None else left_out
        self._prefix = prefix

    def has(self, name: str) -> bool:
        """Tell whether there is such a file, whatever it is."""
        return os.path.lexists(self.path / name)

    def child(self, name: str) -> Folder | None:
        """Return a directory below, None where there is none or a link leads to it."""
        if not self._is_within(name) or not (self.path / name).is_dir():
            return None
        return Folder(self.path / name, self.left_out, f"{self._prefix}{name}/")

    def names(self, suffix: str) -> list[str]:
        """Return the names of the files that end so, in order; of very many the first ones."""
        try:
            found = sorted(name for name in os.listdir(self.path) if name.endswith(suffix) and name[0] != ".")
        except OSError:
            return []
        return found[:_MOST_NAMES]

    def data(self, name: str, cap: int) -> bytes | None:
        """Return a file's content.

        Args:
            name: relative to this directory.
            cap: most bytes that it may have.
        """
        return self._noted(lambda: self._read(name, lambda path: read_capped(path, cap)))

    def head(self, name: str, most: int) -> bytes | None:
        """Return the first bytes of a file of any length."""
        return self._noted(lambda: self._read(name, lambda path: read_head(path, most)))

    def json(self, name: str) -> Any:
        """Return what a JSON file holds."""
        return self._noted(lambda: self.strict_json(name))

    def strict_json(self, name: str) -> Any:
        """Return what a JSON file holds.

        Raises:
            OptionError: if it is there and cannot be used.
        """
        data = self._read(name, lambda path: read_capped(path, _MOST_OF_JSON))
        return None if data is None else parse_json(data, self.path / name)

    def yaml(self, name: str) -> Any:
        """Return what a YAML file holds, all of its values as texts: nothing in it can ask for more than that."""
        data = self.data(name, _MOST_OF_YAML)
        if data is None:
            return None
        try:
            return yaml.load(data, Loader=yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            self.note(name, "is no YAML that can be read")
            return None

    def note(self, name: str, reason: str) -> None:
        """Say why a file was not used."""
        self.left_out.append(f"{self._prefix}{name}: {reason}.")

    def _read(self, name: str, read: Callable[[Path], bytes]) -> bytes | None:
        if not self.has(name):
            return None
        if not self._is_within(str(PurePosixPath(name).parent)):
            raise OptionError(f"{self.path / name}: is reached by a link.")
        return read(self.path / name)

    def _is_within(self, name: str) -> bool:
        """Tell whether a name leads to where it says: no link, no way up."""
        parts = PurePosixPath(name).parts
        is_plain = ".." not in parts and not PurePosixPath(name).is_absolute()
        return is_plain and (self.path / name).resolve() == self.path.joinpath(*parts)

    def _noted(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except OptionError as error:
            self.left_out.append(str(error).replace(f"{self.path}{os.sep}", self._prefix))
            return None
