"""What a sweep has finished: a line for each job, in a file that outlives a kill."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lessonnet.durable import sha256_of, write_durably
from lessonnet.options import OptionError
from lessonnet.sweep._row import Row

NAME = "sweep.jsonl"
_FORMAT = 1
_ENTRY = {"job", "directory", "overrides", "results", "files"}

Grid = Mapping[str, Sequence[str]]
"""Each key with its values, as on the command line."""


class Journal:
    """The jobs that are done, each with the sums of its files.

    Jobs are noted in blocks: one write and one flush for all of them. Their own files need no flush: of a job whose
    files were lost with the power, the sums do not fit, and it counts as not done.

    Args:
        directory: of the sweep.
        rows: of the jobs that were done before.

    Attributes:
        rows: by the jobs' numbers.
    """

    def __init__(self, directory: Path, rows: Mapping[int, Row]) -> None:
        self.directory, self.rows = directory, dict(rows)

    @classmethod
    def begin(cls, directory: Path, grid: Grid) -> "Journal":
        """Begin a journal in a directory that has none."""
        head = json.dumps({"format": _FORMAT, "grid": {key: list(values) for key, values in grid.items()}})
        write_durably(directory / NAME, f"{head}\n".encode())
        return cls(directory, {})

    @classmethod
    def resume(cls, directory: Path, grid: Grid) -> "Journal":
        """Go on with a journal, with the jobs whose files are as they were written and that did not fail.

        Raises:
            OptionError: if there is none, it is damaged, or the grid is another.
        """
        path = directory / NAME
        try:
            text = path.read_bytes()
        except OSError:
            raise OptionError(f"{directory}: this is no sweep that can be resumed: it has no {NAME}.") from None
        whole = text[: text.rfind(b"\n") + 1]  # what was killed while it was written ends without a line feed
        lines = [_read(path, number, line) for number, line in enumerate(whole.splitlines(), 1)]
        if not lines or lines[0].get("format") != _FORMAT or "grid" not in lines[0]:
            raise OptionError(f"{path}: line 1 is not that of a sweep of this version.")
        _refuse_another(directory, lines[0]["grid"], grid)
        if whole != text:
            write_durably(path, whole)
        rows = {}
        for number, line in enumerate(lines[1:], 2):
            if not line.keys() >= _ENTRY:
                raise _damaged(path, number)
            row = Row(line["job"], line["directory"], tuple(line["overrides"]), line["results"])
            if row.status != "failed" and _is_whole(directory / row.directory, line["files"]):
                rows[row.job] = row
        return cls(directory, rows)

    def add(self, done: Iterable[tuple[Row, Mapping[str, str]]]) -> None:
        """Note jobs, each with the SHA-256 of its files; they are on the disk when this returns."""
        lines = []
        for row, files in done:
            self.rows[row.job] = row
            line = {"job": row.job, "directory": row.directory, "overrides": row.overrides, "results": row.results}
            lines.append(json.dumps({**line, "files": files}, allow_nan=False))
        if lines:
            _append(self.directory / NAME, "".join(f"{line}\n" for line in lines).encode())


def _append(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _damaged(path, number)
    return found


def _damaged(path: Path, number: int) -> OptionError:
    return OptionError(f"{path}: line {number} is damaged; run the sweep anew.")


def _is_whole(directory: Path, files: Mapping[str, str]) -> bool:
    try:
        return all(sha256_of((directory / name).read_bytes()) == value for name, value in files.items())
    except OSError:
        return False


def _refuse_another(directory: Path, before: Grid, now: Grid) -> None:
    for key in {**before, **now}:
        was, wanted = before.get(key), now.get(key)
        if was is None or wanted is None or list(was) != list(wanted):
            raise OptionError(
                f"{directory}: this sweep had another grid: `{key}` was {_listed(was)} and is {_listed(wanted)}; "
                "resume it with its own command line, or begin a new one."
            )
    if list(before) != list(now):
        raise OptionError(
            f"{directory}: this sweep had its keys in another order, by which its jobs are numbered: "
            f"{', '.join(before)}; now {', '.join(now)}."
        )


def _listed(values: Sequence[str] | None) -> str:
    if values is None:
        return "not given"
    shown = ",".join(values[:10])
    return shown if len(values) <= 10 else f"{shown},… ({len(values)} values)"
