"""Save a checkpoint while each file operation in turn kills the process or fails; report as JSON. Run as a program.

Every trial is a forked process that has two good checkpoints, steps 10 and 20, and saves a third. A list of the
operations that an undisturbed save makes tells how many trials there are.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from lessonnet.callbacks import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._checkpoint_io import checkpoint_name, prune_checkpoints

OPERATIONS = ("open", "write", "fsync", "close", "replace", "unlink", "listdir", "mkdir")
REAL = {name: getattr(os, name) for name in OPERATIONS}
Disturb = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


def content(step: int) -> dict[str, Any]:
    return {"step": step, "weights": torch.full((300,), float(step))}


def save(directory: Path, step: int) -> None:
    DurableCheckpointIO().save_checkpoint(content(step), directory / checkpoint_name(step))
    prune_checkpoints(directory)


def prepare(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    save(directory, 10)
    save(directory, 20)


def prepare_with_rubbish(directory: Path) -> None:
    prepare(directory)
    (directory / f".{checkpoint_name(15)}.999999999.0123abcd.tmp").write_bytes(b"left by a process that is gone")


def disturbed_at(k: int, disturb: Disturb) -> list[str]:
    """Patch the operations so that the k-th is handed to `disturb`; return the list that their names are put on."""
    seen: list[str] = []

    def patched(name: str) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            seen.append(name)
            if len(seen) - 1 == k:
                return disturb(name, REAL[name], arguments, options)
            return REAL[name](*arguments, **options)

        return operation

    for name in OPERATIONS:
        setattr(os, name, patched(name))
    return seen


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_before(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    die()


def kill_after(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    real(*arguments, **options)
    die()


def kill_within(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    if name == "write":
        real(arguments[0], arguments[1][: len(arguments[1]) // 2])
    die()


def failing(number: int) -> Disturb:
    def fail(name: str, real: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if name == "close":
            real(*arguments)
        elif name == "write" and number == errno.ENOSPC:
            REAL["write"](arguments[0], arguments[1][: len(arguments[1]) // 2])
        raise OSError(number, os.strerror(number))

    return fail


def in_child(work: Callable[[], int]) -> int:
    """Return the exit code of `work` in a forked process, negative for a signal."""
    child = os.fork()
    if child == 0:
        try:
            code = work()
        except OSError:
            code = 1
        except BaseException:
            code = 77
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_operations(directory: Path, step: int) -> list[str]:
    reader, writer = os.pipe()

    def work() -> int:
        seen = disturbed_at(-1, kill_before)
        save(directory, step)
        REAL["write"](writer, json.dumps(seen).encode())
        return 0

    assert in_child(work) == 0
    return json.loads(os.read(reader, 65536))


def trial(directory: Path, step: int, k: int, disturb: Disturb) -> int:
    def work() -> int:
        disturbed_at(k, disturb)
        save(directory, step)
        return 0

    return in_child(work)


def state_of(directory: Path) -> dict[str, bool]:
    newest = latest_checkpoint(directory)
    loaded = DurableCheckpointIO().load_checkpoint(newest) if newest else {"step": 0, "weights": torch.zeros(0)}
    same = torch.equal(loaded["weights"], torch.full((300,), float(loaded["step"])))
    old = directory / checkpoint_name(20)
    is_old_intact = old.exists() and DurableCheckpointIO().load_checkpoint(old)["step"] == 20
    save(directory, 40)
    names = sorted(path.name for path in directory.iterdir())
    return {
        "loadable": loaded["step"] >= 20,
        "same": same,
        "old intact": is_old_intact,
        "clean after the next save": names[-1] == checkpoint_name(40) and len(names) == 2,
    }


def campaign(
    directory: Path, step: int, disturb: Disturb, wanted_code: int, before: Callable[[Path], None] = prepare
) -> dict[str, int]:
    before(directory)
    operations = count_operations(directory, step)
    counts = {"trials": 0, "as wanted": 0, "loadable": 0, "same": 0, "old intact": 0, "clean after the next save": 0}
    for k in range(len(operations)):
        before(directory)
        code = trial(directory, step, k, disturb)
        counts["trials"] += 1
        counts["as wanted"] += code == wanted_code
        for claim, holds in state_of(directory).items():
            counts[claim] += holds
    return counts


def main() -> None:
    directory = Path(sys.argv[1]) / "checkpoints"
    report = {}
    for name, kill in {"before": kill_before, "within": kill_within, "after": kill_after}.items():
        report[f"kill {name}"] = campaign(directory, 30, kill, -signal.SIGKILL, prepare_with_rubbish)
        # The same step once more: the file in its place is replaced, and must be whole at any moment.
        report[f"kill {name}, same step"] = campaign(directory, 20, kill, -signal.SIGKILL)
    for number in (errno.ENOSPC, errno.EIO, errno.EACCES):
        report[errno.errorcode[number]] = campaign(directory, 30, failing(number), 1)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
