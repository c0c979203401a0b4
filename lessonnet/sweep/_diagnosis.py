"""The diagnosis of a finished job, as it is printed and as `results.json` holds it."""

import math
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from torch import Tensor

from lessonnet.callbacks import EarlyStopping
from lessonnet.config import target_of
from lessonnet.diagnosis import Finding, diagnose, evidence_of
from lessonnet.options import options_of
from lessonnet.stack import Outcome
from lessonnet.sweep._job import Job

_WIDTH, _INDENT = 100, 10


def diagnosis_of(job: Job, outcome: Outcome, rows: Tensor | None = None) -> list[Finding]:
    """Return what a job's best member suffers from, the worst first; nothing where nothing is known.

    Args:
        job: what was trained.
        outcome: of its training.
        rows: the best member's parameters [F, P] at F moments, the first before the first step and the last after the
            last, as `Frames.of` gives them; None where they were not kept: then the saved weights stand for the last.
    """
    if not job.predicts:
        return []
    evidence = evidence_of(
        job.model.network,
        job.model.criterion,
        job.members[outcome.record.leader],
        job.data,
        outcome,
        epochs=job.tree["trainer"]["max_epochs"],
        patience=_patience(job),
        rows=rows if rows is not None and len(rows) else None,
    )
    return diagnose(evidence)


def lines_of(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return findings, as `results.json` holds them, in printed lines: what was seen, and below it what to try."""
    lines = []
    for finding in findings:
        lines += _wrapped("diagnosis", f"{finding['name']}: {finding['words']}")
        if finding["try"] is not None:
            lines.append(f"{'try':{_INDENT}}{finding['try']}")
    return lines


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as `results.json` holds them: `name`, `words`, `evidence` and `try`, strict JSON."""
    return [
        {
            "name": finding.name,
            "words": finding.words,
            "evidence": {name: _finite(value) for name, value in finding.evidence.items()},
            "try": finding.remedy,
        }
        for finding in findings
    ]


def _patience(job: Job) -> int | None:
    """Return the epochs without improvement that early stopping bears; None without it."""
    nodes = [node for node in (job.tree["callbacks"] or {}).values() if node is not None]
    # By the class, not its name: it may be named from where it is defined, too.
    stopping = [node for node in nodes if target_of("callbacks", node["_target_"]) is EarlyStopping]
    if not stopping:
        return None
    default: int = options_of(EarlyStopping)["patience"].default
    return stopping[0].get("patience", default)


def _wrapped(label: str, text: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=f"{label:{_INDENT}}",
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None
