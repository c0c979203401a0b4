"""Composing a config before Hydra runs, so that a mistake is answered in one line and nothing has been written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import hydra
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import MarkedYAMLError, YAMLError

from lessonnet.command._overrides import Groups, named_classes, parse, refuse_unknown_choice, refuse_unknown_key
from lessonnet.command._plugin_options import refuse_broken_file, refuse_unusable_options
from lessonnet.config import Settings
from lessonnet.extensions import MAIN, config_directory
from lessonnet.options import OptionError, options_of

_OPTUNA = "pip install hydra-optuna-sweeper 'sqlalchemy<2' 'alembic<1.9'"
_COMPOSING_ERRORS = (HydraException, OmegaConfBaseException, YAMLError, ValueError)


@dataclass(frozen=True)
class Composed:
    """Hold a composed config together with Hydra's own node."""

    full: DictConfig

    @property
    def config(self) -> DictConfig:
        """The config alone, as a job gets it."""
        return OmegaConf.masked_copy(self.full, [str(key) for key in self.full if key != "hydra"])

    @property
    def choices(self) -> dict[str, str]:
        """The option chosen for each group."""
        return {str(group): str(option) for group, option in self.full.hydra.runtime.choices.items()}


class Composer:
    """Compose configs as `hydra.main` would."""

    def __init__(self, loader: ConfigLoader, name: str, fixed: Sequence[str]) -> None:
        self._loader = loader
        self._name = name
        self._fixed = list(fixed)
        self._latest: tuple[Sequence[str], Composed] | None = None

    @cached_property
    def groups(self) -> Groups:
        """The options of each group; to list them takes as long as to compose a config."""
        return {group: self._options(group) for group in self._loader.list_groups("")}

    def refuse_unknown_choices(self, overrides: Sequence[Override]) -> None:
        """Refuse groups, options and first key parts that do not exist, without composing anything."""
        for override in overrides:
            groups = self.groups
            if "/" in override.key_or_group:
                groups = {**groups, override.key_or_group: self._options(override.key_or_group)}
            refuse_unknown_choice(override, groups, options_of(Settings))

    def bind(self, overrides: Sequence[Override]) -> None:
        """Let overrides such as ``seed=glob(*)`` look up the options that their patterns stand for."""
        for override in overrides:
            override.config_loader = self._loader

    def compose(self, lines: Sequence[str]) -> Composed:
        """Compose one job's config, which is not to be changed: of the same lines again it is the same.

        Raises:
            OptionError: if Hydra cannot; the line says what to change.
        """
        if self._latest is not None and self._latest[0] == lines:
            return self._latest[1]
        try:
            composed = self._compose(lines)
        except _COMPOSING_ERRORS as error:
            refuse_broken_file(error)
            self._explain(lines)
            is_missing = "'hydra/sweeper/optuna'" in str(error)
            hint = f". Optuna is not installed: {_OPTUNA}" if is_missing else ""
            raise OptionError(f"cannot compose the config: {_in_one_line(error)}{hint}") from error
        refuse_unusable_options(lambda: self._files(lines))
        self._latest = list(lines), composed
        return composed

    def _options(self, group: str) -> list[str]:
        return self._loader.get_group_options(group, ObjectType.CONFIG, self._name, self._fixed)

    def _compose(self, lines: Sequence[str]) -> Composed:
        return Composed(hydra.compose(self._name, overrides=[*self._fixed, *lines], return_hydra_config=True))

    def _files(self, lines: Sequence[str]) -> list[str]:
        """Return the names of all YAML files that a config is composed of."""
        found = self._loader.compute_defaults_list(self._name, [*self._fixed, *lines], RunMode.RUN)
        return [str(default.config_path) for default in found.defaults]

    def _explain(self, lines: Sequence[str]) -> None:
        """Raise what a user can act on, if the choices alone compose and one of the values is to blame."""
        overrides = parse(lines)
        choices = [o for o in overrides if o.key_or_group in self.groups or "/" in o.key_or_group]
        try:
            composed = self._compose([str(override.input_line) for override in choices])
        except _COMPOSING_ERRORS:
            return
        tree = OmegaConf.to_container(composed.config, resolve=False)
        assert isinstance(tree, dict)
        plain, named = {str(key): value for key, value in tree.items()}, named_classes(overrides)
        for override in overrides:
            if override not in choices and not override.is_hydra_override():
                refuse_unknown_key(override, plain, composed.choices, named)


@contextmanager
def composer(name: str | None, extra_directory: str | None) -> Iterator[Composer]:
    """Open the configs for composing, and leave Hydra as it was.

    Args:
        name: the main config, None for the usual one.
        extra_directory: a directory that is searched besides.

    Raises:
        OptionError: if the extra directory does not exist.
    """
    if extra_directory is not None and not Path(extra_directory).is_dir():
        raise OptionError(f"`--config-dir` must be a directory, got {extra_directory!r}.")
    fixed = [f"hydra.searchpath=[{quoted(f'file://{Path(extra_directory).resolve()}')}]"] if extra_directory else []
    with hydra.initialize_config_dir(str(config_directory()), job_name=MAIN, version_base="1.3"):
        yield Composer(GlobalHydra.instance().config_loader(), name or MAIN, fixed)


def quoted(text: str) -> str:
    """Quote a text for Hydra's override grammar."""
    escaped = text.replace("'", "\\'")
    return f"'{escaped}'"


def _in_one_line(error: BaseException) -> str:
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{mark.name}, line {mark.line + 1}: {error.problem}"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    cause = _in_one_line(error.__cause__) if isinstance(error.__cause__, OmegaConfBaseException) else ""
    return ": ".join(part for part in (lines[0] if lines else "", cause) if part) or type(error).__name__
