"""What is only to be looked at: where it fails, it costs nothing else."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Made = TypeVar("Made")


@dataclass
class Guarded:
    """Do things one after the other, each whether or not those before it could be done.

    Attributes:
        failures: lines about those that could not.
    """

    failures: list[str] = field(default_factory=list)

    def do(self, what: str, work: Callable[[], Made]) -> Made | None:
        """Do some work; note an error in one line and return None.

        Args:
            what: is being made, for the line.
            work: makes it.
        """
        try:
            return work()
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            self.failures.append(f"left out  {what}: {reason}")
            return None

    def tell(self) -> bool:
        """Print the lines on standard error, and return whether all could be done."""
        for line in self.failures:
            print(line, file=sys.stderr)
        return not self.failures
