"""A multirun under way: its jobs, whichever launcher runs them, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hydra.core.object_type import ObjectType
from hydra.core.utils import JobReturn, JobStatus

from lessonnet.command._sweep_jobs import SweepJob, SweepJobs

if TYPE_CHECKING:
    from hydra.types import HydraContext
    from omegaconf import DictConfig

GRID_SWEEPERS = ("basic", "grid")
"""Sweepers that go through all combinations of given values, the same each time."""

Values = Mapping[str, Sequence[str]]
"""Each key of a command line with its values."""


class Sweep(Protocol):
    """What a program does with the jobs of a multirun."""

    @property
    def stopped_by(self) -> int | None:
        """Number of the signal that stopped it, None without one."""

    @property
    def next_number(self) -> int:
        """Number after those of all jobs that have ended."""

    def is_done(self, number: int) -> bool:
        """Tell whether a job has ended, now or before a kill."""

    def clear(self, directory: Path) -> None:
        """Take away what a job left that did not end before the sweep was resumed."""

    def curb(self, config: DictConfig, number: int) -> None:
        """Change in a job's own config what only the first jobs may have."""

    def run_stacked(self, jobs: Iterable[SweepJob]) -> None:
        """Train jobs that have not ended yet, those of one graph together."""

    def note(self, number: int, directory: Path, overrides: Sequence[str], error: Exception | None = None) -> None:
        """Note a job that has ended by itself, by the results in its directory, or by the error that ended it."""

    def objective(self, number: int) -> float | None:
        """Return the error that a job is judged by, None where it has none."""

    def finish(self) -> int:
        """Write and print the results of all jobs, and return the exit code."""

    def close(self) -> None:
        """Listen to signals no longer."""


BeginSweep = Callable[[Path, Values, bool], Sweep]
"""Begin or resume a sweep: its directory, its keys with their values, and whether it goes on."""


class Multirun:
    """The jobs of a command line with several values.

    Args:
        begin: begins the program's own side of it.
        directory: of the sweep.
        values: each key of the command line with its values.
        resume: whether to go on with what the directory holds.
    """

    def __init__(self, begin: BeginSweep, directory: Path, values: Values, *, resume: bool) -> None:
        self._begin = begin
        self.directory, self._values, self._resume = directory.absolute(), values, resume
        self._first: int | None = None

    @cached_property
    def sweep(self) -> Sweep:
        """The program's side, which imports torch: begun with the first job, when all has been checked."""
        return self._begin(self.directory, self._values, self._resume)

    def first_number(self, given: int, *, goes_through_a_grid: bool) -> int:
        """Return the number of a batch's first job; what a search finds next comes after the jobs of its earlier runs.

        Args:
            given: the number of the first job in this process, from 0.
            goes_through_a_grid: whether the jobs are the same each time.
        """
        if goes_through_a_grid:
            return given
        if self._first is None:
            self._first = self.sweep.next_number - given
        return self._first + given

    @property
    def has_begun(self) -> bool:
        """Whether there was a first job."""
        return "sweep" in vars(self)


def launch_stacked(
    context: HydraContext, config: DictConfig, multirun: Multirun, batch: Sequence[Sequence[str]], first: int
) -> tuple[str | None, list[JobReturn]]:
    """Run a batch of jobs as stacks.

    Args:
        context: of Hydra.
        config: of the multirun, with Hydra's own node.
        multirun: under way.
        batch: the overrides of each job.
        first: number of the first job.

    Returns:
        why the jobs must be run one by one, None if they were not; and what Hydra is to know of each.
    """
    reason = _why_one_by_one(config)
    if reason is not None:
        return reason, []
    loader, sweep = context.config_loader, multirun.sweep
    groups = {group for group in loader.list_groups("") if loader.get_group_options(group, ObjectType.CONFIG)}
    is_grid = config.hydra.runtime.choices["hydra/sweeper"] in GRID_SWEEPERS  # whose jobs have been checked
    jobs = SweepJobs(lambda lines: loader.load_sweep_config(config, list(lines)), groups, batch, has_known_keys=is_grid)
    first = multirun.first_number(first, goes_through_a_grid=is_grid)
    planned = jobs.jobs(batch, first, multirun.directory)
    if sweep.stopped_by is None:
        sweep.run_stacked(planned)
    return None, [_returned(job, sweep) for job in planned]


def _why_one_by_one(config: DictConfig) -> str | None:
    settings = config.hydra
    if settings.callbacks:
        return "hydra.callbacks are called for each job"
    if settings.job.chdir:
        return "hydra.job.chdir gives each job a working directory"
    return "hydra.job.env_set gives each job an environment" if settings.job.env_set else None


def _returned(job: SweepJob, sweep: Sweep) -> JobReturn:
    returned = JobReturn(overrides=list(job.overrides), working_dir=str(job.directory), status=JobStatus.COMPLETED)
    error = sweep.objective(job.number)
    returned.return_value = inf if error is None else error  # a search is to look elsewhere
    return returned
