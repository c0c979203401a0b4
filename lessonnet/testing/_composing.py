"""Configs as the command line would make them, for tests: the choices by Hydra, then the values, then the check."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache, lru_cache
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import DictConfig, OmegaConf

from lessonnet.command._compose import composer
from lessonnet.config import check, plain
from lessonnet.options import OptionError

Lines = tuple[str, ...]
"""Overrides as on the command line; of two with one key the last counts."""

SMALL: Lines = (
    "data=blobs",
    "data.points=72",
    "data.features=4",
    "data.spread=6",  # clouds that overlap: something is left to learn after five epochs
    "data.batch_size=16",
    "model=mlp",
    "model.hidden=[5,4]",
    "trainer=cpu",
    "trainer.max_epochs=5",
    "trainer.num_threads=1",
    "callbacks=none",
    "logger=none",
)
"""A training of 15 steps on 44 points of three classes: large enough that every part acts, done in milliseconds."""

FLOAT64 = "trainer.precision=64-true"


def composed(lines: Sequence[str]) -> DictConfig:
    """Return the checked config of a small training (see `SMALL`) with overrides of one's own.

    Hydra composes each combination of choices once, as it takes a tenth of a second: plugins' files are found by it.

    Args:
        lines: overrides, which win over those of `SMALL`.

    Raises:
        OptionError: as the command line would.
    """
    last = {_key(line): line for line in (*SMALL, *lines)}
    choices = tuple(line for key, line in last.items() if key in _groups())
    values = [line for key, line in last.items() if key not in _groups() and _belongs(line, lines, choices)]
    tree = deepcopy(_chosen(choices))
    for override in OverridesParser.create().parse_overrides(values):
        _set(tree, override.key_or_group, override.value())
    config = OmegaConf.create(tree)
    check(config, (*choices, *values))
    return config


def tree_of(lines: Sequence[str]) -> dict[str, Any]:
    """Return `composed` as plain dicts, made once for the same overrides."""
    return deepcopy(_tree(tuple(lines)))


@lru_cache(maxsize=1024)
def _tree(lines: Lines) -> dict[str, Any]:
    return plain(composed(lines))


def untouched(choice: str) -> dict[str, Any]:
    """Return the config with nothing but one choice in it, as the YAML files have it."""
    last = {_key(line): line for line in (*SMALL, choice)}
    return plain(OmegaConf.create(_chosen(tuple(line for key, line in last.items() if key in _groups()))))


def refusal_of(lines: Sequence[str]) -> str:
    """Return the line that refuses overrides, "" if nothing does."""
    try:
        composed(lines)
    except OptionError as error:
        return str(error)
    return ""


def _key(line: str) -> str:
    return line.partition("=")[0].lstrip("+")


def _belongs(line: str, own: Sequence[str], choices: Lines) -> bool:
    """Tell whether a value is meant for what was chosen: those of `SMALL` are for its own data and model."""
    group = line.partition(".")[0]
    return line in own or not any(choice.startswith(f"{group}=") and choice not in SMALL for choice in choices)


def _set(tree: dict[str, Any], key: str, value: Any) -> None:
    *path, name = key.split(".")
    for part in path:
        tree = tree.setdefault(part, {})
    tree[name] = value


@cache
def _groups() -> frozenset[str]:
    with composer(None, None) as own:
        return frozenset(own.groups)


@cache
def _chosen(choices: Lines) -> dict[str, Any]:
    """Compose a config of choices alone, interpolations left as they are."""
    with composer(None, None) as own:
        tree = OmegaConf.to_container(own.compose(choices).config, resolve=False)
    assert isinstance(tree, dict)
    return {str(key): node for key, node in tree.items()}
