"""Packages and classes of one's own for tests of saved models, and how programs are called with and without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lessonnet import train
from lessonnet.nn import Activation, Criterion
from tests.plugin_packages import on_path, write_package
from tests.sweep.runs import Answer, called

QUICK = ("trainer=cpu", "trainer.max_epochs=3", "callbacks=none", "logger=none")
FORMATS_CODE = """
    def names(model, path):
        path.write_text("\\n".join(model.parameters()))


    def broken(model, path):
        raise ValueError("no room")


    def idle(model, path):
        pass
"""


class Sine(Activation):
    """One that no package offers; it keeps its option under another name."""

    def __init__(self, frequency: float = 1.0) -> None:
        super().__init__()
        self._w = frequency

    def forward(self, z: Tensor) -> Tensor:
        return torch.sin(self._w * z)


class Hinge(Criterion):
    """One whose scores are no probabilities."""

    has_probabilities = False

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        return torch.relu(1 - (2 * targets - 1) * scores).sum(-1)


class Shifted(nn.Module):
    """A network with a plain tensor and a buffer that its options make."""

    def __init__(self, in_features: int, outputs: int, shifts: list[float] = [0.5, 1.0]) -> None:  # noqa: B006
        super().__init__()
        self.layer = nn.Linear(in_features * len(shifts), outputs)
        self.register_buffer("shifts", torch.tensor(shifts))

    def forward(self, x: Tensor) -> Tensor:
        moved = torch.tanh(x.unsqueeze(1) + self.shifts[:, None]).flatten(1)
        scores: Tensor = self.layer(moved)
        return scores


def write_formats(site: Path) -> Path:
    """A package with export formats and nothing else."""
    exports = {name: f"lessonnet_formats:{name}" for name in ("names", "broken", "idle")}
    return write_package(site, "lessonnet-formats", code={"__init__.py": FORMATS_CODE}, plugins={}, exports=exports)


def trained(directory: Path, name: str, *overrides: str, sites: tuple[Path, ...] = ()) -> Path:
    """Train by command line with some packages installed, and return the run's directory."""
    answer = answered(directory, train.main, *QUICK, *overrides, f"hydra.run.dir={name}", sites=sites)
    assert answer.code == 0, answer.err
    return directory / name


def answered(directory: Path, program: Callable[[], int], *argv: str, sites: tuple[Path, ...] = ()) -> Answer:
    """Call a program in this process with some packages installed."""
    with on_path(*sites):
        return called(directory, program, *argv)


def path_of(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
