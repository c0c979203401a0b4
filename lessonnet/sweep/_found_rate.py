"""What the learning-rate finder saw (row L25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FoundRate:
    """What the finder saw.

    Attributes:
        suggestion: the learning rate to train with, one of `rates`.
        rates: all that were tried, growing.
        errors: of each after the stretch, on the part that selects; None where the training diverged.
        steps: optimizer steps of the stretch.
        seconds: what it took.
    """

    suggestion: float
    rates: list[float]
    errors: list[float | None]
    steps: int
    seconds: float = 0.0

    def results(self) -> dict[str, Any]:
        """Return what `results.json` keeps of it."""
        return {
            "suggestion": self.suggestion,
            "rates": self.rates,
            "errors": self.errors,
            "steps": self.steps,
        }

    def line(self) -> str:
        """Return the curve's summary in one line."""
        finite = {rate: error for rate, error in zip(self.rates, self.errors, strict=True) if error is not None}
        best = min(finite, key=lambda rate: finite[rate])
        diverged = len(self.rates) - len(finite)
        tried = f"{len(self.rates)} rates from {self.rates[0]:g} to {self.rates[-1]:g}, {self.steps} steps each"
        lost = f"; {diverged} diverged" if diverged else ""
        took = f" in {self.seconds:.2f} s" if self.seconds else ""
        return (
            f"lr_find   optimizer.lr={self.suggestion:g}, found{took}: {tried}; "
            f"lowest error {finite[best]:.4g} at {best:g}{lost}"
        )

    @classmethod
    def of(cls, results: Mapping[str, Any]) -> "FoundRate":
        """Take it back from what `results` returned.

        Raises:
            KeyError, TypeError, ValueError: if it is something else.
        """
        rates, errors = [float(rate) for rate in results["rates"]], list(results["errors"])
        return cls(float(results["suggestion"]), rates, errors, int(results["steps"]))
