"""The jobs of a sweep, as `sweep.json` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessonnet.reporting._values import mapping, number, text, texts, whole

_NAMES = {"val": "validation error", "train": "training error"}


@dataclass(frozen=True)
class Job:
    """One job.

    Attributes:
        number: ≥ 0.
        directory: relative to the sweep's.
        values: the overrides, as key and text.
        status: how it ended.
        failure: the text of an error; empty without one.
        selected_by: the part that gives its error.
        error_name: what its error is called: of an error surface it is a height.
        error: on that part, None where it was not measured.
        accuracy: likewise.
        test_accuracy: None without a test part.
        epochs: None where it was not trained.
        seconds: likewise.
    """

    number: int
    directory: str
    values: Mapping[str, str]
    status: str
    failure: str
    selected_by: str
    error_name: str
    error: float | None
    accuracy: float | None
    test_accuracy: float | None
    epochs: int | None
    seconds: float | None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Job:
        """Take what a file says of a job."""
        by = text(found.get("selected_by"))
        measured = mapping(found.get(by))
        return cls(
            number=whole(found.get("job")) or 0,
            directory=text(found.get("directory")),
            values={key_of(line): line.partition("=")[2] for line in texts(found.get("overrides"))},
            status=text(found.get("status")) or "unknown",
            failure=text(found.get("error"), 2000),
            selected_by=by,
            error_name="height" if text(found.get("surface")) else _NAMES.get(by, "error"),
            error=number(measured.get("error")),
            accuracy=number(measured.get("accuracy")),
            test_accuracy=number(mapping(found.get("test")).get("accuracy")),
            epochs=whole(found.get("epochs")),
            seconds=number(found.get("seconds")),
        )

    @property
    def is_completed(self) -> bool:
        """Whether it ended as it should."""
        return self.status == "completed"


def best_of(jobs: Sequence[Job]) -> Job | None:
    """Return the completed job with the lowest error; of equals the most accurate, of those the first."""
    judged = [(job.error, -(job.accuracy or 0.0), job.number, job) for job in jobs if job.error is not None]
    return min((one for one in judged if one[-1].is_completed), key=lambda one: one[:3], default=(None,))[-1]


def key_of(override: str) -> str:
    """Return the key of an override, without the `+` that adds it to a config."""
    return override.partition("=")[0].lstrip("+")
