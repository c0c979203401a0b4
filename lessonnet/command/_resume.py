"""Going on with a run: its own config, in its own directory."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra.core.override_parser.types import Override
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from lessonnet.command._directory import is_directory
from lessonnet.config import check
from lessonnet.durable import write_durably
from lessonnet.options import OptionError

_LONGER = "trainer.max_epochs"
_STRETCHED = {"Cosine": "cosine", "OneCycle": "onecycle"}
_CONFIG = Path(".hydra") / "config.yaml"
_START = Path(".hydra") / "hydra.yaml"
_SWEEP = "sweep.jsonl"
_FILES = ("data.path", "data.val_path", "data.test_path", "init.path")
"""Keys that name a file or a directory, from where the run was started."""


def directory_to_resume(overrides: Sequence[Override]) -> Path | None:
    """Return the directory that ``resume=`` names, or None where nothing is to be resumed.

    Raises:
        OptionError: if other overrides stand beside it, or the directory is not a run's.
    """
    chosen = [override for override in overrides if override.key_or_group == "resume" and not override.is_delete()]
    if not chosen or chosen[-1].value() is None:
        return None
    several = next((override for override in overrides if override.is_sweep_override()), None)
    if several is not None:
        raise OptionError(f"`resume` goes on with one run, got {str(several.input_line)!r}.")
    others = [str(o.input_line) for o in overrides if o.key_or_group not in ("resume", _LONGER)]
    if others:
        raise OptionError(
            f"`{others[0]}` cannot stand beside resume: a run goes on with its own config; only {_LONGER} may change."
        )
    return _run_directory(chosen[-1].value())


def sweep_to_resume(overrides: Sequence[Override]) -> Path | None:
    """Return the directory of the sweep that ``resume=`` names beside -m, or None where nothing is to be resumed.

    Raises:
        OptionError: if there is no such directory.
    """
    chosen = [override for override in overrides if override.key_or_group == "resume" and not override.is_delete()]
    if not chosen or chosen[-1].value() is None:
        return None
    path = chosen[-1].value()
    if chosen[-1].is_sweep_override() or not is_directory(Path(str(path))):
        raise OptionError(f"`resume` must be the directory of a sweep, and there is no directory {str(path)!r}.")
    return Path(str(path)).resolve()


def _run_directory(path: Any) -> Path:
    directory = Path(str(path))
    if not is_directory(directory):
        raise OptionError(f"`resume` must be the directory of a run, and there is no directory {str(path)!r}.")
    if (directory / _SWEEP).is_file():
        raise OptionError(
            f"`resume` of a sweep stands beside -m and the overrides of its grid, and {str(path)!r} is one."
        )
    if not (directory / _CONFIG).is_file():
        raise OptionError(f"`resume` must be the directory of a run, and {str(path)!r} holds no {_CONFIG}.")
    return directory.resolve()


def resumed_config(directory: Path, overrides: Sequence[Override]) -> DictConfig:
    """Read a run's own config, with a changed number of epochs if the user gave one, and check it; write nothing.

    Raises:
        OptionError: if the config cannot be read or is refused.
    """
    path = directory / _CONFIG
    try:
        config = OmegaConf.load(path)
    except (OSError, UnicodeError, YAMLError, OmegaConfBaseException) as error:
        raise OptionError(f"cannot read {path}: {str(error).splitlines()[0]}.") from error
    if not isinstance(config, DictConfig) or "trainer" not in config:
        raise OptionError(f"{path} is not the config of a run.")
    for override in overrides:
        if override.key_or_group == _LONGER:
            _refuse_other_rates(config, override.value())
            OmegaConf.update(config, _LONGER, override.value())
    _find_files(config, _started_in(directory))
    check(config)
    return config


def _started_in(directory: Path) -> Path | None:
    """Return where a run was started, as Hydra noted it; None where that is not known."""
    try:
        noted = OmegaConf.select(OmegaConf.load(directory / _START), "hydra.runtime.cwd")
    except (OSError, UnicodeError, YAMLError, OmegaConfBaseException):
        return None
    return Path(noted) if isinstance(noted, str) else None


def _find_files(config: DictConfig, start: Path | None) -> None:
    """Name files in full that a run was given from another place than this, where they are still there."""
    if start is None or start == Path.cwd():
        return
    for key in _FILES:
        name = OmegaConf.select(config, key)
        if isinstance(name, str) and (start / name).exists():
            OmegaConf.update(config, key, str(start / name))


def _refuse_other_rates(config: DictConfig, epochs: Any) -> None:
    """Refuse another number of epochs under a schedule that is stretched over all of them.

    Raises:
        OptionError: names the schedule.
    """
    name = str(OmegaConf.select(config, "scheduler._target_")).rpartition(".")[2]
    if name in _STRETCHED and epochs != OmegaConf.select(config, _LONGER):
        raise OptionError(
            f"`{_LONGER}` cannot change here: `scheduler={_STRETCHED[name]}` is stretched over all epochs, so the "
            "earlier ones would have had other rates. Train anew, or start from this run's weights by init=run."
        )


@contextmanager
def saved_config(directory: Path, config: DictConfig) -> Iterator[None]:
    """Let a run's own config say what it is resumed with, from the start, and what it said before if that is refused.

    Raises:
        OptionError: what the resumed run raised.
    """
    path = directory / _CONFIG
    before = path.read_bytes()
    changed = OmegaConf.load(path) != config
    if changed:
        write_durably(path, OmegaConf.to_yaml(config).encode())
    try:
        yield
    except OptionError:
        if changed:
            write_durably(path, before)
        raise


def log_into(directory: Path) -> None:
    """Let the log of a resumed run go on in the run's own file, as Hydra's does; opened with its first line."""
    handler = logging.FileHandler(directory / "train.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("[%(asctime)s][%(name)s][%(levelname)s] - %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
