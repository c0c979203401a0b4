"""Trainings whose processes fail or are left alone; importable by name, so that ranks can be started with them."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessonnet.sweep._processes import other_ranks

TWO = {"trainer": {"strategy": "ddp", "devices": 2, "accelerator": "cpu"}}


def fail_in_the_second(tree: Mapping[str, Any], directory: Path, resume: bool) -> None:
    """Exit with 3 in rank 1."""
    if os.environ["LOCAL_RANK"] == "1":
        sys.exit(3)


def note_and_wait(tree: Mapping[str, Any], directory: Path, resume: bool) -> None:
    """Write an empty file named after the rank, and wait for much longer than a test does."""
    (directory / os.environ["LOCAL_RANK"]).touch()
    time.sleep(600)


if __name__ == "__main__":
    here = Path(sys.argv[1])
    from tests.sweep import lost_ranks  # a rank finds functions of __main__ under another name

    with other_ranks(lost_ranks.note_and_wait, TWO, here, False):
        note_and_wait(TWO, here, False)
