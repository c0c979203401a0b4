"""Write a model directory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from lessonnet.artifact._description import parse_description
from lessonnet.artifact._layout import (
    DESCRIPTION_CAP,
    DESCRIPTION_FILE,
    HEADER_CAP,
    SUMS_FILE,
    TENSORS_CAP,
    TENSORS_FILE,
)
from lessonnet.artifact._shapes import expected_shapes
from lessonnet.artifact._tensors import check_tensors
from lessonnet.durable import make_directory, sha256_of, write_durably
from lessonnet.options import OptionError


def save_model(
    directory: str | os.PathLike[str], tensors: Mapping[str, Tensor], description: Mapping[str, Any]
) -> None:
    """Write weights and description as a model directory that `load_model` takes.

    What `load_model` would refuse is refused here, before anything is written. The sums come last: a directory that was
    left half-written does not verify.

    Args:
        directory: where to; made if missing, its three files replaced if present.
        tensors: ``layers.0.weight`` [inputs, outputs], ``layers.0.bias`` [outputs], ``layers.1.weight`` …, float32 or
            float64, finite.
        description: the content of `model.json`: plain values, no NaN.

    Raises:
        OptionError: if description and tensors do not fit each other or the format.
        OSError: if the disk refuses.
    """
    folder = Path(directory)
    contents = model_files(folder, tensors, description)
    make_directory(folder)
    for name, data in contents.items():
        write_durably(folder / name, data)


def model_files(folder: Path, tensors: Mapping[str, Tensor], description: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what `save_model` writes: names to contents, the sums last.

    Args:
        folder: where they are to go, for errors.
        tensors: as for `save_model`.
        description: likewise.

    Raises:
        OptionError: if description and tensors do not fit each other or the format.
    """
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    written = _written(description, folder / DESCRIPTION_FILE)
    # Check what will be read back, tuples already turned into lists.
    shapes = expected_shapes(parse_description(written, folder / DESCRIPTION_FILE))
    check_tensors(plain, shapes, folder / TENSORS_FILE)
    size = sum(tensor.nbytes for tensor in plain.values())
    if size > TENSORS_CAP - HEADER_CAP:
        raise OptionError(f"{folder / TENSORS_FILE}: must be at most {TENSORS_CAP} bytes, would be {size}.")
    contents = {TENSORS_FILE: safetensors.torch.save(plain), DESCRIPTION_FILE: written}
    sums = "".join(f"{sha256_of(data)}  {name}\n" for name, data in contents.items())
    return {**contents, SUMS_FILE: sums.encode("ascii")}


def _written(description: Mapping[str, Any], path: Path) -> bytes:
    try:
        text = json.dumps(dict(description), indent=2, allow_nan=False) + "\n"
    except ValueError as error:
        raise OptionError(f"{path}: must hold finite numbers and plain values ({error}).") from None
    if len(text) > DESCRIPTION_CAP:
        raise OptionError(f"{path}: must be at most {DESCRIPTION_CAP} bytes, would be {len(text)}.")
    return text.encode("ascii")
