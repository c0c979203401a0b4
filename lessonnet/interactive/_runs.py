"""The runs of a sweep, read back from its directory."""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import polars as pl

from lessonnet.interactive._run import PARTS, Run, pictures
from lessonnet.interactive._table import Summary, number_shown
from lessonnet.options import OptionError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Against = Literal["epoch", "step", "computations", "seconds"]


class Runs(Sequence[Run]):
    """The jobs of a sweep that left results, in its order.

    Args:
        directory: of the sweep.
        jobs: the `jobs` of its `sweep.json`.
        is_own: whether this program has trained them, and may use the classes that their configs name.

    Attributes:
        directory: of the sweep.
        names: what tells each run from the others, such as `optimizer.lr=0.1`.
    """

    def __init__(self, directory: Path, jobs: Sequence[dict[str, Any]], *, is_own: bool = False) -> None:
        self.directory = directory
        done = [job for job in jobs if (directory / job["directory"] / "results.json").is_file()]
        shared = set.intersection(*(set(job["overrides"]) for job in done)) if len(done) > 1 else set()
        self.names = [" ".join(line for line in job["overrides"] if line not in shared) for job in done]
        self._runs = [Run(directory / job["directory"], is_own=is_own) for job in done]
        self._failures = [f"job {job['job']} failed: {job['error']}" for job in jobs if job["status"] == "failed"]

    @classmethod
    def read(cls, directory: Path, *, is_own: bool = False) -> "Runs":
        """Read a sweep's directory.

        Args:
            directory: of the sweep.
            is_own: whether this program has trained it.

        Raises:
            OptionError: if there is no finished sweep in it.
        """
        try:
            jobs = json.loads((directory / "sweep.json").read_bytes())["jobs"]
        except (OSError, ValueError) as error:
            raise OptionError(f"{directory} holds no finished sweep: sweep.json cannot be read.") from error
        return cls(directory, jobs, is_own=is_own)

    @cached_property
    def table(self) -> pl.DataFrame:
        """The rows of `sweep.csv`, one for each job."""
        return pl.read_csv(self.directory / "sweep.csv")

    @property
    def figures(self) -> dict[str, Path]:
        """The pictures that compare the runs, by their names."""
        return pictures(self.directory)

    @property
    def best(self) -> Run:
        """The run with the lowest error on the part that they were judged by."""
        judged = [one for one in self._runs if one.results["status"] == "completed"]
        if not judged:
            raise OptionError("no run of the sweep completed.")
        return min(judged, key=lambda one: one.results[one.results["selected_by"]]["error"])

    def curves(self, metric: str = "", *, against: Against = "epoch", log: bool = False, title: str = "") -> "Figure":
        """Draw one number of all runs, a line for each; see `lessonnet.figures.compared_curves`.

        Args:
            metric: a column of their histories; empty for the error that they were judged by.
            against: ``"epoch"``, ``"step"``, ``"computations"`` or ``"seconds"``.
            log: whether the number's axis is logarithmic.
            title: above the panel.
        """
        from lessonnet.figures import Case, compared_curves

        metric = metric or f"{self._runs[0].results['selected_by']}_error"
        cases = {
            name: Case(
                one.history.to_dicts(),
                points=one.data.train.points if against == "computations" else None,
                seconds=one.results["seconds"],
            )
            for name, one in zip(self.names, self._runs, strict=True)
        }
        return compared_curves(cases, metric, against=against, log=log, title=title)

    @overload
    def __getitem__(self, index: int) -> Run: ...

    @overload
    def __getitem__(self, index: slice) -> list[Run]: ...

    def __getitem__(self, index: int | slice) -> Run | list[Run]:
        return self._runs[index]

    def __len__(self) -> int:
        return len(self._runs)

    def __repr__(self) -> str:
        return self._summary.text()

    def _repr_html_(self) -> str:
        return self._summary.html()

    @cached_property
    def _summary(self) -> Summary:
        """The runs in their order; neither times nor paths, so that it is the same each time."""
        measured = [
            (part, name)
            for part in PARTS
            for name in ("error", "accuracy")
            if any((one.results[part] or {}).get(name) is not None for one in self._runs)
        ]
        columns = ["run", "status", "epochs", *(f"{part} {name}" for part, name in measured)]
        rows = [
            [name, one.results["status"], str(one.results["epochs"]), *_cells(one, measured)]
            for name, one in zip(self.names, self._runs, strict=True)
        ]
        return Summary(f"{len(rows)} run{'s' * (len(rows) != 1)}", columns, rows, self._failures)


def _cells(one: Run, measured: Sequence[tuple[str, str]]) -> list[str]:
    return [number_shown((one.results[part] or {}).get(name)) for part, name in measured]
