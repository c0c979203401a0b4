"""Attacks in place of `model.safetensors`."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import torch

from tests.artifact.attacks.forging import Files, Payload, with_header, with_sums, with_tensors
from tests.artifact.model import MLP


def entry(shape: Any, start: Any, stop: Any, dtype: Any = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, stop]}


BIAS = entry([1], 0, 4)
WEIGHT = entry([2, 1], 4, 12)


def header_with(**changes: Any) -> dict[str, Any]:
    return {"layers.0.bias": BIAS, "layers.0.weight": WEIGHT, **{f"layers.0.{k}": v for k, v in changes.items()}}


def zip_bomb() -> bytes:
    """64 MiB in 64 KiB, and the name of a good file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.safetensors", b"\0" * 2**26)
    return packed.getvalue()


def saved_by_torch(canary: Path) -> bytes:
    packed = io.BytesIO()
    torch.save({"layers.0.weight": Payload(canary)}, packed)
    return packed.getvalue()


def attacks(canary: Path) -> dict[str, Files]:
    return {
        "pickle for tensors": with_tensors(pickle.dumps(Payload(canary))),
        "torch.save for tensors": with_tensors(saved_by_torch(canary)),
        "a zip bomb for tensors": with_tensors(zip_bomb()),
        "a gzip bomb for tensors": with_tensors(gzip.compress(b"\0" * 2**26)),
        "empty tensors": with_tensors(b""),
        **headers(),
        "2^62 elements, fitting description": {
            **with_sums(
                {
                    **with_header(header_with(weight=entry([10**6, 10**6], 4, 12))),
                    "model.json": json.dumps({**MLP, "hidden": [10**6] * 2}).encode(),
                }
            )
        },
        "a megabyte of a tensor's name": with_header({**header_with(), "x" * 900_000: BIAS}),
        "a terminal's commands for a tensor's name": with_header({**header_with(), "\x1b[2J\r\n": BIAS}),
        "a terminal's commands for a dtype": with_header(header_with(weight=entry([2, 1], 4, 12, "\x1b[2J\r\n"))),
        "a terminal's commands for a shape": with_header(header_with(weight=entry("\x1b[2J", 4, 12))),
        "NaN weights": with_header(header_with(), struct.pack("<3f", 0.0, float("nan"), 0.0)),
        "infinite weights": with_header(header_with(), struct.pack("<3f", 0.0, float("inf"), 0.0)),
    }


def headers() -> dict[str, Files]:
    return {
        "header of 100 GB": with_tensors(struct.pack("<Q", 100 * 2**30) + b"{}"),
        "header of 2^64 - 1": with_tensors(b"\xff" * 8 + b"{}"),
        "header above the file": with_tensors(struct.pack("<Q", 100) + b"{}"),
        "header of a list": with_header([]),
        "deep header": with_header(b"[" * 100_000),
        "a header 990 deep": with_header(
            json.dumps(header_with(weight=entry("@", 4, 12))).replace('"@"', "[" * 990 + "]" * 990).encode()
        ),
        "a tensor twice": with_header(json.dumps(header_with())[:-1].encode() + b', "layers.0.bias": {}}'),
        "hostile metadata": with_header({**header_with(), "__metadata__": {"a": {"_target_": "os.system"}}}),
        "2^62 elements": with_header(header_with(weight=entry([2**31, 2**31], 4, 12))),
        "2^62 elements, a span to fit": with_header(header_with(weight=entry([2**31, 2**31], 4, 4 + 2**64))),
        "offsets beyond the end": with_header(header_with(weight=entry([2, 1], 2**40, 2**40 + 8))),
        "negative offsets": with_header(header_with(weight=entry([2, 1], -8, 0))),
        "overlapping offsets": with_header(header_with(weight=entry([2, 1], 0, 8))),
        "a gap": with_header(header_with(weight=entry([2, 1], 8, 16)), b"\0" * 16),
        "trailing bytes": with_header(header_with(), b"\0" * 13),
        "fractional offsets": with_header(header_with(weight=entry([2, 1], 4.0, 12.0))),
        "true for 1": with_header(header_with(weight=entry([2, True], 4, 12))),
        "strange dtype": with_header(header_with(weight=entry([2, 1], 4, 12, "I32"))),
        "list for a dtype": with_header(header_with(weight=entry([2, 1], 4, 12, ["F32"]))),
        "an extra tensor": with_header({**header_with(), "../../evil": entry([0], 12, 12)}),
        "a missing tensor": with_header({"layers.0.weight": entry([2, 1], 0, 8)}, b"\0" * 8),
    }


def harmless() -> dict[str, Files]:
    """Texts that the format has a place for, and that nobody reads."""
    texts = {"_target_": "os.system", "../../x": "/etc/passwd", "a": "${oc.env:HOSTILE_SECRET}"}
    return {"metadata": with_header({**header_with(), "__metadata__": texts})}
