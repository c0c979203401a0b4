"""Files that anybody may have written are read within bounds, or refused in a line that names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lessonnet.files import read_capped, read_head
from lessonnet.options import OptionError


def test_file_of_the_largest_size_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_capped(tmp_path / "file", 5) == b"12345"


def test_file_above_the_cap_is_refused_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(OptionError, match="file: must be at most 4 bytes here, found 5"):
        read_capped(tmp_path / "file", 4)


@pytest.mark.parametrize(("most", "found"), [(3, b"123"), (9, b"12345")])
def test_head_of_a_file_is_as_long_as_asked_at_most(tmp_path: Path, most: int, found: bytes) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert read_head(tmp_path / "file", most) == found


@pytest.mark.parametrize(
    ("name", "reason"), [("link", "is a link"), ("pipe", "ordinary"), (".", "ordinary"), ("no", "missing")]
)
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_bytes(b"1")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")  # whoever opened it the usual way would wait here for ever
    for read in (read_capped, read_head):
        with pytest.raises(OptionError, match=reason):
            read(tmp_path / name, 10)
