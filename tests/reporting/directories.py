"""Directories of runs and sweeps, written by hand as the programs write them."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS: dict[str, Any] = {
    "status": "completed",
    "best_epoch": 2,
    "epochs": 3,
    "steps": 45,
    "seconds": 0.12,
    "train": {"error": 0.25, "accuracy": 0.9},
    "val": {"error": 0.5, "accuracy": 0.8},
    "test": None,
    "selected_by": "val",
    "restart_errors": [0.5],
    "stack_size": 1,
    "backprop": "closed_form",
    "seed": 0,
    "versions": {"lessonnet": "0.1.0", "torch": "2.13.0"},
}
METRICS = "epoch,step,train_error,val_error\n1,15,1.0,1.0\n2,30,0.5,0.5\n3,45,0.25,0.75\n"
LEDGER = 'step,point,formula\n1,4,"(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)"\n'
FINDING = {"name": "overfitting", "words": "It rose.", "evidence": "0.5, then 0.75", "try": "dropout=per_batch"}


def described(model: str = "logistic", **changes: Any) -> dict[str, Any]:
    """What `model.json` says of a model for students."""
    return {
        "format": 1,
        "model": model,
        "in_features": 2,
        "classes": 2,
        "hidden": [],
        "activation": None,
        "feature_names": ["test", "grades"],
        "class_names": ["rejected", "accepted"],
        "scaling": None,
        "data": {"name": "admissions", "options": {}},
        "table": None,
        **changes,
    }


def hydra(overrides: Sequence[str], mode: str = "RUN", config_name: str = "train", config_dir: str = "") -> str:
    """What `.hydra/hydra.yaml` says, as far as anybody reads it."""
    sources: list[dict[str, str]] = [{"path": "conf", "schema": "file", "provider": "main"}]
    if config_dir:
        sources.append({"path": config_dir, "schema": "file", "provider": "command-line"})
    job = {"config_name": config_name}
    runtime = {"config_sources": sources, "choices": {"data": "admissions", "optimizer": "sgd"}}
    # JSON is YAML.
    return json.dumps({"hydra": {"mode": mode, "overrides": {"task": overrides}, "job": job, "runtime": runtime}})


def write(directory: Path, files: Mapping[str, Any]) -> Path:
    """Write files below a directory: bytes, text, or anything else as JSON."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
    return directory


def run_directory(directory: Path, overrides: Sequence[str] = ("trainer.max_epochs=3",), **results: Any) -> Path:
    """A run's directory, without figures."""
    return write(
        directory,
        {
            "results.json": {**RESULTS, **results},
            "metrics.csv": METRICS,
            ".hydra/hydra.yaml": hydra(overrides),
            ".hydra/overrides.yaml": json.dumps(list(overrides)),
            ".hydra/config.yaml": "data:\n  _target_: lessonnet.data.Admissions\n  points: 400\nseed: 0\n",
            "model/model.json": described(),
        },
    )


def sweep_directory(directory: Path, rates: Sequence[str] = ("0.1", "1"), seeds: int = 2, fails: int = 0) -> Path:
    """A sweep's directory: every rate with every seed, each job worse than the one before; the last ones fail."""
    settings, jobs = [], []
    for rate in rates:
        numbers = [len(jobs) + seed for seed in range(seeds)]
        for seed, number in enumerate(numbers):
            jobs.append({**RESULTS, **_job(number, rate, seed, failed=number >= len(rates) * seeds - fails)})
        settings.append(_setting(rate, numbers))
    write(directory, {"sweep.json": {"jobs": jobs, "settings": settings}})
    head = {"format": 1, "grid": {"optimizer.lr": list(rates), "seed": [str(seed) for seed in range(seeds)]}}
    write(directory, {"sweep.jsonl": json.dumps(head) + "\n"})
    write(directory, {"multirun.yaml": hydra([], mode="MULTIRUN")})
    run_directory(directory / "0", jobs[0]["overrides"], val={"error": 0.1, "accuracy": 0.9})
    return directory


def _job(number: int, rate: str, seed: int, *, failed: bool) -> dict[str, Any]:
    overrides = [f"optimizer.lr={rate}", f"seed={seed}"]
    job = {"job": number, "directory": str(number), "overrides": overrides, "error": None}
    measured = {"val": {"error": 0.1 * (number + 1), "accuracy": 0.9}}
    return {**job, **({"status": "failed", "error": "no memory", "val": None} if failed else measured)}


def _setting(rate: str, numbers: Sequence[int]) -> dict[str, Any]:
    spread = {"mean": 0.3, "standard_deviation": 0.01}
    return {
        "overrides": [f"optimizer.lr={rate}"],
        "jobs": list(numbers),
        "completed": len(numbers),
        "selected_by": "val",
        "error": spread,
        "val_accuracy": spread,
        "test_accuracy": spread,
    }


def png(width: int = 2, height: int = 1) -> bytes:
    """The smallest whole PNG of these sides: grey, and black all over."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\x00" * width) * min(height, 4))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")
"""One white point."""
