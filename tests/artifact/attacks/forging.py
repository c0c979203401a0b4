"""Model directories as their forgers make them: whatever the content, the sums fit."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import safetensors.torch

from tests.artifact.model import TINY, tensors_for

Files = dict[str, bytes]
MODEL_FILES = ("model.safetensors", "model.json", "SHA256SUMS")


class Payload:
    """Unpickled, it would leave its mark."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.system, (f"touch {self.canary}",)


def with_sums(files: Files) -> Files:
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in MODEL_FILES[:2])
    return {**files, "SHA256SUMS": "".join(lines).encode()}


def model(description: dict[str, Any]) -> Files:
    """A model with the weights that it asks for."""
    tensors = safetensors.torch.save(tensors_for(description))
    return with_sums({"model.safetensors": tensors, "model.json": json.dumps(description).encode()})


def with_tensors(data: bytes) -> Files:
    return with_sums({**model(TINY), "model.safetensors": data})


def with_header(header: Any, body: bytes = b"\0" * 12) -> Files:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return with_tensors(struct.pack("<Q", len(text)) + text + body)


def with_json(data: Any) -> Files:
    return with_sums({**model(TINY), "model.json": data if isinstance(data, bytes) else json.dumps(data).encode()})
