"""Read a model directory that anybody may have written."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from torch import Tensor

from lessonnet.artifact._description import parse_description
from lessonnet.artifact._layout import (
    DESCRIPTION_CAP,
    DESCRIPTION_FILE,
    HEADER_CAP,
    SUMS_CAP,
    SUMS_FILE,
    TENSORS_CAP,
    TENSORS_FILE,
)
from lessonnet.artifact._shapes import expected_shapes
from lessonnet.artifact._tensors import largest_file, parse_tensors
from lessonnet.durable import sha256_of
from lessonnet.files import read_capped
from lessonnet.options import OptionError

_SUM_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>.+)")


def load_model(directory: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Read a model directory, verified, without running or importing anything that its files name.

    The SHA-256 sums find damage, not malice: whoever forges a model writes fitting sums. Against malice stand the
    format (numbers and plain JSON, no pickle), caps on every size before memory is taken, and a description of known
    keys and plain values alone; names of parts stay strings, for the program to look up among its own.

    Args:
        directory: holds `model.safetensors`, `model.json` and `SHA256SUMS`; other files in it are not touched.

    Returns:
        The description, and the tensors by name, on the CPU.

    Raises:
        OptionError: if a file is missing, a link, too large, damaged, or does not say what it has to.
    """
    folder = Path(directory)
    if not folder.is_dir():
        raise OptionError(f"{folder}: no such model directory.")
    sums = _read_sums(folder / SUMS_FILE)
    described = folder / DESCRIPTION_FILE
    description = parse_description(_read_verified(described, sums, DESCRIPTION_CAP), described)
    shapes = expected_shapes(description)
    weights = folder / TENSORS_FILE
    cap = min(TENSORS_CAP, largest_file(shapes, HEADER_CAP))
    tensors = parse_tensors(_read_verified(weights, sums, cap), shapes, weights)
    return description, tensors


def _read_sums(path: Path) -> dict[str, str]:
    try:
        text = read_capped(path, SUMS_CAP).decode("ascii")
    except UnicodeDecodeError:
        raise OptionError(f"{path}: must be lines of 'sum  name', found bytes that are not ASCII.") from None
    # Not splitlines(), which also splits at control characters that a flipped bit makes of a newline.
    *lines, rest = text.split("\n")
    if rest:
        raise OptionError(f"{path}: must end with a newline.")
    sums: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = _SUM_LINE.fullmatch(line)
        if match is None:
            raise OptionError(f"{path}: line {number} must be 64 hexadecimal digits, two spaces and a file name.")
        name = match["name"]
        if name not in (TENSORS_FILE, DESCRIPTION_FILE) or name in sums:
            raise OptionError(
                f"{path}: line {number} must name {TENSORS_FILE} or {DESCRIPTION_FILE}, each once, got {name!r}."
            )
        sums[name] = match["digest"]
    for name in (TENSORS_FILE, DESCRIPTION_FILE):
        if name not in sums:
            raise OptionError(f"{path}: the sum of {name} is missing.")
    return sums


def _read_verified(path: Path, sums: dict[str, str], cap: int) -> bytes:
    data = read_capped(path, cap)
    if sha256_of(data) != sums[path.name]:
        raise OptionError(f"{path}: is damaged: its SHA-256 is not the one in {SUMS_FILE}.")
    return data
