"""The command line that makes a run or a sweep again."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from shlex import join
from typing import Any

from lessonnet.config import reproducing
from lessonnet.options import printable
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._values import items, mapping

_PROGRAM = ("python", "-m", "lessonnet.train")
_MAIN = "train"
_OVERRIDE = re.compile(r"[A-Za-z_~+].*", re.DOTALL)
"""How an override begins. A word that begins with a dash would be a flag, and nobody's choice of values."""
_LONGEST = 3000
_JOURNAL = "sweep.jsonl"
_MOST_OF_A_LINE = 1024**2
_OF_SEVERAL = ("experiment=", "hparams_search=")
"""Choices that may turn a run into a multirun."""


def command_of(folder: Folder) -> str | None:
    """Return the command that trains a run again, None where it is not known.

    Args:
        folder: of a run, or of a job of a sweep.
    """
    settings = mapping(mapping(folder.yaml(".hydra/hydra.yaml")).get("hydra"))
    given = folder.yaml(".hydra/overrides.yaml")
    if given is None:
        return None
    alone = ["hydra.mode=RUN"] if settings.get("mode") == "MULTIRUN" and _may_be_several(items(given)) else []
    return _joined(folder, ".hydra/overrides.yaml", [*items(given), *alone], _flags(folder, settings))


def sweep_command_of(folder: Folder) -> str | None:
    """Return the command that trains a sweep again, None where it is not known."""
    head = folder.head(_JOURNAL, _MOST_OF_A_LINE)
    if head is None:
        return None
    try:
        grid = mapping(mapping(json.loads(head.partition(b"\n")[0])).get("grid"))
    except (ValueError, RecursionError):
        folder.note(_JOURNAL, "does not begin with what the sweep was asked for")
        return None
    settings = mapping(mapping(folder.yaml("multirun.yaml")).get("hydra"))
    words = [_axis(key, values) for key, values in grid.items()]
    return _joined(folder, _JOURNAL, words, ["-m", *_flags(folder, settings)])


def _axis(key: str, values: Any) -> str | None:
    texts = [value for value in items(values) if isinstance(value, str)]
    return key if key.startswith("~") and texts == [""] else f"{key}={','.join(texts)}"


def _may_be_several(words: Sequence[Any]) -> bool:
    return any(isinstance(word, str) and word.startswith(_OF_SEVERAL) for word in words)


def _flags(folder: Folder, settings: Any) -> list[str]:
    """Return where else configs were looked for, and what the main one is called."""
    name = mapping(settings.get("job")).get("config_name")
    sources = map(mapping, items(mapping(settings.get("runtime")).get("config_sources")))
    own = [source.get("path") for source in sources if source.get("provider") == "command-line"]
    flags = [f"--config-dir={path}" for path in own if isinstance(path, str)]
    return flags + ([f"--config-name={name}"] if isinstance(name, str) and name != _MAIN else [])


def _joined(folder: Folder, name: str, words: Sequence[Any], flags: Sequence[str]) -> str | None:
    """Write a command line for a shell, if all words are what they have to be."""
    overrides = [word for word in words if isinstance(word, str) and _OVERRIDE.fullmatch(word)]
    line = join([*_PROGRAM, *flags, *reproducing(overrides)])
    if len(overrides) < len(words) or len(line) > _LONGEST or line != printable(line):
        folder.note(name, "holds something else than overrides of moderate length, and no command is made of that")
        return None
    return line
