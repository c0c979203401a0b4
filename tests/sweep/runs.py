"""Runs in process: a config composed from overrides, trained into a directory, and read back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hydra
import pytest
import safetensors.torch
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import DictConfig, OmegaConf
from torch import Tensor

from lessonnet import sweep
from lessonnet.config import check

REPOSITORY = Path(__file__).parents[2]
CONF = REPOSITORY / "conf"
_GROUPS = {path.name for path in CONF.iterdir() if path.is_dir()}


SHOWING = ("layers", "histograms", "pictures", "figures", "diagnosis")
"""Callbacks that show a run and change nothing of it; they take seconds that only their own tests have."""


def composed(*overrides: str) -> DictConfig:
    """Compose and check a config: the choices by Hydra, once for each combination, and then the values.

    Without a choice of callbacks it has those of the default but for what shows and judges a run.
    """
    parser = OverridesParser.create()
    choices = tuple(line for line in overrides if line.partition("=")[0] in _GROUPS)
    config = _chosen(choices).copy()
    for override in parser.parse_overrides([line for line in overrides if line not in choices]):
        OmegaConf.update(config, override.key_or_group, override.value(), force_add=True)
    if not any(line.startswith("callbacks=") for line in overrides):
        OmegaConf.set_struct(config, False)
        for name in SHOWING:
            config.callbacks.pop(name, None)
    check(config, overrides)
    return config


@cache
def _chosen(choices: tuple[str, ...]) -> DictConfig:
    with hydra.initialize_config_dir(str(CONF), version_base="1.3"):
        return hydra.compose("train", overrides=list(choices))


@dataclass(frozen=True)
class Run:
    """A run's directory, read back, and what the program would have been told."""

    directory: Path
    exit_code: int
    summary: str

    @property
    def results(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.directory / "results.json").read_text())
        return found

    @property
    def metrics(self) -> list[dict[str, float]]:
        return read_metrics(self.directory)

    @property
    def tensors(self) -> dict[str, Tensor]:
        return safetensors.torch.load_file(self.directory / "model" / "model.safetensors")


def finished(directory: Path, *overrides: str, resume: bool = False) -> Run:
    """Train what the overrides ask for, on the CPU unless they choose a trainer, into this directory."""
    directory.mkdir(exist_ok=True)
    trainer = [] if any(line.startswith("trainer=") for line in overrides) else ["trainer=cpu"]
    result = sweep.run(composed(*trainer, *overrides), directory, resume=resume)
    return Run(directory, result.exit_code, result.summary)


def read_metrics(directory: Path) -> list[dict[str, float]]:
    with (directory / "metrics.csv").open() as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def digest_of(directory: Path) -> dict[str, Any]:
    """What a run left, less seconds and words: sums of its model and its metrics, and its results."""
    files = ("model/model.safetensors", "model/model.json", "metrics.csv")
    sums = {name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in files}
    results = without_time(json.loads((directory / "results.json").read_text()))
    return sums | {key: value for key, value in results.items() if key != "diagnosis"}


def without_time(results: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in results.items() if key != "seconds"}


@dataclass(frozen=True)
class Answer:
    """What a program answered."""

    code: int
    out: str
    err: str


def called(directory: Path, program: Callable[[], int], *argv: str) -> Answer:
    """Call a program's `main` in this process, in a directory, and leave the logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out, err = io.StringIO(), io.StringIO()
    try:
        with chdir(directory), redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["program", *argv])
            code = program()
    finally:
        for handler in set(root.handlers) - set(handlers):
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)
    return Answer(code, out.getvalue(), err.getvalue())


def files_in(directory: Path) -> list[str]:
    """All files below a directory, event files without their stamps."""
    found = (path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())
    return sorted(re.sub(r"(events\.out\.tfevents)\..*", r"\1", name) for name in found)
