"""The programs as real processes: started, watched, sent signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.sweep.runs import REPOSITORY

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found through /proc")

_PATIENCE = 120.0


class Ended(NamedTuple):
    """How a process ended; its code is negative where a signal killed it."""

    code: int
    out: str
    err: str


def started(directory: Path, *argv: str, program: str = "lessonnet.train") -> subprocess.Popen[str]:
    """Start `python -m lessonnet.train` in a directory and a process group of its own, its output piped."""
    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", program, *argv],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a process; kill it and its children if it takes too long."""
    try:
        out, err = process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return Ended(process.returncode, out, err)


def once(process: subprocess.Popen[str], happened: Callable[[], bool]) -> subprocess.Popen[str]:
    """Return the process as soon as something has happened, and it still runs."""
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def ranks_of(process: subprocess.Popen[str]) -> list[int]:
    """Process ids of the ranks that a program has started so far."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
