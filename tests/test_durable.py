"""A file is the old one or the new one, and what killed writers left is cleaned up."""

import hashlib
import os
import stat
import subprocess
from pathlib import Path

import pytest

from lessonnet import durable
from lessonnet.durable import make_directory, sha256_of, write_durably


def test_write_durably_replaces_the_whole_content(tmp_path: Path) -> None:
    write_durably(tmp_path / "x", b"long old content")
    write_durably(str(tmp_path / "x"), b"new")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_write_durably_takes_an_empty_content(tmp_path: Path) -> None:
    write_durably(tmp_path / "x", b"")
    assert (tmp_path / "x").read_bytes() == b""


def test_write_durably_goes_on_after_a_partial_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: whole(descriptor, data[:3]))
    write_durably(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_write_durably_gives_the_permissions_of_an_ordinary_file(tmp_path: Path) -> None:
    (tmp_path / "ordinary").write_bytes(b"")
    write_durably(tmp_path / "x", b"")
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == stat.S_IMODE((tmp_path / "ordinary").stat().st_mode)


def test_write_durably_orders_flush_rename_and_flush_of_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    flush, rename = os.fsync, os.replace

    def watched_flush(descriptor: int) -> None:
        seen.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        flush(descriptor)

    def watched_rename(source: Path, target: Path) -> None:
        assert Path(source).parent == Path(target).parent
        seen.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", watched_flush)
    monkeypatch.setattr(os, "replace", watched_rename)
    write_durably(tmp_path / "x", b"1")
    assert seen == ["file", "rename", "directory"]


def _gone_process() -> int:
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


@pytest.mark.parametrize("writer", [_gone_process, os.getpid], ids=["gone", "an earlier life of ours"])
def test_write_durably_removes_what_a_killed_writer_left(tmp_path: Path, writer) -> None:
    left = tmp_path / f".other.json.{writer()}.0123abcd.tmp"
    left.write_bytes(b"half")
    write_durably(tmp_path / "x", b"1")
    assert not left.exists()


def test_write_durably_leaves_a_living_writers_file_alone(tmp_path: Path) -> None:
    living = tmp_path / f".other.json.{os.getppid()}.0123abcd.tmp"
    living.write_bytes(b"half")
    write_durably(tmp_path / "x", b"1")
    assert living.exists()


def test_write_durably_leaves_other_hidden_files_alone(tmp_path: Path) -> None:
    names = [".x.tmp", ".x.12.tmp", "x.999999999.0123abcd.tmp", ".x.999999999.0123abcd.tmp~"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    write_durably(tmp_path / "x", b"1")
    assert all((tmp_path / name).exists() for name in names)


def test_write_durably_is_not_held_up_by_rubbish_that_cannot_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f".x.{_gone_process()}.0123abcd.tmp").write_bytes(b"half")

    def refuse(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(os, "unlink", refuse)
    write_durably(tmp_path / "x", b"1")
    assert (tmp_path / "x").read_bytes() == b"1"


def test_write_durably_leaves_no_temporary_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_durably(tmp_path / "x", b"1")
    assert list(tmp_path.iterdir()) == []
    assert durable._in_flight == set()


def test_make_directory_makes_what_is_missing_and_takes_what_is_there(tmp_path: Path) -> None:
    make_directory(tmp_path / "a" / "b" / "c")
    make_directory(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_make_directory_refuses_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError, match="a"):
        make_directory(tmp_path / "a" / "b")


def test_sha256_of_nothing_is_the_published_value() -> None:
    # FIPS 180-4's example of the empty message.
    assert sha256_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_of(b"abc") == hashlib.sha256(b"abc").hexdigest()
