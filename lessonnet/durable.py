"""Files that are either the old one or the new one, whatever happens: kill, full disk, power cut.

The bytes go to a temporary file in the *same* directory (a rename across filesystems is a copy, and a copy can stop
half-way), the file is flushed to the disk, renamed over its target in one step, and the directory that holds the name
is flushed too. Nothing here imports anything heavy.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

# ".results.json.4711.9f86d081.tmp": hidden, beside its target, and it tells which process wrote it.
_TEMPORARY = re.compile(r"\..+\.(?P<pid>\d+)\.[0-9a-f]{8}\.tmp")
_in_flight: set[str] = set()


def sha256_of(data: bytes | memoryview) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write_durably(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` at `path` so that a reader, now or after a crash, finds the old content or all of the new one.

    Temporary files that killed processes left in the same directory are removed first. One machine at a time writes to
    a directory.

    Args:
        path: the target; its directory exists (see `make_directory`).
        data: the whole content.

    Raises:
        OSError: if any step fails (full disk, no permission, failing device); the old content is then still in place,
            unless the very last step failed, the flush of the directory, after which the new content is.
    """
    with _beside(Path(path)) as temporary:
        _write_and_flush(temporary, data)


@contextlib.contextmanager
def durably_written(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield where to write a file that is too large to be held, and put it at `path` when it is whole.

    Nothing is at `path`, or the old content, until the block has ended well.

    Args:
        path: the target; its directory exists (see `make_directory`).

    Raises:
        OSError: if any step fails, as `write_durably` does.
    """
    with _beside(Path(path)) as temporary:
        yield temporary
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a name beside a target; what was written there, and flushed, then takes the target's place."""
    remove_leftovers(target.parent)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    _in_flight.add(temporary.name)
    try:
        yield temporary
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):  # the failure that brought us here is the one to report
            os.unlink(temporary)
        raise
    finally:
        _in_flight.discard(temporary.name)
    _flush_directory(target.parent)


def make_directory(path: str | os.PathLike[str]) -> None:
    """Create a directory and the missing ones above it, each flushed into its parent; an existing one is fine.

    Raises:
        OSError: if a directory cannot be made, or a file stands in the way.
    """
    directory = Path(path)
    if directory.is_dir():
        return
    make_directory(directory.parent)
    directory.mkdir(exist_ok=True)
    _flush_directory(directory.parent)


def remove_leftovers(directory: Path) -> None:
    """Remove the temporary files in `directory` whose writers are gone."""
    for entry in os.listdir(directory):
        match = _TEMPORARY.fullmatch(entry)
        if match and entry not in _in_flight and _is_gone(int(match["pid"])):
            with contextlib.suppress(OSError):  # rubbish that cannot be removed is no reason to refuse a save
                os.unlink(directory / entry)


def _is_gone(pid: int) -> bool:
    # A file under our own number that we are not writing stems from an earlier life: containers start at 1 each time.
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _write_and_flush(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
