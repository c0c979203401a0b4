"""Everything that the page says about a sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonnet.options import OptionError
from lessonnet.reporting._command import sweep_command_of
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._jobs import Job, best_of
from lessonnet.reporting._leaderboard import jobs_table, settings_table, varying
from lessonnet.reporting._numbers import several
from lessonnet.reporting._pictures import Pictures, pictures_of
from lessonnet.reporting._rows import Table
from lessonnet.reporting._run_report import RunReport, place_of, run_report
from lessonnet.reporting._values import cut, items, listed, mapping

_MOST_FAILURES = 20
_MOST_OF_A_FAILURE = 400


@dataclass(frozen=True)
class SweepReport:
    """One sweep.

    Attributes:
        title: the keys that it goes through.
        place: the last parts of its directory.
        status: how many jobs completed.
        sentences: what is to be said first.
        command: that makes it again, None where it is not known.
        settings: jobs that differ only in their seeds, taken together, the lowest mean error first.
        pictures: of its `figures`.
        best: the job with the lowest error, None where none completed or its directory cannot be read.
        best_job: its number.
        measure: what their errors are: `height` on error surfaces, else `error`.
        jobs: by their errors, the lowest first.
        unfinished: the jobs that did not complete: number, status and reason.
        more_unfinished: how many of them are not listed.
    """

    title: str
    place: str
    status: str
    sentences: list[str]
    command: str | None
    settings: Table | None
    pictures: Pictures
    best: RunReport | None
    best_job: int | None
    measure: str
    jobs: Table | None
    unfinished: list[tuple[str, str, str]]
    more_unfinished: int


def sweep_report(folder: Folder) -> SweepReport:
    """Read what the page says about a sweep.

    Args:
        folder: of the sweep.

    Raises:
        OptionError: if its `sweep.json` cannot be used.
    """
    found = folder.strict_json("sweep.json")
    if not isinstance(found, dict) or not isinstance(found.get("jobs"), list):
        raise OptionError(f"{folder.path / 'sweep.json'}: must be a JSON object with the `jobs` of a sweep.")
    jobs = [Job.of(mapping(job)) for job in found["jobs"]]
    settings = [mapping(setting) for setting in items(found.get("settings"))]
    keys = varying(settings)
    # Where several tasks have a first one each, none is the best of all.
    best = best_of(jobs) if sum(setting.get("rank") == 1 for setting in settings) <= 1 else None
    failed = [job for job in jobs if not job.is_completed]
    return SweepReport(
        title=f"sweep through {listed(sorted(keys), 4)}" if keys else "sweep",
        place=place_of(folder),
        status=f"{len(jobs) - len(failed)} of {several(len(jobs), 'job')} completed",
        sentences=_sentences(jobs, settings, best),
        command=sweep_command_of(folder),
        settings=settings_table(settings, keys, _measure(jobs)),
        pictures=pictures_of(folder),
        best=_report_of(folder, best),
        best_job=None if best is None else best.number,
        measure=_measure(jobs),
        jobs=jobs_table(jobs, _measure(jobs)),
        unfinished=[_unfinished(job) for job in failed[:_MOST_FAILURES]],
        more_unfinished=max(0, len(failed) - _MOST_FAILURES),
    )


def _measure(jobs: Sequence[Job]) -> str:
    """Return what all errors are: `height` on error surfaces, else `error`."""
    return "height" if {job.error_name for job in jobs if job.error is not None} == {"height"} else "error"


def _unfinished(job: Job) -> tuple[str, str, str]:
    return str(job.number), job.status, cut(job.failure, _MOST_OF_A_FAILURE)


def _sentences(jobs: Sequence[Job], settings: Sequence[Mapping[str, Any]], best: Job | None) -> list[str]:
    counts = Counter(job.status for job in jobs)
    ends = ", ".join(f"{count} {cut(status)}" for status, count in counts.most_common(6))
    if not jobs:
        return ["No job ended."]
    said = [f"{several(len(jobs), 'job')} of {several(len(settings), 'setting')}: {ends}."]
    if best is not None:
        said.append(f"The lowest {best.error_name} is {best.error:.4f}, that of job {best.number}.")
    return said


def _report_of(folder: Folder, best: Job | None) -> RunReport | None:
    below = None if best is None else folder.child(best.directory)
    if below is None:
        return None
    try:
        return run_report(below)
    except OptionError as error:
        folder.left_out.append(str(error).replace(f"{folder.path}/", ""))
        return None
