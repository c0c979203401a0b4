"""Short runs of many configs, each distinct one only once, and everything by which two of them could differ."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf, open_dict

from lessonnet import sweep
from lessonnet.options import OptionError
from tests.sweep.runs import Run, composed, files_in

_ECHOES = ("seconds", "versions", "seed", "backprop", "diagnosis")
"""What `results.json` repeats of the config, or says in words, or of the clock."""


@dataclass(frozen=True)
class Observed:
    """A run that was watched. Each property is one kind of thing that a key may change.

    Args:
        directory: of the run.
        refusal: the line that refused it, "" if it ran.
        screen: what it wrote to a terminal while it trained.
        summary: what it ended with, "" if it was refused.
    """

    directory: Path
    refusal: str
    screen: str
    summary: str = ""

    @property
    def _run(self) -> Run:
        return Run(self.directory, 0, "")

    @cached_property
    def numbers(self) -> Any:
        """Weights, metrics but the learning rate, results but what they repeat of the config; or why there are none."""
        if self.refusal:
            return self.refusal
        metrics = []
        if (self.directory / "metrics.csv").exists():
            metrics = [{name: v for name, v in row.items() if name != "lr"} for row in self._run.metrics]
        results = {name: v for name, v in self._run.results.items() if name not in _ECHOES}
        model = self.directory / "model" / "model.safetensors"
        # Of an error surface there is no model; where its climbers came is in the results.
        weights = model.read_bytes() if model.exists() else json.dumps(results["climbers"]).encode()
        return json.dumps([metrics, results]), weights

    @cached_property
    def files(self) -> list[str]:
        """Names of all files."""
        return files_in(self.directory)

    @cached_property
    def drawings(self) -> int:
        """How often the progress bar was drawn with the position."""
        return self.screen.count("· step")

    def process(self, name: str) -> Any:
        """One setting of the process that trained, or how the files grew meanwhile (`sizes`)."""
        if self.refusal:
            return self.refusal
        return json.loads((self.directory / "witness" / "rank0.json").read_text())[name]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Laboratory:
    """Runs configs below a directory and remembers them."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[str, Observed] = {}

    def observe(self, *overrides: str) -> Observed:
        """Train what the overrides ask for, or return what was observed when it was trained before."""
        try:
            config = composed(*overrides)
        except OptionError as error:
            return Observed(self._directory, str(error), "")
        key = OmegaConf.to_yaml(config, resolve=True)
        if key not in self._known:
            self._known[key] = self._train(config, self._directory / str(len(self._known)))
        return self._known[key]

    def _train(self, config: DictConfig, directory: Path) -> Observed:
        directory.mkdir(parents=True)
        with open_dict(config):
            into = str(directory / "witness")
            config.callbacks["witness"] = {"_target_": "tests.sweep.witnesses.Witness", "into": into}
        with redirect_stderr(Terminal()) as terminal:
            try:
                result = sweep.run(config, directory)
            except OptionError as error:
                return Observed(directory, str(error), "")
        return Observed(directory, "", terminal.getvalue(), result.summary)


Aspect = Callable[[Observed], Any]
