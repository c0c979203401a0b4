"""An audit hook that notes what reading a model must not do."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from tests.artifact.attacks.forging import MODEL_FILES

FORBIDDEN = (
    "import",
    "exec",
    "compile",
    "marshal.",
    "pickle.",
    "code.",
    "function.",
    "cpython.",
    "builtins.input",
    "mmap.",
)
FORBIDDEN += ("os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.startfile", "os.fork", "os.kill", "os.putenv")
FORBIDDEN += ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.chmod", "os.chown")
FORBIDDEN += ("os.truncate", "os.listdir", "os.scandir", "os.chdir", "os.utime", "os.mkfifo", "os.mknod", "pty.")
FORBIDDEN += ("subprocess.", "socket.", "ctypes.", "shutil.", "glob.", "tempfile.", "urllib.", "http.", "ftplib.")
FORBIDDEN += ("smtplib.", "sqlite3.", "webbrowser.", "signal.", "sys.set", "sys._", "gc.", "threading.", "_thread.")


class Watch:
    """Note forbidden events while a directory is being read; a hook cannot be taken off, only told to look away."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.opened = 0
        self._directory: Path | None = None
        sys.addaudithook(self._hook)

    def __call__(self, directory: Path) -> Watch:
        self._wanted = directory
        return self

    def __enter__(self) -> None:
        self._directory = self._wanted

    def __exit__(self, *_: object) -> None:
        self._directory = None

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        directory = self._directory
        if directory is None:
            return
        if event == "open":
            self.opened += 1
        if event.startswith(FORBIDDEN) or (event == "open" and not _is_due(directory, *arguments)):
            self._directory = None  # writing it down causes events of its own
            self.events.append(f"{directory.name}: {event} {arguments!r:.200}")
            self._directory = directory


def _is_due(directory: Path, path: Any, _: Any, flags: int) -> bool:
    """Only the model's three files are opened, and only to be read."""
    if isinstance(path, int):  # a file that is open already
        return True
    reads = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) == 0
    return reads and os.fspath(path) in {str(directory / name) for name in MODEL_FILES}
