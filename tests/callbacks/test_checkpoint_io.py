"""A checkpoint is whole or is not used; no kill and no failing disk costs the last good one."""

import contextlib
import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from lessonnet.callbacks import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._checkpoint_io import checkpoint_name, prune_checkpoints
from lessonnet.options import OptionError

HERE = Path(__file__).parent


def save(directory: Path, *steps: int) -> list[Path]:
    paths = [directory / checkpoint_name(step) for step in steps]
    for step, path in zip(steps, paths, strict=True):
        DurableCheckpointIO().save_checkpoint({"step": step, "weights": torch.full((3,), float(step))}, path)
    return paths


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def run_program(program: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, str(HERE / program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parents[1],
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_checkpoint_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    (path,) = save(tmp_path / "new" / "checkpoints", 123)
    loaded = DurableCheckpointIO().load_checkpoint(path)
    assert loaded["step"] == 123
    assert torch.equal(loaded["weights"], torch.full((3,), 123.0))


def test_checkpoint_is_an_ordinary_file_for_torch_and_zip(tmp_path: Path) -> None:
    (path,) = save(tmp_path, 1)
    assert torch.load(path, weights_only=True)["step"] == 1
    assert torch.load(path, weights_only=True, mmap=True)["step"] == 1
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.comment.startswith(b"sha256 ")


def test_checkpoint_name_sorts_as_the_steps_do() -> None:
    assert checkpoint_name(123) == "step-000000123.ckpt"


def test_latest_checkpoint_is_none_where_nothing_was_saved(tmp_path: Path) -> None:
    assert latest_checkpoint(tmp_path / "missing") is None
    assert latest_checkpoint(tmp_path) is None


def test_latest_checkpoint_goes_by_step_beyond_nine_digits_too(tmp_path: Path) -> None:
    _, newest = save(tmp_path, 999_999_999, 1_000_000_000)
    assert latest_checkpoint(tmp_path) == newest


def test_older_checkpoint_is_used_with_a_warning_when_the_newer_is_damaged(tmp_path: Path) -> None:
    older, newer = save(tmp_path, 10, 20)
    damage(newer)
    with pytest.warns(UserWarning, match=f"{newer.name}: this checkpoint is passed over"):
        assert latest_checkpoint(tmp_path) == older
    with pytest.warns(UserWarning, match="does not match its SHA-256"):
        assert DurableCheckpointIO().load_checkpoint(newer)["step"] == 10


def test_checkpoints_are_refused_when_none_verifies(tmp_path: Path) -> None:
    paths = save(tmp_path, 10, 20)
    for path in paths:
        damage(path)
    with pytest.warns(UserWarning, match="passed over"), pytest.raises(OptionError, match="no checkpoint in it"):
        latest_checkpoint(tmp_path)
    with pytest.warns(UserWarning, match="passed over"), pytest.raises(OptionError, match="cannot be used"):
        DurableCheckpointIO().load_checkpoint(paths[1])


def test_newer_checkpoint_is_never_taken_for_an_older_one(tmp_path: Path) -> None:
    older, _ = save(tmp_path, 10, 20)
    damage(older)
    with pytest.warns(UserWarning, match="passed over"), pytest.raises(OptionError):
        DurableCheckpointIO().load_checkpoint(older)


def test_checkpoint_without_a_sum_is_refused(tmp_path: Path) -> None:
    torch.save({"step": 1}, tmp_path / "bare.ckpt")
    with (
        pytest.warns(UserWarning, match="does not end in the SHA-256"),
        pytest.raises(OptionError, match=r"bare\.ckpt: this checkpoint cannot be used"),
    ):
        DurableCheckpointIO().load_checkpoint(tmp_path / "bare.ckpt")


class Payload:
    def __reduce__(self):
        return print, ("this must not run",)


def test_checkpoint_runs_no_pickled_code_whatever_the_caller_asks_for(tmp_path: Path, capsys) -> None:
    DurableCheckpointIO().save_checkpoint({"x": Payload()}, tmp_path / "x.ckpt")
    with pytest.raises(pickle.UnpicklingError):
        DurableCheckpointIO().load_checkpoint(tmp_path / "x.ckpt", weights_only=False)
    assert capsys.readouterr().out == ""


def test_prune_keeps_the_two_newest_that_verify(tmp_path: Path) -> None:
    paths = save(tmp_path, 10, 20, 30, 40)
    damage(paths[2])
    prune_checkpoints(tmp_path)
    assert sorted(tmp_path.iterdir()) == [paths[1], paths[3]]


def test_prune_leaves_files_of_other_names_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.ckpt").write_text("")
    save(tmp_path, 1, 2, 3)
    prune_checkpoints(tmp_path)
    assert (tmp_path / "mine.ckpt").exists()


def _truncations(path: Path) -> Iterator[None]:
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        yield


def _flips(path: Path) -> Iterator[None]:
    # In place: emptying and rewriting a file makes some filesystems flush it each time.
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(path.read_bytes()):
            for bit in range(8):
                os.pwrite(file.fileno(), bytes([byte ^ 1 << bit]), place)
                yield
            os.pwrite(file.fileno(), bytes([byte]), place)


@pytest.mark.parametrize("damages", [_truncations, _flips])
def test_checkpoint_notices_every_damage(tmp_path: Path, damages, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = save(tmp_path, 1)
    cases = silent = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in damages(path):
            cases += 1
            with contextlib.suppress(OptionError):
                DurableCheckpointIO().load_checkpoint(path)
                silent += 1
    with capsys.disabled():
        print(f"\ncheckpoint, {damages.__name__[1:]}: {cases} cases, {silent} silent")
    assert cases > 1000
    assert silent == 0


_SECOND = pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second filesystem")


@pytest.mark.parametrize("temporary", ["same", pytest.param("other", marks=[_SECOND, pytest.mark.slow])])
def test_checkpoint_survives_a_kill_or_fault_at_every_operation(tmp_path: Path, temporary: str, capsys) -> None:
    place = str(tmp_path) if temporary == "same" else "/dev/shm"
    report = json.loads(run_program("torn_saves.py", str(tmp_path), TMPDIR=place))
    with capsys.disabled():
        print(f"\nTMPDIR on the {temporary} filesystem:", *(f"\n  {name}: {c}" for name, c in report.items()))
    for counts in report.values():
        assert counts["trials"] >= 10
        assert set(counts.values()) == {counts["trials"]}


@pytest.mark.slow
def test_training_killed_at_random_moments_goes_on_to_the_same_end(tmp_path: Path, capsys) -> None:
    counts = json.loads(run_program("random_kills.py", str(tmp_path)))
    with capsys.disabled():
        print("\nrandom kills:", counts)
    assert counts["kills"] >= 100
    assert counts["loadable"] == counts["kills"]
    assert counts["same"] == counts["trainings"]


@pytest.mark.skipif(not shutil.which("unshare"), reason="no unshare to mount a small disk with")
def test_full_disk_is_reported_and_keeps_the_old_checkpoint(tmp_path: Path) -> None:
    script = f"mount -t tmpfs -o size=64k tmpfs {tmp_path} && exec {sys.executable} {HERE / 'full_disk.py'} {tmp_path}"
    mounted = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False, cwd=HERE.parents[1]
    )
    if "mount" in mounted.stderr or "unshare" in mounted.stderr:
        pytest.skip("no permission to mount a small disk")
    assert mounted.returncode == 0, mounted.stderr
    assert json.loads(mounted.stdout) == {"reported": "ENOSPC", "newest": "step-000000001.ckpt", "rubbish": 0}


def test_checkpoint_takes_no_storage_options(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="storage_options"):
        DurableCheckpointIO().save_checkpoint({}, tmp_path / "x", storage_options=io.BytesIO())
