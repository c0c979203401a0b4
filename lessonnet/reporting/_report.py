"""From a directory to its page."""

from __future__ import annotations

from lessonnet.options import OptionError
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._page import run_page, sweep_page
from lessonnet.reporting._run_report import run_report
from lessonnet.reporting._sweep_report import sweep_report


def report_of(folder: Folder) -> str:
    """Return the report of a run or a sweep as one HTML page that needs nothing else.

    The same files make the same page, whenever and wherever it is made. What could not be used is said on the page,
    and in `folder.left_out`.

    Args:
        folder: of the run or the sweep.

    Raises:
        OptionError: if it is neither, or its own results cannot be used.
    """
    if folder.has("sweep.json"):
        return sweep_page(sweep_report(folder), folder.left_out)
    if folder.has("results.json"):
        return run_page(run_report(folder), folder.left_out)
    raise OptionError(f"`run` must be the directory of a run or of a sweep, {_found(folder)}")


def _found(folder: Folder) -> str:
    """Say what a directory without results is instead."""
    if folder.has("model.json"):
        return f"and {str(folder.path)!r} is that of a model; name the run's, which is above it."
    if folder.has(".hydra/config.yaml"):
        return f"and {str(folder.path)!r} holds no results.json: that run has not ended."
    if folder.has("sweep.jsonl"):
        return f"and {str(folder.path)!r} holds no sweep.json: that sweep has not ended."
    return f"and {str(folder.path)!r} holds no results.json and no sweep.json."
