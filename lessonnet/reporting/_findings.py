"""What a run's diagnosis says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessonnet.reporting._numbers import shown
from lessonnet.reporting._values import cut, items, mapping, text

_MOST = 30
_LONGEST = 1200


@dataclass(frozen=True)
class Finding:
    """One illness.

    Attributes:
        name: of the illness.
        words: what was seen.
        evidence: the numbers behind it; may be empty.
        remedies: overrides to try.
    """

    name: str
    words: str
    evidence: str
    remedies: list[str]


def findings_of(results: Mapping[str, Any]) -> list[Finding] | None:
    """Return what the diagnosis in `results.json` says; None where none was made."""
    if not isinstance(results.get("diagnosis"), list):
        return None
    return [_finding(mapping(found)) for found in items(results["diagnosis"])[:_MOST]]


def _finding(found: Mapping[str, Any]) -> Finding:
    remedies = found.get("try")
    return Finding(
        text(found.get("name")) or "a finding",
        text(found.get("words"), _LONGEST),
        _evidence(found.get("evidence")),
        [text(remedy) for remedy in (remedies if isinstance(remedies, list) else [remedies]) if text(remedy)],
    )


def _evidence(found: Any) -> str:
    if isinstance(found, dict):
        return cut(
            ", ".join(f"{cut(key).replace('_', ' ')} {_plain(value)}" for key, value in list(found.items())[:_MOST]),
            _LONGEST,
        )
    return text(found, _LONGEST)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_plain(one) for one in value[:_MOST] if not isinstance(one, list | dict))}]"
    if isinstance(value, float):
        return shown(value)
    return cut(str(value)) if isinstance(value, str | int) else "…"
