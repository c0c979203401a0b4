"""The parts that a run was put together from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lessonnet.reporting._rows import Table
from lessonnet.reporting._values import cut, items, mapping, text

_PARTS = (
    "data",
    "model",
    "init",
    "activation",
    "regularizer",
    "dropout",
    "optimizer",
    "scheduler",
    "cv",
    "trainer",
    "logger",
)
_MOST_OPTIONS = 30
_MOST_OF_A_VALUE = 120


def composition_of(config: Mapping[str, Any], choices: Mapping[str, Any]) -> Table | None:
    """Return each part with what was chosen and its options, then the plain settings.

    Args:
        config: the content of `.hydra/config.yaml`, its values as texts.
        choices: each group of configs with the option that was chosen; may be empty.
    """
    rows = [_part(key, config[key], choices) for key in _PARTS if key in config]
    plain = {key: value for key, value in config.items() if isinstance(value, str) and key not in _PARTS}
    rows += [(cut(key), "", text(value)) for key, value in list(plain.items())[:_MOST_OPTIONS]]
    return Table(("part", "chosen", "options"), rows, words=3) if rows else None


def choices_of(settings: Any) -> Mapping[str, Any]:
    """Return each group of configs with the option that was chosen.

    Args:
        settings: the content of `.hydra/hydra.yaml`.
    """
    return mapping(mapping(mapping(mapping(settings).get("hydra")).get("runtime")).get("choices"))


def _part(key: str, node: Any, choices: Mapping[str, Any]) -> tuple[str, str, str]:
    options = mapping(node)
    chosen = text(choices.get(key)) or text(options.get("_target_")).rpartition(".")[2] or "none"
    written = [f"{cut(name)} {_value(value)}" for name, value in options.items() if name != "_target_"]
    return key, chosen, ", ".join(written[:_MOST_OPTIONS])


def _value(value: Any) -> str:
    if isinstance(value, str):
        return cut(value, _MOST_OF_A_VALUE)
    parts = [part if isinstance(part, str) else "…" for part in items(value)[:_MOST_OPTIONS]]
    return cut(f"[{', '.join(parts)}]" if isinstance(value, list) else "{…}", _MOST_OF_A_VALUE)
