"""Check the safetensors file against the shapes that the description promises, before memory is taken for it.

The format: eight bytes with the length of the header (little-endian), the header as JSON (``{"name": {"dtype": "F32",
"shape": [64, 10], "data_offsets": [0, 2560]}, ...}``), then the numbers, without gaps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from lessonnet.artifact._layout import HEADER_CAP
from lessonnet.artifact._texts import short
from lessonnet.files import parse_json
from lessonnet.options import OptionError

Shapes = dict[str, tuple[int, ...]]
_BYTES_PER_NUMBER = {"F32": 4, "F64": 8}
_LENGTH_BYTES = 8


def largest_file(shapes: Shapes, header_cap: int) -> int:
    """Return the most bytes that a file with these tensors can honestly have."""
    numbers = sum(math.prod(shape) for shape in shapes.values())
    return _LENGTH_BYTES + header_cap + numbers * max(_BYTES_PER_NUMBER.values())


def parse_tensors(data: bytes, shapes: Shapes, path: Path) -> dict[str, Tensor]:
    """Return the tensors of a safetensors file that holds exactly the named shapes.

    Args:
        data: the file's content.
        shapes: what must be in it.
        path: the file's name for errors.

    Raises:
        OptionError: if header, names, shapes, types or extent do not fit, or a number is not finite.
    """
    _check_header(data, shapes, path)
    try:
        tensors = safetensors.torch.load(data)
    except (safetensors.SafetensorError, ValueError, RuntimeError) as error:
        raise OptionError(f"{path}: is not a readable safetensors file ({short(str(error))}).") from None
    check_tensors(tensors, shapes, path)
    return tensors


def check_tensors(tensors: Mapping[str, Tensor], shapes: Shapes, path: Path) -> None:
    """Refuse tensors that are not the promised ones, or not finite.

    Raises:
        OptionError: naming the file and the first tensor that does not fit.
    """
    _check_names(tensors, shapes, path)
    for name, shape in shapes.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape:
            raise OptionError(f"{path}: `{name}` must have the shape {list(shape)}, got {list(tensor.shape)}.")
        if tensor.dtype not in (torch.float32, torch.float64):
            raise OptionError(f"{path}: `{name}` must be float32 or float64, got {tensor.dtype}.")
        if not torch.isfinite(tensor).all():
            raise OptionError(f"{path}: `{name}` must be finite, found NaN or infinity.")
    if len({tensors[name].dtype for name in shapes}) > 1:
        raise OptionError(f"{path}: all tensors must be of one dtype, found float32 beside float64.")


def _check_header(data: bytes, shapes: Shapes, path: Path) -> None:
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    body = len(data) - _LENGTH_BYTES - length
    if len(data) < _LENGTH_BYTES or length > HEADER_CAP or body < 0:
        raise OptionError(f"{path}: is not a safetensors file: its header must be at most {HEADER_CAP} bytes.")
    header = parse_json(data[_LENGTH_BYTES : _LENGTH_BYTES + length], path)
    if not isinstance(header, dict):
        raise OptionError(f"{path}: its header must be a JSON object.")
    entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
    _check_names(entries, shapes, path)
    spans = sorted(_checked_span(name, entries[name], shape, path) for name, shape in shapes.items())
    # Without gap and overlap from the first byte to the last: nothing hidden, nothing read twice.
    if [start for start, _ in spans] != [0, *(stop for _, stop in spans[:-1])] or spans[-1][1] != body:
        raise OptionError(f"{path}: its tensors must fill the file without gaps.")


def _check_names(found: Mapping[str, Any], shapes: Shapes, path: Path) -> None:
    for name in shapes:
        if name not in found:
            raise OptionError(f"{path}: `{name}` is missing.")
    for name in found:
        if name not in shapes:
            raise OptionError(f"{path}: {short(name)} does not belong to the described network.")


def _checked_span(name: str, entry: Any, shape: tuple[int, ...], path: Path) -> tuple[int, int]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise OptionError(f"{path}: `{name}` must have a dtype, a shape and data_offsets.")
    if entry["shape"] != list(shape) or not _are_counts(entry["shape"]):
        raise OptionError(f"{path}: `{name}` must have the shape {list(shape)}, got {short(entry['shape'])}.")
    size = _BYTES_PER_NUMBER.get(entry["dtype"]) if isinstance(entry["dtype"], str) else None
    if size is None:
        raise OptionError(f"{path}: `{name}` must have the dtype F32 or F64, got {short(entry['dtype'])}.")
    offsets = entry["data_offsets"]
    if not _are_counts(offsets) or len(offsets) != 2 or offsets[1] - offsets[0] != size * math.prod(shape):
        raise OptionError(f"{path}: `{name}` must have data_offsets that span its {math.prod(shape)} numbers.")
    return offsets[0], offsets[1]


def _are_counts(value: Any) -> bool:
    # JSON's `true` and `2.0` equal 1 and 2 in Python; they are no counts.
    return isinstance(value, list) and all(type(item) is int and item >= 0 for item in value)
