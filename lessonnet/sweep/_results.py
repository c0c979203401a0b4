"""`results.json`: the one file that scripts read about a run."""

import json
import math
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lessonnet
from lessonnet.durable import write_durably
from lessonnet.models import load_row
from lessonnet.stack import TRAINING, Outcome
from lessonnet.sweep._climbers import climbers_of, stayed_up
from lessonnet.sweep._evaluation import measured_parts
from lessonnet.sweep._job import Job
from lessonnet.sweep._summary import PARTS
from lessonnet.sweep._verdict import verdict_of

_PACKAGES = ("torch", "lightning", "hydra-core", "numpy", "safetensors", "scikit-learn")
_LATER = frozenset({"diagnosis", "verdict"})
"""Keys that the results of earlier versions do not have."""


def results_of(
    job: Job, outcome: Outcome, diagnosis: list[dict[str, Any]] | None, *, interrupted: bool
) -> dict[str, Any]:
    """Return the content of a job's `results.json` after its training.

    The best member is measured once on each part, the test part included; a part that does not exist is None.

    Args:
        job: what was trained.
        outcome: of its training.
        diagnosis: what was found of it, None where nobody looked.
        interrupted: whether a signal ended it.
    """
    network = load_row(job.model.network, outcome.best_tensors)
    parts = measured_parts(job.data, network, job.model.criterion)
    measured = {name: None if part is None else _finite(part) for name, part in parts.items()}
    known = _known(job, outcome, measured)
    known |= stayed_up(known)
    verdict = verdict_of(job)
    said = {"diagnosis": diagnosis} | ({} if verdict is None else {"verdict": verdict})
    return {"status": _status(outcome.record.status, interrupted), **known, **said}


def failed_results(job: Job, outcome: Outcome, error: Exception) -> dict[str, Any]:
    """Return the content of `results.json` of a training that an error broke off: nothing is measured then."""
    return failed({**_known(job, outcome, dict.fromkeys(PARTS)), "diagnosis": None}, error)


def failed(results: Mapping[str, Any], error: Exception) -> dict[str, Any]:
    """Return results with the status `failed` and the error in one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return {**results, "status": "failed", "error": text}


def _known(job: Job, outcome: Outcome, measured: Mapping[str, dict[str, float | None] | None]) -> dict[str, Any]:
    record, best = outcome.record, outcome.record.leader
    return {
        "best_epoch": int(record.best_epoch[best]),
        "epochs": int(record.epochs[best]),
        "steps": outcome.best_steps,
        "seconds": round(outcome.seconds, 3),
        **measured,
        "selected_by": outcome.selected_by,
        "restart_errors": [error if math.isfinite(error) else None for error in record.best_error.tolist()],
        **climbers_of(job, outcome),
        "stack_size": outcome.stack_size,
        "backprop": job.backprop,
        **({} if job.found is None else {"lr_find": job.found.results()}),
        "seed": job.tree["seed"],
        "versions": versions(),
    }


def write_results(directory: Path, results: dict[str, Any]) -> None:
    """Write `results.json`, strict JSON, so that a reader finds all of it or none."""
    write_durably(directory / "results.json", results_text(results).encode())


def results_text(results: Mapping[str, Any]) -> str:
    """Return the content of `results.json`, strict JSON."""
    return json.dumps(results, indent=2, allow_nan=False) + "\n"


def read_results(directory: Path) -> dict[str, Any] | None:
    """Return the content of a run's `results.json`, None where there is none, or none that can be read."""
    try:
        found = json.loads((directory / "results.json").read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def results_like(directory: Path, results: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what `results.json` holds if it differs from new results in nothing but time and versions.

    Of a run that an earlier version made, what it did not say yet is no difference.
    """
    found = read_results(directory)
    if found is None or found.keys() | _LATER != results.keys() | _LATER:
        return None
    both = found.keys() & results.keys() - {"seconds", "versions"}
    return found if all(found[key] == results[key] for key in both) else None


@cache
def versions() -> dict[str, str]:
    """Return what the run was made with."""
    packages = {name: version(name) for name in _PACKAGES}
    return {"lessonnet": lessonnet.__version__, "python": platform.python_version(), **packages}


def _status(members: list[str], interrupted: bool) -> str:
    """Return the job's status: restarts that diverged cost nothing as long as one of them did not."""
    if interrupted and TRAINING in members:
        return "interrupted"
    return "diverged" if set(members) == {"diverged"} else "completed"


def _finite(metrics: dict[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}
