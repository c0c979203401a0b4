"""Where a run or a sweep is to write."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hydra.core.override_parser.types import Override
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from lessonnet.command._compose import Composed
from lessonnet.command._grid import Grid
from lessonnet.command._multirun import Values
from lessonnet.command._overrides import named_classes
from lessonnet.options import OptionError

_JOB_DIRECTORY = "hydra.sweep.subdir"


class Place(NamedTuple):
    """Where a run or a sweep is to write: in a directory that the user gave, or in a new one under a base.

    `values` are those of a multirun's keys, None for a single run; `more` are overrides that the program adds.
    """

    key: str
    base: Path
    given: Path | None
    values: Values | None
    more: tuple[str, ...]


def place_of(grid: Grid, first: Composed, overrides: Sequence[Override], *, multirun: bool) -> Place:
    """Return where the jobs of a command line are to write.

    Args:
        grid: of the jobs.
        first: of them.
        overrides: the user's.
        multirun: whether there may be several.

    Raises:
        OptionError: if two jobs would write in one directory, or a key of a directory would do nothing.
    """
    chosen = {override.key_or_group for override in overrides}
    if multirun and any(o.key_or_group == _JOB_DIRECTORY for o in overrides):
        grid.refuse_shared_directories(_JOB_DIRECTORY)
    key, other = ("hydra.sweep.dir", "hydra.run.dir") if multirun else ("hydra.run.dir", "hydra.sweep.dir")
    if any(o.key_or_group == other for o in overrides):
        raise OptionError(f"`{other}` does nothing {'with' if multirun else 'without'} -m; set {key}.")
    given = _given_path(first, key) if any(o.key_or_group == key for o in overrides) else None
    base = Path("sweeps" if multirun else "runs") / _name(first, grid.swept, named_classes(overrides))
    # Hydra's own sweeper composes each job once more than is needed; whoever names it has it.
    is_default = multirun and first.choices["hydra/sweeper"] == "basic" and "hydra/sweeper" not in chosen
    more = ("hydra/sweeper=grid",) if is_default else ()
    return Place(key, base, given, grid.values if multirun else None, more)


def _given_path(first: Composed, key: str) -> Path:
    try:
        return Path(str(OmegaConf.select(first.full, key)))
    except OmegaConfBaseException as error:
        raise OptionError(f"cannot resolve `{key}`: {str(error).splitlines()[0]}.") from error


def _name(first: Composed, swept: set[str], named: set[str]) -> str:
    """Name a run or a sweep after its data and model, without what a sweep goes through.

    Args:
        first: its first job.
        swept: keys of which there are several values.
        named: groups whose class the user names, which then stands in the place of the option.
    """
    if swept & {"experiment", "name"}:
        return "sweep"
    if first.config.name is not None:
        return str(first.config.name)
    kept = [group for group in ("data", "model") if not swept & {group, f"{group}._target_"}]
    names = (
        str(first.config[group]._target_).rpartition(".")[2].lower() if group in named else first.choices[group]
        for group in kept
    )
    return "_".join(names) or "sweep"
