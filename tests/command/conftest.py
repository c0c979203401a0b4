"""A program whose task notes what it was asked to do instead of training."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from omegaconf import DictConfig

from lessonnet.command import run_program


@dataclass
class NotingTask:
    """Note each call; answer with the code, or raise the error, that a test wants."""

    answer: int | BaseException = 0
    configs: list[DictConfig] = field(default_factory=list)
    directories: list[Path] = field(default_factory=list)
    resumed: list[bool] = field(default_factory=list)

    def __call__(self, config: DictConfig, directory: Path, *, resume: bool) -> int:
        self.configs.append(config)
        self.directories.append(directory)
        self.resumed.append(resume)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


Program = Callable[..., int]


@pytest.fixture
def task() -> NotingTask:
    return NotingTask()


@pytest.fixture
def program(task: NotingTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Run command lines in an empty directory; Hydra's log files are closed afterwards."""
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def train(config: DictConfig, directory: Path, *, resume: bool) -> int:
        return task(config, directory, resume=resume)

    yield lambda *argv: run_program(train, argv)

    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def everything_in(directory: Path) -> list[str]:
    return sorted(os.path.join(at, name) for at, folders, files in os.walk(directory) for name in (*folders, *files))
