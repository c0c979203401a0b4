"""The classes of one's own config, for models that this very program has written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from lessonnet.artifact import GROUPS
from lessonnet.config import plain, target_of

CONFIG = ".hydra/config.yaml"


def classes_of(tree: Mapping[str, Any]) -> list[type]:
    """Return the classes of the parts that a saved model names.

    Args:
        tree: the config as plain dicts, of one's own run: its classes are imported.
    """
    nodes = {group: tree.get(group) for group in GROUPS.values()}
    found = [target_of(group, node["_target_"]) for group, node in nodes.items() if node is not None]
    return [kind for kind in found if isinstance(kind, type)]


def classes_of_run(directory: Path) -> list[type]:
    """Return the classes of a run of one's own, whose config lies in its directory; none where it has no config."""
    path = directory / CONFIG
    config = OmegaConf.load(path) if path.is_file() else None
    return classes_of(plain(config)) if isinstance(config, DictConfig) else []
