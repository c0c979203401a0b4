"""The results of a cross-validation: mean and standard deviation over its folds."""

from collections.abc import Mapping, Sequence
from statistics import fmean, stdev
from typing import Any

from lessonnet.sweep._summary import PARTS

_OF_EACH = ("status", "best_epoch", "epochs", "steps", "seconds", *PARTS)


def results_of_folds(folds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the content of `results.json` of a job whose folds have these results.

    `train`, `val` and `test` hold the mean of each metric over the folds, and its sample standard deviation as
    `<metric>_sd`; `folds` holds what each fold would have said alone, and `model_fold` says whose model is kept: that
    of the lowest validation error. Steps and seconds are those of all folds together.

    Args:
        folds: the results of each, in their order.
    """
    kept = best_fold(folds)
    statuses = {fold["status"] for fold in folds}
    summed = {name: round(sum(fold[name] for fold in folds), 3) for name in ("steps", "seconds")}
    return {
        **folds[kept],
        **summed,
        "status": "completed" if statuses == {"completed"} else "diverged",
        "epochs": max(fold["epochs"] for fold in folds),
        **{part: _over_folds([fold[part] for fold in folds]) for part in PARTS},
        "model_fold": kept,
        "folds": [{name: fold[name] for name in _OF_EACH} for fold in folds],
    }


def best_fold(folds: Sequence[Mapping[str, Any]]) -> int:
    """Return the number of the fold with the lowest validation error; the first where none has a finite one."""
    errors = [fold["val"]["error"] if fold["status"] == "completed" else None for fold in folds]
    return min(range(len(folds)), key=lambda number: (errors[number] is None, errors[number] or 0.0))


def _over_folds(measured: Sequence[Mapping[str, float | None] | None]) -> dict[str, float | None] | None:
    if measured[0] is None:
        return None
    found: dict[str, float | None] = {}
    for name in measured[0]:
        values = [part[name] for part in measured if part is not None and part[name] is not None]
        whole = [value for value in values if value is not None]
        is_whole = len(whole) == len(measured)
        found[name] = fmean(whole) if is_whole else None
        found[f"{name}_sd"] = stdev(whole) if is_whole else None
    return found
