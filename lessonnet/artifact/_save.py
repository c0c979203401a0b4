"""Write a model directory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from lessonnet.artifact._description import check_description, expected_shapes
from lessonnet.artifact._layout import DESCRIPTION_FILE, SUMS_FILE, TENSORS_FILE
from lessonnet.artifact._tensors import check_tensors
from lessonnet.durable import make_directory, sha256_of, write_durably


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
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    text = json.dumps(dict(description), indent=2, allow_nan=False) + "\n"
    # Check what will be read back, tuples already turned into lists.
    checked = check_description(json.loads(text), folder / DESCRIPTION_FILE)
    check_tensors(plain, expected_shapes(checked), folder / TENSORS_FILE)
    contents = {TENSORS_FILE: safetensors.torch.save(plain), DESCRIPTION_FILE: text.encode("ascii")}
    sums = "".join(f"{sha256_of(data)}  {name}\n" for name, data in contents.items())
    make_directory(folder)
    for name, data in {**contents, SUMS_FILE: sums.encode("ascii")}.items():
        write_durably(folder / name, data)
