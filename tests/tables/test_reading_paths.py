"""Paths that lead to no table are refused in one line."""

import os
from pathlib import Path

import pytest

from tests.tables.files import written
from tests.tables.refusals import GOOD, refusal


def test_missing_file_offers_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    wrong = tmp_path / "studens.csv"
    assert refusal(wrong, key="data.test_path") == (
        f"`data.test_path`: there is no file '{wrong}'. Did you mean '{path}'?"
    )
    assert refusal(tmp_path / "q.csv") == f"`data.path`: there is no file '{tmp_path}/q.csv'."
    for alike in ("students.parquet", "Students.CSV", "students.csv.gz"):
        assert refusal(tmp_path / alike).endswith(f" Did you mean '{path}'?")
    assert "no folder" in refusal(tmp_path / "no" / "q.csv")
    assert "no folder" in refusal(path / "q.csv")  # a file is no folder


@pytest.mark.parametrize("url", ["https://example.org/x.csv", "s3://bucket/x.parquet", "file:///x.csv"])
def test_url_is_to_be_downloaded_first(url: str) -> None:
    assert refusal(url) == f"`data.path` must be a file on this machine, got {url!r}; download it first."


def test_folder_without_parquet_names_a_file_in_it(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: this is a folder without Parquet files."
    (tmp_path / "README.md").write_text("About the data.")
    assert refusal(tmp_path) == f"{tmp_path}: this is a folder without Parquet files."
    written(tmp_path, GOOD)
    assert refusal(tmp_path).endswith(f"Name one file of it, such as '{tmp_path}/students.csv'.")


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "fifo"])
def test_device_or_pipe_is_no_file(tmp_path: Path, path: str) -> None:
    if path == "fifo":
        path = str(tmp_path / "fifo")
        os.mkfifo(path)
    assert "must be a file" in refusal(path)


@pytest.mark.parametrize("name", ["loop", "x" * 300, "a\0b"])
def test_path_that_cannot_be_followed_is_refused(tmp_path: Path, name: str) -> None:
    if name == "loop":
        (tmp_path / name).symlink_to(tmp_path / name)
    assert "cannot be opened" in refusal(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.chmod(0)
    assert "no right to read" in refusal(path)
