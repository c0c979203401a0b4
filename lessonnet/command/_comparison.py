"""Experiments that compare: what their YAML goes through is taken as if it stood on the command line."""

from collections.abc import Sequence
from dataclasses import replace

from hydra.core.override_parser.types import Override
from hydra.types import RunMode
from omegaconf import OmegaConf

from lessonnet.command._arguments import Arguments
from lessonnet.command._compose import composer
from lessonnet.command._multirun import GRID_SWEEPERS
from lessonnet.command._overrides import alternatives, parse
from lessonnet.options import OptionError

_GROUP = "experiment"


def with_cases(arguments: Arguments, overrides: Sequence[Override]) -> Arguments:
    """Return the arguments with the cases of a comparing experiment written out, as `-m` would have them.

    Such an experiment has `hydra.mode: MULTIRUN` and its cases as `hydra.sweeper.params`. A key that the user sets
    keeps the user's values; where all of them are set to one value there is nothing left to compare, and it is a run.

    Raises:
        OptionError: if it is one of several experiments: each would have its own cases.
    """
    chosen = [line for override in overrides if override.key_or_group == _GROUP for line in alternatives(override)]
    if not chosen or arguments.inspects:
        return arguments
    cases = {line: _cases(line, arguments) for line in chosen}
    own = {override.key_or_group for override in overrides}
    comparing = next((line for line, params in cases.items() if params), None)
    if comparing is None:
        return arguments
    if len(chosen) > 1:
        raise OptionError(f"`{comparing}` compares several jobs by itself; run it without other experiments.")
    more = [f"{key}={values}" for key, values in cases[comparing].items() if key not in own]
    is_run = not more and not arguments.multirun and not any(o.is_sweep_override() for o in overrides)
    settled = ["hydra.sweeper.params=null", *(["hydra.mode=RUN"] if is_run else [])]
    flags = arguments.flags if arguments.multirun or is_run else (*arguments.flags, "--multirun")
    return replace(arguments, overrides=(*arguments.overrides, *more, *settled), flags=flags, multirun=not is_run)


def _cases(line: str, arguments: Arguments) -> dict[str, str]:
    """Return the keys that an experiment goes through with their values; none of one that is a single run."""
    with composer(arguments.config_name, arguments.config_dir) as composing:
        composing.refuse_unknown_choices(parse([line]))
        full = composing.compose([line])
    settings = full.full.hydra
    if settings.mode != RunMode.MULTIRUN or full.choices["hydra/sweeper"] not in GRID_SWEEPERS:
        return {}
    params = OmegaConf.to_container(settings.sweeper.params or OmegaConf.create({}))
    assert isinstance(params, dict)
    return {str(key): str(value) for key, value in params.items()}
