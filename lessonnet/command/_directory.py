"""The one directory that a run or a sweep writes to: new, never anybody else's."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from lessonnet.options import OptionError


@dataclass(frozen=True)
class FreshDirectory:
    """Hold an empty directory that this process writes to, and the parents that it made for it.

    Args:
        path: the directory.
        parents: parents that did not exist before, innermost first.
        made: whether this process made the directory itself; else it is the user's own.
    """

    path: Path
    parents: tuple[Path, ...]
    made: bool = True

    def remove(self) -> None:
        """Take away what was made, except parents that somebody else uses by now, and the user's own directory."""
        if not self.made:
            _empty(self.path)
            return
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty: another run lives there
            for parent in self.parents:
                parent.rmdir()


def stamped_directory(base: Path, now: datetime) -> FreshDirectory:
    """Make ``base/<date_time>``, or ``…_1``, ``…_2`` where that second is taken.

    The mkdir is exclusive, so that any number of programs started at once get one directory each.

    Raises:
        OptionError: if the directory cannot be made.
    """
    parents = _make_parents(base / "x")
    for path in _candidates(base, now.strftime("%Y-%m-%d_%H-%M-%S")):
        with _errors_named(path), contextlib.suppress(FileExistsError):
            path.mkdir()
            return FreshDirectory(path, parents)
    raise AssertionError("the candidates never end")


def given_directory(path: Path) -> FreshDirectory:
    """Make the directory that a user named; an empty one may exist already.

    Raises:
        OptionError: if it holds something, or cannot be made.
    """
    if is_directory(path) and any(path.iterdir()):
        raise OptionError(f"the directory {path} is not empty, and a run never writes over another; name a new one.")
    parents, made = _make_parents(path), not is_directory(path)
    with _errors_named(path):
        path.mkdir(exist_ok=True)
    return FreshDirectory(path, parents, made)


def is_directory(path: Path) -> bool:
    """Tell whether there is such a directory; there is none whose name is too long for the disk."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _empty(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _candidates(base: Path, stamp: str) -> Iterator[Path]:
    yield base / stamp
    yield from (base / f"{stamp}_{number}" for number in count(1))


def _make_parents(path: Path) -> tuple[Path, ...]:
    with _errors_named(path.parent):
        missing = tuple(parent for parent in path.parents if not parent.exists())
        path.parent.mkdir(parents=True, exist_ok=True)
    return missing


@contextlib.contextmanager
def _errors_named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OptionError(f"cannot make the directory {path}: {error.strerror}.") from error
