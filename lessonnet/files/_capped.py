"""Read a file that anybody may have written: an ordinary one, of bounded size, and no link to another."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessonnet.options import OptionError


def read_capped(path: Path, cap: int) -> bytes:
    """Return the content of a file.

    Args:
        path: of the file; a link in its last place is refused.
        cap: most bytes that it may have.

    Raises:
        OptionError: in one line, if it is missing, a link, no ordinary file, too large or not to be read.
    """
    with _opened(path) as descriptor:
        size = os.fstat(descriptor).st_size
        if size > cap:
            raise OptionError(f"{path}: must be at most {cap} bytes here, found {size}.")
        data = _bytes(descriptor, size + 1)
        if len(data) != size:
            raise OptionError(f"{path}: changed its size while it was read.")
        return data


def read_head(path: Path, most: int) -> bytes:
    """Return the beginning of a file, however long that is.

    Args:
        path: as for `read_capped`.
        most: bytes to read.

    Raises:
        OptionError: as `read_capped` does.
    """
    with _opened(path) as descriptor:
        return _bytes(descriptor, most)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # O_NOFOLLOW refuses links; O_NONBLOCK keeps a named pipe from holding us up before we can see what it is.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise OptionError(f"{path}: is missing.") from None
    except OSError as error:
        reason = "is a link" if error.errno == errno.ELOOP else f"cannot be read ({error.strerror})"
        raise OptionError(f"{path}: {reason}.") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OptionError(f"{path}: must be an ordinary file.")
        yield descriptor
    except OSError as error:
        raise OptionError(f"{path}: cannot be read ({error.strerror}).") from None
    finally:
        os.close(descriptor)


def _bytes(descriptor: int, most: int) -> bytes:
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(most)
