"""The program's arguments: Hydra's own flags, in any order among the overrides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from hydra._internal.utils import get_args_parser

from lessonnet.options import OptionError


@dataclass(frozen=True)
class Arguments:
    """Hold a command line, taken apart.

    Args:
        overrides: ``key=value`` and ``group=option``.
        flags: everything else, as it was written.
        multirun: whether ``-m`` was among them.
        inspects: whether Hydra is only asked to show something.
        completes: whether the shell asks for completion; its words are no overrides then.
        config_name: ``--config-name``.
        config_dir: ``--config-dir``.
    """

    overrides: tuple[str, ...]
    flags: tuple[str, ...]
    multirun: bool
    inspects: bool
    completes: bool
    config_name: str | None
    config_dir: str | None


def read_arguments(argv: Sequence[str]) -> Arguments:
    """Take a command line apart.

    Raises:
        OptionError: if a flag is unknown or cannot be used here.
    """
    parser = get_args_parser()
    parser.error = _refuse  # type: ignore[method-assign]  # argparse would print its usage and exit
    found = parser.parse_intermixed_args(list(argv))
    if found.config_path is not None:
        raise OptionError("`--config-path` would hide the program's own configs; add yours with --config-dir.")
    if found.experimental_rerun is not None:
        raise OptionError("`--experimental-rerun` reads a pickle, which may run any code; use resume=<run directory>.")
    if found.resolve and not found.cfg:
        raise OptionError("`--resolve` belongs to --cfg job.")
    if found.multirun and found.run:
        raise OptionError("`--run` and `--multirun` exclude each other.")
    if found.multirun and (found.cfg or found.info):
        raise OptionError("`--cfg` and `--info` show one job; leave out -m, and the commas of what it goes through.")
    return Arguments(
        overrides=tuple(found.overrides),
        flags=tuple(word for word in argv if word not in found.overrides),
        multirun=found.multirun,
        completes=bool(found.shell_completion),
        inspects=bool(found.cfg or found.info or found.hydra_help),
        config_name=found.config_name,
        config_dir=found.config_dir,
    )


def _refuse(message: str) -> NoReturn:
    raise OptionError(f"{message}; see --help.")
