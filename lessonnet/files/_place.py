"""Where a program may put a file of its own: never over anything."""

import os
import secrets
from pathlib import Path

from lessonnet.options import OptionError


def refuse_place(key: str, path: Path) -> None:
    """Refuse a file or directory that exists already, or that cannot be made.

    Args:
        key: the option that names it.
        path: where it is to be.

    Raises:
        OptionError: says why.
    """
    if os.path.lexists(path):
        raise OptionError(f"`{key}`: {path} exists already; remove it, or choose another name.")
    if not path.parent.is_dir():
        raise OptionError(f"`{key}`: there is no directory {str(path.parent)!r}.")
    probe = path.parent / f".{os.getpid()}.{secrets.token_hex(4)}.tmp"
    try:  # only an attempt tells: rights, quotas and read-only disks are many
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        probe.unlink()
    except OSError as error:
        raise OptionError(f"`{key}`: cannot write in {str(path.parent)!r}: {error.strerror}.") from error
