"""The jobs of a multirun, checked before the first of them starts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from hydra.core.override_parser.types import Override
from omegaconf import OmegaConf, open_dict

from lessonnet.command._compose import Composed, Composer
from lessonnet.command._multirun import GRID_SWEEPERS
from lessonnet.command._overrides import alternatives, read, refuse_sweep
from lessonnet.command._sweep_jobs import SweepJobs
from lessonnet.options import BadValueError, OptionError, UselessChoiceError

_WHOLE_GRID = 500
"""Jobs up to which each one is checked; above, each value is checked beside the first values of the other keys."""


class Grid:
    """Hold the jobs that a command line stands for: one, or each combination of a multirun's values.

    Args:
        composer: composes the jobs.
        overrides: the user's.
        multirun: whether keys may have several values.

    Raises:
        OptionError: if a group, an option or a key's first part does not exist.
    """

    def __init__(self, composer: Composer, overrides: Sequence[Override], *, multirun: bool) -> None:
        if not multirun:
            refuse_sweep(overrides, composer.groups)
        composer.bind(overrides)
        self._composer = composer
        self._axes = [axis for override in overrides if (axis := alternatives(override))]
        _refuse_two_sweeps(overrides)
        self._continuous = [str(o.input_line) for o in overrides if o.is_sweep_override() and not o.is_discrete_sweep()]
        self.swept = {override.key_or_group for override in overrides if override.is_sweep_override()}
        # Of a key that is no group, all values have the same key.
        choices = ((axis if axis[0].partition("=")[0] in composer.groups else axis[:1]) for axis in self._axes)
        composer.refuse_unknown_choices([read(line) for axis in choices for line in axis])

    @property
    def values(self) -> dict[str, list[str]]:
        """Each key with its values, as they were written; without what only says where and how jobs are run."""
        lines = {axis[0].partition("=")[0]: [line.partition("=")[2] for line in axis] for axis in self._axes}
        lines |= {line.partition("=")[0]: [line.partition("=")[2]] for line in self._continuous}
        return {key: values for key, values in lines.items() if key != "resume" and not key.startswith("hydra")}

    def first(self) -> Composed:
        """Compose the first job."""
        return self._composer.compose([axis[0] for axis in self._axes])

    def check(self, check: Callable[[Mapping[str, Any], Sequence[str]], None]) -> None:
        """Check the jobs; of a large grid only each value by itself.

        Raises:
            OptionError: from the first job that is refused, with its overrides; a job that has a value out of range
                fails by itself when it comes to it, and one whose choice would do nothing is left out; they are
                refused only if that is true of every job.
        """
        first_refusal: OptionError | None = None
        is_one_useful = False
        jobs = list(self._jobs())
        made = SweepJobs(lambda lines: self._composer.compose(lines).full, self._composer.groups, jobs)
        for lines in jobs:
            try:
                base, values = made.split(lines)
                check(base.tree(values), lines)
                is_one_useful = True
            except OptionError as error:
                own = " ".join(line for line in lines if not line.startswith("hydra."))
                where = f" This is the job {own}." if self.swept else ""
                refusal = OptionError(f"{error}{where}")
                if not isinstance(error, BadValueError | UselessChoiceError):
                    raise refusal from error
                first_refusal = first_refusal or refusal
        if first_refusal is not None and not is_one_useful:
            raise first_refusal

    def refuse_continuous(self, sweeper: str) -> None:
        """Refuse an interval where the sweeper only goes through given values.

        Raises:
            OptionError: names the override.
        """
        if sweeper in GRID_SWEEPERS and self._continuous:
            line = self._continuous[0]
            raise OptionError(
                f"`{line}` has no end of values; list them, such as {line.partition('=')[0]}=0.1,1, "
                "or choose a hydra/sweeper that draws from an interval."
            )

    def refuse_shared_directories(self, key: str) -> None:
        """Refuse a name of the jobs' directories that two jobs would share, or that leads out of the sweep's own.

        Args:
            key: of the name, which the user has changed.

        Raises:
            OptionError: names the jobs.
        """
        jobs: dict[Path, int] = {}
        for number, lines in enumerate(product(*self._axes)):
            full = self._composer.compose(list(lines)).full.copy()
            with open_dict(full):
                full.hydra.job.num, full.hydra.job.id = number, str(number)
            path = Path(str(OmegaConf.select(full, key)))
            if path.is_absolute() or ".." in path.parts:
                raise OptionError(f"`{key}` must lie inside the sweep's own directory, got '{path}'.")
            if path in jobs:
                raise OptionError(
                    f"`{key}` is '{path}' for the jobs {jobs[path]} and {number}, and a run never writes over another; "
                    f"write {key}=<text>${{hydra.job.num}}."
                )
            jobs[path] = number

    def _jobs(self) -> Iterator[list[str]]:
        if prod(len(axis) for axis in self._axes) <= _WHOLE_GRID:
            yield from (list(job) for job in product(*self._axes))
            return
        first = [axis[0] for axis in self._axes]
        yield first
        for position, axis in enumerate(self._axes):
            yield from ([*first[:position], line, *first[position + 1 :]] for line in axis[1:])


def _refuse_two_sweeps(overrides: Sequence[Override]) -> None:
    """Refuse a key with several values that is given twice: Hydra would take the last and drop the others."""
    before: dict[str, Override] = {}
    for override in overrides:
        other = before.setdefault(override.get_key_element(), override)
        if other is not override and (override.is_sweep_override() or other.is_sweep_override()):
            raise OptionError(
                f"`{override.get_key_element()}` is given twice, by `{other.input_line}` and `{override.input_line}`; "
                "leave one of them out."
            )
