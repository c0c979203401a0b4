"""What the jobs of a sweep suffer from, in words."""

from collections.abc import Sequence

from lessonnet.sweep._diagnosis import lines_of
from lessonnet.sweep._labels import labels_of, swept_keys
from lessonnet.sweep._row import Row

_MOST_TOLD = 12
"""Jobs beyond which it is only said which of them have a finding."""
_MOST_NAMED = 10


def findings_of(rows: Sequence[Row]) -> list[str]:
    """Return the diagnoses of jobs in printed lines: of few jobs in full, of many who has which.

    Args:
        rows: of a sweep.
    """
    diagnosed = [row for row in rows if row.results.get("diagnosis")]
    if len(rows) > _MOST_TOLD:
        return _counted(diagnosed)
    labels = dict(zip((row.job for row in rows), labels_of(rows, swept_keys(rows)), strict=True))
    found = ((labels[row.job], finding) for row in diagnosed for finding in row.results["diagnosis"])
    named = [{**finding, "name": f"{label}: {finding['name']}"} for label, finding in found]
    return lines_of(named)


def _counted(rows: Sequence[Row]) -> list[str]:
    names = dict.fromkeys(finding["name"] for row in rows for finding in row.results["diagnosis"])
    lines = []
    for name in names:
        jobs = [row.job for row in rows if name in {finding["name"] for finding in row.results["diagnosis"]}]
        more = " …" if len(jobs) > _MOST_NAMED else ""
        lines.append(f"diagnosis {name}: {len(jobs)} jobs, {', '.join(map(str, jobs[:_MOST_NAMED]))}{more}")
    return lines
