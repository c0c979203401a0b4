"""The page, put where it belongs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from lessonnet.durable import write_durably
from lessonnet.files import read_head, refuse_place
from lessonnet.options import OptionError
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._page import GENERATOR
from lessonnet.reporting._report import report_of

NAME = "report.html"
_HEAD = 1024


class Written(NamedTuple):
    """What was written.

    Attributes:
        path: of the page.
        left_out: what of the directory could not be used, and why.
    """

    path: Path
    left_out: list[str]


def write_report(directory: str | os.PathLike[str], output: str | os.PathLike[str] | None = None) -> Written:
    """Write the report of a run or a sweep as one HTML file.

    Args:
        directory: of the run or the sweep.
        output: the file, which must not exist; None for `report.html` in the directory, where an earlier report, and
            nothing else, is replaced.

    Raises:
        OptionError: if the directory or the place cannot be used; nothing has been written then.
        OSError: if the disk refuses.
    """
    source = Path(directory)
    if not source.is_dir():
        what = "is a file" if source.exists() else "does not exist"
        raise OptionError(f"`run` must be the directory of a run or of a sweep, and {str(directory)!r} {what}.")
    path = source / NAME if output is None else Path(output)
    _refuse(path, is_default=output is None)
    folder = Folder(source)
    page = report_of(folder)
    write_durably(path, page.encode())
    return Written(path, list(dict.fromkeys(folder.left_out)))


def _refuse(path: Path, *, is_default: bool) -> None:
    if path.suffix.lower() not in (".html", ".htm"):
        raise OptionError(f"`output` must end in .html, got {path.name!r}.")
    if not is_default or not os.path.lexists(path):
        refuse_place("output", path)
    elif not _is_report(path):
        raise OptionError(f"{path} exists and is no report of this program; name another file by `output`.")


def _is_report(path: Path) -> bool:
    """Tell whether a file is an earlier report, which may be made anew."""
    return GENERATOR.encode() in read_head(path, _HEAD)
