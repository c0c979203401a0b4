"""What a sweep has finished: a line for each job, in a file that outlives a kill."""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lessonnet.durable import sha256_of, write_durably
from lessonnet.options import OptionError
from lessonnet.sweep._row import Row

NAME = "sweep.jsonl"
_FORMAT = 1

Grid = Mapping[str, Sequence[str]]
"""Each key with its values, as on the command line."""


class Done(NamedTuple):
    """What is noted of a job.

    Attributes:
        row: its results.
        files: the SHA-256 of its files.
        data: the fingerprint of what it learned, where it is known.
    """

    row: Row
    files: Mapping[str, str]
    data: str | None = None


class Journal:
    """The jobs that are done, each with the sums of its files.

    Jobs are noted in blocks: one write and one flush for all of them. Their own files need no flush: of a job whose
    files were lost with the power, the sums do not fit, and it counts as not done.

    Args:
        directory: of the sweep.
        lock: keeps other processes away from it until the journal is closed; from `begin` and `resume`.
        done: the jobs that were done before.

    Attributes:
        rows: by the jobs' numbers.
        data: likewise, the fingerprints of what they learned.
    """

    def __init__(self, directory: Path, lock: int, done: Iterable[Done] = ()) -> None:
        self.directory, self._lock = directory, lock
        self.rows = {each.row.job: each.row for each in done}
        self.data = {each.row.job: each.data for each in done}

    @classmethod
    def begin(cls, directory: Path, grid: Grid) -> "Journal":
        """Begin a journal in a directory that has none."""
        head = json.dumps({"format": _FORMAT, "grid": {key: list(values) for key, values in grid.items()}})
        lock = _locked(directory)
        write_durably(directory / NAME, f"{head}\n".encode())
        return cls(directory, lock)

    @classmethod
    def resume(cls, directory: Path, grid: Grid) -> "Journal":
        """Go on with a journal, with the jobs whose files are as they were written and that did not fail.

        Raises:
            OptionError: if there is none, it is damaged, another process is at it, or the grid is another.
        """
        if not (directory / NAME).is_file():
            raise OptionError(f"{directory}: this is no sweep that can be resumed: it has no {NAME}.")
        lock = _locked(directory)
        try:
            return cls(directory, lock, _resumed(directory, grid))
        except BaseException:
            os.close(lock)
            raise

    def close(self) -> None:
        """Let other processes go on with it."""
        os.close(self._lock)

    def add(self, done: Iterable[Done]) -> None:
        """Note jobs; they are on the disk when this returns."""
        lines = []
        for row, files, data in done:
            self.rows[row.job], self.data[row.job] = row, data
            line = {"job": row.job, "directory": row.directory, "overrides": row.overrides, "results": row.results}
            lines.append(json.dumps({**line, "files": files, "data": data}, allow_nan=False))
        if lines:
            _append(self.directory / NAME, "".join(f"{line}\n" for line in lines).encode())


def _resumed(directory: Path, grid: Grid) -> list[Done]:
    """Return the jobs that need not be run again; what was torn from the file's end is taken off."""
    path = directory / NAME
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]  # what was killed while it was written ends without a line feed
    lines = [_read(path, number, line) for number, line in enumerate(whole.splitlines(), 1)]
    if not lines or lines[0].get("format") != _FORMAT or not isinstance(lines[0].get("grid"), dict):
        raise OptionError(f"{path}: line 1 is not that of a sweep of this version.")
    _refuse_another(directory, lines[0]["grid"], grid)
    if whole != text:
        write_durably(path, whole)
    found = [_done(path, number, line) for number, line in enumerate(lines[1:], 2)]
    ended = [each for each in found if each.row.status != "failed"]
    return [each for each in ended if _is_whole(directory / each.row.directory, each.files)]


def _locked(directory: Path) -> int:
    """Return a descriptor of the directory, which the system locks until it is closed, or the process has ended."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise OptionError(f"{directory}: another process is at this sweep; wait for its end, or stop it.") from None
    except OSError:
        pass  # some network disks have no locks
    return descriptor


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


def _done(path: Path, number: int, line: Mapping[str, Any]) -> Done:
    kinds = {"job": int, "directory": str, "overrides": list, "results": dict, "files": dict}
    if not all(isinstance(line.get(key), kind) for key, kind in kinds.items()):
        raise _damaged(path, number)
    row = Row(line["job"], line["directory"], tuple(line["overrides"]), line["results"])
    return Done(row, line["files"], line.get("data"))


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
