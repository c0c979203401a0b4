"""Where a table lies, and how errors name it."""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonnet.options import OptionError, nearest, printable

_SHOWN = 40
_ENDINGS = {".csv", ".tsv", ".txt", ".data", ".gz", ".zst", ".parquet", ".pq"}


@dataclass(frozen=True)
class Location:
    """A file or folder, and the option that named it.

    Attributes:
        path: of the file or folder.
        key: of the option, such as `data.test_path`.
    """

    path: Path
    key: str

    def option(self, name: str) -> str:
        """Return the key of another option of the same part, such as `data.encoding`."""
        return f"{self.key.rpartition('.')[0]}.{name}".lstrip(".")

    def error(self, text: str) -> OptionError:
        """Build the error that names the file."""
        return OptionError(f"{self.path}: {printable(text)}")

    def damaged(self, error: BaseException) -> OptionError:
        """Build the error for a file that cannot be read to its end, from what the system or polars said."""
        reason = str(error).strip().split("\n")[0]
        return self.error(f"the file is cut off or damaged ({reason}).")

    @contextmanager
    def refusing_damage(self) -> Iterator[None]:
        """Turn what reading a plain or gzipped file raises where it is cut off or damaged into the error for it."""
        try:
            yield
        except (EOFError, OSError, zlib.error) as error:
            raise self.damaged(error) from None


def shown(cell: Any) -> str:
    """Return a cell as errors show it: quoted, and cut where it is long."""
    text = str(cell)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def locate(text: str, key: str) -> Location:
    """Return where `text` leads.

    Raises:
        OptionError: if there is no file or folder that can be read.
    """
    if not text.strip():
        raise OptionError(f"`{key}` must be the name of a file, got {shown(text)}.")
    if "://" in text:
        raise OptionError(f"`{key}` must be a file on this machine, got {shown(text)}; download it first.")
    try:
        path = Path(text).expanduser()
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise _nothing_there(path, key) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise OptionError(printable(f"`{key}`: {text!r} cannot be opened: {_reason(error)}.")) from None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OptionError(
            printable(f"`{key}` must be a file, got {text!r}, a device or a pipe; save it as a file first.")
        )
    if not os.access(path, os.R_OK):
        raise OptionError(printable(f"`{key}`: you have no right to read {text!r}."))
    return Location(path, key)


def _nearest_file(name: str, others: list[str]) -> str | None:
    """Return the file that a name most likely stands for; an ending, which many share, makes no two alike."""
    stem = _stem(name)
    close = nearest(stem, dict.fromkeys(_stem(other) for other in others if not other.startswith(".")))
    alike = [other for other in others if _stem(other) == close]
    return max(alike, key=lambda other: other.startswith(stem) + other.endswith(Path(name).suffix), default=None)


def _stem(name: str) -> str:
    while Path(name).suffix.lower() in _ENDINGS:
        name = Path(name).stem
    return name


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _nothing_there(path: Path, key: str) -> OptionError:
    folder = path.parent
    if not folder.is_dir():
        return OptionError(printable(f"`{key}`: there is no file '{path}', and no folder '{folder}'."))
    close = _nearest_file(path.name, sorted(entry.name for entry in folder.iterdir()))
    hint = f" Did you mean '{folder / close}'?" if close else ""
    return OptionError(printable(f"`{key}`: there is no file '{path}'.{hint}"))
