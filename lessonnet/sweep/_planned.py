"""A job of a sweep before it has begun."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol


class Planned(Protocol):
    """What a job is asked for; its config is made when it is needed, since there may be many thousands."""

    @property
    def number(self) -> int:
        """Its place among all jobs of the sweep, from 0."""

    @property
    def overrides(self) -> tuple[str, ...]:
        """What was asked for on the command line, such as `optimizer.lr=0.1`."""

    @property
    def directory(self) -> Path:
        """Where it is to write."""

    def tree(self) -> dict[str, Any]:
        """Return its config as plain dicts.

        Raises:
            UselessChoiceError: if a choice would do nothing.
            OptionError: if the config cannot be trained.
        """

    def texts(self) -> Mapping[str, str]:
        """Return the files that say what was asked for, by name."""
