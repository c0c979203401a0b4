"""The config of jobs that make the same choices: composed once; what only differs in values is set."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from lessonnet.command._overrides import read
from lessonnet.config import plain

_REFERENCE = re.compile(r"\$\{([\w.]+)\}")
_WHOLE = re.compile("0|[1-9][0-9]*")
_PLAIN = re.compile(r"[A-Za-z/][\w/.,=+-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Plain words that YAML takes for something else."""

_SHORT = 60
"""Characters up to which a text is not broken into lines."""


class Base:
    """One combination of choices, with room for values.

    Args:
        full: the composed config with Hydra's own node; Hydra's part may be changed.
        keys: of the values that each job has for itself.
    """

    def __init__(self, full: DictConfig, keys: Sequence[str]) -> None:
        self._full = full
        self._config = OmegaConf.masked_copy(full, [str(key) for key in full if key != "hydra"])
        self._keys = keys
        self._references = _references(OmegaConf.to_container(self._config, resolve=False))

    @property
    def subdirectory(self) -> str:
        """Where in the sweep's directory a job's own is, as the config says it."""
        sweep = OmegaConf.to_container(self._full.hydra.sweep, resolve=False)
        assert isinstance(sweep, dict)
        return str(sweep["subdir"])

    def tree(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the config with these values as plain dicts, interpolations resolved."""
        if self._references is None or any(_needs_a_merge(value) for value in values.values()):
            return plain(self._with(values))
        tree = _copied(self._resolved)
        for key, value in values.items():
            _set(tree, key, value)
        for key, source in self._references.items():
            if key not in values:
                _set(tree, key, _get(tree, source))
        return tree

    def texts(self, values: Mapping[str, Any], lines: Sequence[str], number: int, directory: Path) -> dict[str, str]:
        """Return the files that Hydra writes for a job, by name.

        Args:
            values: as for `tree`.
            lines: all overrides of the job.
            number: of the job.
            directory: of the job.
        """
        if all(_is_scalar(value) for value in values.values()):
            config = _filled(self._config_text, {_mark(i): _scalar(values[key]) for i, key in enumerate(self._keys)})
        else:
            config = OmegaConf.to_yaml(self._with(values))
        marks = {
            str(_NUMBER): str(number),
            _IDENTITY: _scalar(str(number)),
            _DIRECTORY: _scalar(str(directory)),
            _DIRNAME: _scalar(self._directory_name(lines)),
            f"\n    - {_LINES}\n": _listed(lines, "    "),
        }
        overrides = _listed(lines, "").lstrip()
        return {"config.yaml": config, "hydra.yaml": _filled(self._hydra_text, marks), "overrides.yaml": overrides}

    def _directory_name(self, lines: Sequence[str]) -> str:
        """Return what Hydra makes of a job's overrides for a directory's name."""
        form = self._full.hydra.job.config.override_dirname
        excluded = form.exclude_keys
        named = sorted(line for line in lines if not excluded or read(line).key_or_group not in excluded)
        return str(form.item_sep.join(named).replace("=", form.kv_sep))

    @cached_property
    def _resolved(self) -> dict[str, Any]:
        return plain(self._config)

    @cached_property
    def _config_text(self) -> str:
        return OmegaConf.to_yaml(self._with({key: _mark(i) for i, key in enumerate(self._keys)}))

    @cached_property
    def _hydra_text(self) -> str:
        own = OmegaConf.masked_copy(self._full, ["hydra"])
        with read_write(own), open_dict(own):
            own.hydra.job.num, own.hydra.job.id = _NUMBER, _IDENTITY
            own.hydra.job.override_dirname = _DIRNAME
            own.hydra.runtime.output_dir = _DIRECTORY
            own.hydra.overrides.task = [_LINES]
        return OmegaConf.to_yaml(own)

    def _with(self, values: Mapping[str, Any]) -> DictConfig:
        config = self._config.copy()
        for key, value in values.items():
            OmegaConf.update(config, key, value, merge=True)
        return config


_NUMBER = 9_087_654_321_012_345_678
"""Stands for a job's number, which Hydra wants to be one, in a text that is rendered once."""
_IDENTITY, _DIRECTORY, _DIRNAME, _LINES = (f"__LESSONNET_{name}__" for name in ("ID", "DIR", "NAME", "LINES"))


def _mark(number: int) -> str:
    return f"__LESSONNET_VALUE_{number}__"


def _filled(text: str, marks: Mapping[str, str]) -> str:
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def _listed(lines: Sequence[str], indent: str) -> str:
    """Return a list as it stands behind its key."""
    return "\n" + "".join(f"{indent}- {_scalar(line)}\n" for line in lines) if lines else " []\n"


def _needs_a_merge(value: Any) -> bool:
    """Tell whether a value is more than what it says: it refers to others, or joins a node."""
    return isinstance(value, dict) or (isinstance(value, str) and "${" in value)


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and "\n" not in value)


@lru_cache(maxsize=4096, typed=True)  # 1, 1.0 and true are equal and are not the same
def _scalar(value: Any) -> str:
    """Return a value as OmegaConf writes it; quickly where nothing has to be quoted."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return f"'{value}'"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if isinstance(value, str) and len(value) > _SHORT:
        return json.dumps(value, ensure_ascii=False)  # on one line, which YAML reads too
    return OmegaConf.to_yaml({"k": value}).removeprefix("k: ").rstrip("\n")


def _references(node: Any, path: str = "") -> dict[str, str] | None:
    """Return which keys repeat which others, None where anything else is interpolated."""
    found: dict[str, str] = {}
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in items:
        key = f"{path}.{name}" if path else str(name)
        if isinstance(value, dict | list):
            inner = _references(value, key)
            if inner is None:
                return None
            found |= inner
        elif isinstance(value, str) and "${" in value:
            match = _REFERENCE.fullmatch(value)
            if match is None or isinstance(node, list):
                return None
            found[key] = match[1]
    return found if not any(source in found for source in found.values()) else None


def _get(tree: dict[str, Any], key: str) -> Any:
    node: Any = tree
    for name in key.split("."):
        node = node[name]
    return _copied(node)


def _copied(node: Any) -> Any:
    """Return a copy of plain dicts and lists; `copy.deepcopy` takes five times as long."""
    if isinstance(node, dict):
        return {name: _copied(value) for name, value in node.items()}
    return [_copied(value) for value in node] if isinstance(node, list) else node


def _set(tree: dict[str, Any], key: str, value: Any) -> None:
    *path, last = key.split(".")
    node: Any = tree
    for name in path:
        node = node[int(name)] if isinstance(node, list) else node[name]
    node[int(last) if isinstance(node, list) else last] = value
