"""A job that asks for it gets its learning rate, and a run remembers which (row L25)."""

import json
import math
from pathlib import Path

from lessonnet.durable import make_directory, write_durably
from lessonnet.options import OptionError
from lessonnet.sweep._found_rate import FoundRate
from lessonnet.sweep._job import Job
from lessonnet.sweep._lr_find import find_rate, with_rate

FILE = "lr_find.json"
"""Where a run keeps what was found: Hydra has written the config by then, and a resumed run must take the same."""

_DPI = 130
"""Pixels per inch of the drawing, as in `Figures`."""


def with_found_rate(job: Job, directory: Path, *, goes_on: bool) -> Job:
    """Return a run's job with the rate that `lr_find=true` asks for, found now or by the run that is resumed.

    What is found now is printed, kept in the run's `lr_find.json` and drawn as `figures/rate_finder.png`.

    Args:
        job: built.
        directory: of the run.
        goes_on: whether it is resumed from a checkpoint.

    Raises:
        OptionError: if no rate can be found, or that of the resumed run cannot be read.
        OSError: if the disk refuses.
    """
    if not job.tree.get("lr_find"):
        return job
    if goes_on:
        return with_rate(job, _kept(directory / FILE))
    found = find_rate(job)
    print(found.line(), flush=True)
    text = json.dumps(found.results(), indent=2, allow_nan=False) + "\n"
    write_durably(directory / FILE, text.encode())
    draw_rate_finder(job.data.title, found, directory / "figures")
    return with_rate(job, found)


def with_own_rate(job: Job, number: int) -> Job:
    """Return a job of a sweep with the rate that it asks for; it is printed, and kept in the job's results."""
    if not job.tree.get("lr_find"):
        return job
    found = find_rate(job)
    print(f"job {number}: {found.line()}", flush=True)
    return with_rate(job, found)


def draw_rate_finder(title: str, found: FoundRate, directory: Path) -> None:
    """Draw what was found as `rate_finder.png` into a directory.

    Raises:
        OSError: if the disk refuses.
    """
    from lessonnet.figures import rate_finder
    from lessonnet.gallery import png

    make_directory(directory)
    errors = [math.nan if error is None else error for error in found.errors]
    figure = rate_finder(found.rates, errors, found.suggestion, title=f"{title}: {found.steps} steps at each rate")
    write_durably(directory / "rate_finder.png", png(figure, _DPI))


def _kept(path: Path) -> FoundRate:
    try:
        return FoundRate.of(json.loads(path.read_bytes()))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise OptionError(
            f"cannot read {path}, which holds the learning rate that this run found: it cannot go on without it."
        ) from error
