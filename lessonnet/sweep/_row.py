"""One job of a sweep, as the sweep's own results see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMPLETED = "completed"


@dataclass(frozen=True)
class Row:
    """What a job was asked for and how it ended.

    Attributes:
        job: its number, ≥ 0.
        directory: relative to the sweep's.
        overrides: as on the command line, such as `optimizer.lr=0.1`.
        results: the content of its `results.json`; of a failed job at least `status` and `error`.
    """

    job: int
    directory: str
    overrides: tuple[str, ...]
    results: Mapping[str, Any]

    @property
    def values(self) -> dict[str, str]:
        """The overrides as key and text; a key that is given twice has its last value, as Hydra takes it."""
        return {key_of(override): override.partition("=")[2] for override in self.overrides}

    @property
    def status(self) -> str:
        """How the job ended: `completed`, `diverged`, `interrupted` or `failed`."""
        return str(self.results["status"])

    @property
    def seed(self) -> int | None:
        """The seed; a job that failed early has only that of its overrides, or none."""
        if (seed := self.results.get("seed")) is not None:
            return int(seed)
        text = self.values.get("seed", "")
        return int(text) if text.isdecimal() else None

    @property
    def error(self) -> float | None:
        """The selecting error of a completed job: that of the validation part, or of training where there is none."""
        return self._selecting("error")

    @property
    def accuracy(self) -> float | None:
        """The accuracy of a completed job on the part that gives its error, in [0, 1]."""
        return self._selecting("accuracy")

    @property
    def error_name(self) -> str:
        """What the selecting error is called; on an error surface it is the height that was reached."""
        if "climbers" in self.results:
            return "height"
        return "validation error" if self.results["selected_by"] == "val" else "training error"

    def metric(self, part: str, name: str) -> float | None:
        """Return a metric of `train`, `val` or `test`; None where it was not measured or is not finite."""
        value: float | None = (self.results.get(part) or {}).get(name)
        return value

    def _selecting(self, name: str) -> float | None:
        return self.metric(self.results["selected_by"], name) if self.status == COMPLETED else None


def best_of(rows: Sequence[Row]) -> Row | None:
    """Return the completed job with the lowest error; of equals the most accurate, of those the first."""
    judged = [row for row in rows if row.status == COMPLETED and row.error is not None]
    return min(judged, key=lambda row: (row.error, -(row.accuracy or 0.0), row.job), default=None)


def key_of(override: str) -> str:
    """Return the key of an override, without the `+` that adds it to a config."""
    return override.partition("=")[0].lstrip("+")
