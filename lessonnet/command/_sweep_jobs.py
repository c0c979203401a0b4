"""The jobs of a sweep: composed once for each combination of choices; what only differs in values is set.

Hydra takes 50 ms to compose a job. Here a job whose values alone differ from another's takes a fraction of one.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf, open_dict

from lessonnet.command._overrides import read
from lessonnet.command._sweep_base import Base
from lessonnet.config import check_tree

_BY_NUMBER = "${hydra.job.num}"
_NUMBER_SET = re.compile(r"((?!hydra\.)[a-z_]\w*(?:\.[a-z_]\w*)*)=(0|-?[1-9][0-9]{0,17})")
"""An override that sets a whole number, of which a sweep may have thousands: Hydra's grammar takes a millisecond."""

Compose = Callable[[Sequence[str]], DictConfig]


@dataclass(frozen=True)
class SweepJob:
    """One job: what was asked for, and how it becomes a config.

    Attributes:
        number: among all jobs of the sweep, from 0.
        overrides: its own.
        directory: where it is to write.
    """

    number: int
    overrides: tuple[str, ...]
    directory: Path
    _jobs: "SweepJobs"

    def tree(self) -> dict[str, Any]:
        """Return the config as plain dicts.

        Raises:
            UselessChoiceError: if a choice would do nothing.
            OptionError: if the config cannot be trained.
        """
        base, values = self._jobs.split(self.overrides)
        tree = base.tree(values)
        check_tree(tree, self.overrides)
        return tree

    def texts(self) -> dict[str, str]:
        """Return the files that say what was asked for, by name."""
        base, values = self._jobs.split(self.overrides)
        texts = base.texts(values, self.overrides, self.number, self.directory)
        return {f".hydra/{name}": text for name, text in texts.items()}


class SweepJobs:
    """Make the jobs of one batch.

    Args:
        compose: composes a job's config, with Hydra's own node, from its overrides.
        groups: of the configs.
        batch: the overrides of all jobs.
        has_known_keys: whether all keys are known to exist.
    """

    def __init__(
        self,
        compose: Compose,
        groups: Collection[str],
        batch: Sequence[Sequence[str]],
        *,
        has_known_keys: bool = False,
    ) -> None:
        self._compose, self._groups, self._has_known_keys = compose, groups, has_known_keys
        self._common = set(batch[0]).intersection(*batch[1:]) if batch else set()
        self._bases: dict[tuple[str, ...], Base] = {}

    def jobs(self, batch: Sequence[Sequence[str]], first: int, directory: Path) -> list[SweepJob]:
        """Return the jobs.

        Args:
            batch: the overrides of each.
            first: number of the first of them.
            directory: of the sweep.
        """
        numbered = enumerate(batch, first)
        if not batch or self.split(batch[0])[0].subdirectory == _BY_NUMBER:
            return [SweepJob(number, tuple(lines), directory / str(number), self) for number, lines in numbered]
        named = ((number, lines, self._subdirectory(number, lines)) for number, lines in numbered)
        return [SweepJob(number, tuple(lines), directory / name, self) for number, lines, name in named]

    def split(self, lines: Sequence[str]) -> tuple[Base, dict[str, Any]]:
        """Return the base of a job, and the values that it has for itself."""
        keys = [line.partition("=")[0].lstrip("+~") for line in lines]
        are_distinct = len(set(keys)) == len(keys)  # of a key that is given twice, Hydra takes the last value
        candidates = (line for line in lines if are_distinct and line not in self._common)
        own = {line: value for line in candidates if (value := self._value(line))}
        base = tuple(line for line in lines if line not in own)
        values = dict(own.values())
        key = (*base, "", *values)
        if key not in self._bases:
            if own and not self._has_known_keys:
                self._compose(lines)  # refuses those that do not exist
            self._bases[key] = Base(self._compose(base), list(values))
        return self._bases[key], values

    def _subdirectory(self, number: int, lines: Sequence[str]) -> str:
        full = self._compose(lines)
        with open_dict(full):
            full.hydra.job.num, full.hydra.job.id = number, str(number)
        return str(OmegaConf.select(full, "hydra.sweep.subdir"))

    def _value(self, line: str) -> tuple[str, Any] | None:
        """Return the key and the value that an override sets, None where it does something else."""
        number = _NUMBER_SET.fullmatch(line)
        if number is not None:
            return number[1], int(number[2])
        override = read(line)
        name = override.key_or_group
        is_plain = not (override.is_add() or override.is_delete() or override.is_hydra_override())
        if is_plain and name not in self._groups and "/" not in name and override.package is None:
            return name, override.value()
        return None
