"""A training that an error breaks off says so in its results and its exit code."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lessonnet.durable
from lessonnet import train
from lessonnet.sweep import _run
from lessonnet.sweep._processes import RankError
from tests.sweep.programs import ended, started
from tests.sweep.runs import Run, called, finished

FullDisk = Callable[[str], None]


@pytest.fixture
def full_for(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    """Return what makes the disk too full for files of some name."""
    write = lessonnet.durable._write_and_flush

    def fill(name: str) -> None:
        def refuse(path: Path, data: bytes) -> None:
            if name in path.name:
                raise OSError(errno.ENOSPC, "No space left on device")
            write(path, data)

        monkeypatch.setattr(lessonnet.durable, "_write_and_flush", refuse)

    return fill


def test_failure_is_the_status_with_what_is_known(full_for: FullDisk, tmp_path: Path) -> None:
    full_for(".ckpt")
    with pytest.raises(OSError, match="No space"):
        finished(tmp_path, "trainer.max_epochs=2", "seed=3")
    results = Run(tmp_path, 1, "").results
    assert (results["status"], results["epochs"], results["seed"]) == ("failed", 2, 3)
    assert "No space left on device" in results["error"]
    assert results["train"] is results["val"] is results["test"] is None


def test_failure_has_every_key_of_a_finished_run(full_for: FullDisk, tmp_path: Path) -> None:
    whole = finished(tmp_path / "whole", "trainer.max_epochs=1").results
    full_for(".ckpt")
    with pytest.raises(OSError, match="No space"):
        finished(tmp_path / "failed", "trainer.max_epochs=1")
    assert Run(tmp_path / "failed", 1, "").results.keys() == whole.keys() | {"error"}


def test_failure_of_a_disk_that_takes_nothing_is_still_reported(full_for: FullDisk, tmp_path: Path) -> None:
    full_for("")
    with pytest.raises(OSError, match="No space"):
        finished(tmp_path, "trainer.max_epochs=1")
    assert not (tmp_path / "results.json").exists()


def test_full_disk_ends_in_1_with_one_line(full_for: FullDisk, tmp_path: Path) -> None:
    full_for(".ckpt")
    answer = called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=1", "hydra.run.dir=run")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"cannot write {tmp_path / 'run'}: No space left on device.\n"


def test_file_in_the_way_is_named(tmp_path: Path) -> None:
    called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=1", "callbacks=none", "hydra.run.dir=run")
    (tmp_path / "run" / "results.json").unlink()
    for path in (tmp_path / "run" / "model").iterdir():
        path.unlink()
    (tmp_path / "run" / "model").rmdir()
    (tmp_path / "run" / "model").touch()
    answer = called(tmp_path, train.main, "resume=run")
    assert (answer.code, answer.err) == (1, f"cannot write {tmp_path / 'run' / 'model'}: File exists.\n")


def test_any_error_in_a_training_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(_run, "fit", broken)
    with pytest.raises(ZeroDivisionError):
        finished(tmp_path)
    results = json.loads((tmp_path / "results.json").read_text())
    assert (results["status"], results["error"]) == ("failed", "first line second line")


def test_failed_rank_makes_a_finished_run_failed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Failing:
        def __init__(self, *_: Any) -> None: ...

        def __enter__(self) -> None: ...

        def __exit__(self, *_: Any) -> None:
            raise RankError("rank 1 failed with exit code 3.")

    monkeypatch.setattr(_run, "is_shared", lambda tree: True)
    monkeypatch.setattr(_run, "other_ranks", Failing)
    with pytest.raises(RankError):
        finished(tmp_path, "trainer.max_epochs=1")
    results = Run(tmp_path, 1, "").results
    assert (results["status"], results["error"]) == ("failed", "rank 1 failed with exit code 3.")
    assert results["train"] is not None


def test_damaged_checkpoint_is_passed_over_in_one_line(tmp_path: Path) -> None:
    called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=1", "hydra.run.dir=run")
    damaged = tmp_path / "run" / "checkpoints" / "step-000009999.ckpt"
    damaged.write_bytes(b"torn")
    # in a process of its own: this one's warnings are pytest's
    answer = ended(started(tmp_path, "resume=run"))
    reason = "it does not end in the SHA-256 of its content"
    assert (answer.code, answer.err) == (0, f"{damaged}: this checkpoint is passed over: {reason}.\n")
