"""What a sweep notes of its jobs, and what it believes of that later."""

import json
from pathlib import Path
from typing import Any

import pytest

from lessonnet.durable import sha256_of
from lessonnet.options import OptionError
from lessonnet.sweep._journal import Done, Grid, Journal
from lessonnet.sweep._row import Row

GRID = {"seed": ["0", "1"], "optimizer.lr": ["0.1", "1"]}


def row(job: int, status: str = "completed", **results: Any) -> Row:
    return Row(job, str(job), (f"seed={job}",), {"status": status, **results})


def noted(directory: Path, *jobs: int, status: str = "completed") -> Journal:
    """Begin a journal, and note jobs with one file each."""
    journal = Journal.begin(directory, GRID)
    for job in jobs:
        journal.add([Done(row(job, status), file_of(directory, job))])
    journal.close()  # as if the process had ended
    return journal


def resumed(directory: Path, grid: Grid = GRID) -> Journal:
    """Resume a journal, and leave it to others."""
    journal = Journal.resume(directory, grid)
    journal.close()
    return journal


def file_of(directory: Path, job: int) -> dict[str, str]:
    (directory / str(job)).mkdir(exist_ok=True)
    data = f"job {job}".encode()
    (directory / str(job) / "file").write_bytes(data)
    return {"file": sha256_of(data)}


def test_journal_holds_what_was_noted(tmp_path: Path) -> None:
    before = noted(tmp_path, 0, 1, 3)
    assert resumed(tmp_path).rows == before.rows == {job: row(job) for job in (0, 1, 3)}


def test_nothing_is_noted_of_no_jobs(tmp_path: Path) -> None:
    journal = noted(tmp_path)
    before = (tmp_path / "sweep.jsonl").read_bytes()
    journal.add([])
    assert (tmp_path / "sweep.jsonl").read_bytes() == before


def test_each_job_is_one_line_of_strict_json(tmp_path: Path) -> None:
    journal = noted(tmp_path, 0)
    odd = Row(1, "1", ("name='a\nb'", "name=grüße"), {"status": "failed", "error": "line\u2028separator"})
    journal.add([Done(odd, {})])
    lines = (tmp_path / "sweep.jsonl").read_text().split("\n")
    assert len(lines) == 4
    assert json.loads(lines[2])["overrides"] == list(odd.overrides)


@pytest.mark.parametrize("status", ["completed", "diverged"])
def test_what_ended_is_done(status: str, tmp_path: Path) -> None:
    noted(tmp_path, 0, status=status)
    assert list(resumed(tmp_path).rows) == [0]


def test_what_failed_is_tried_again(tmp_path: Path) -> None:
    noted(tmp_path, 0, status="failed")
    assert resumed(tmp_path).rows == {}


def test_last_line_of_a_job_counts(tmp_path: Path) -> None:
    journal = noted(tmp_path, 0, status="failed")
    journal.add([Done(row(0, seconds=2), file_of(tmp_path, 0))])
    assert resumed(tmp_path).rows == {0: row(0, seconds=2)}


@pytest.mark.parametrize("damage", ["changed", "gone", "directory"])
def test_job_whose_files_are_not_as_noted_is_not_done(damage: str, tmp_path: Path) -> None:
    noted(tmp_path, 0, 1)
    path = tmp_path / "1" / "file"
    if damage == "changed":
        path.write_bytes(b"job 2")
    else:
        path.unlink()
    if damage == "directory":
        path.mkdir()
    assert list(resumed(tmp_path).rows) == [0]


def test_journal_torn_anywhere_keeps_its_whole_lines(tmp_path: Path) -> None:
    noted(tmp_path, 0, 1)
    path = tmp_path / "sweep.jsonl"
    data = path.read_bytes()
    head = data.index(b"\n") + 1
    for length in [*range(head, len(data), 13), len(data) - 1]:
        path.write_bytes(data[:length])
        lines = data[:length].count(b"\n")
        assert list(resumed(tmp_path).rows) == [0, 1][: lines - 1]
        assert path.read_bytes() == b"".join(data.splitlines(keepends=True)[:lines])


def test_journal_goes_on_after_a_torn_line(tmp_path: Path) -> None:
    noted(tmp_path, 0, 1)
    path = tmp_path / "sweep.jsonl"
    path.write_bytes(path.read_bytes()[:-3])
    journal = resumed(tmp_path)
    journal.add([Done(row(1), file_of(tmp_path, 1))])
    assert list(resumed(tmp_path).rows) == [0, 1]


@pytest.mark.parametrize("line", [b"{", b"[1]", b"null", b"", b"\xff\xfe", b"{}", b'{"job": 1}'])
def test_damaged_middle_line_is_refused(line: bytes, tmp_path: Path) -> None:
    noted(tmp_path, 0, 1)
    path = tmp_path / "sweep.jsonl"
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0], line, lines[2], b""]))
    with pytest.raises(OptionError, match="line 2"):
        resumed(tmp_path)


@pytest.mark.parametrize("head", [b"", b"{}\n", b'{"format": 99, "grid": {}}\n', b'{"format": 1}\n', b"torn"])
def test_wrong_head_is_refused(head: bytes, tmp_path: Path) -> None:
    (tmp_path / "sweep.jsonl").write_bytes(head)
    with pytest.raises(OptionError, match="line 1"):
        resumed(tmp_path)


def test_directory_without_a_journal_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"has no sweep\.jsonl"):
        resumed(tmp_path)


@pytest.mark.parametrize(
    ("now", "message"),
    [
        ({**GRID, "seed": ["0", "2"]}, "`seed` was 0,1 and is 0,2"),
        ({**GRID, "seed": ["1", "0"]}, "`seed` was 0,1 and is 1,0"),
        ({"seed": ["0", "1"]}, "`optimizer.lr` was 0.1,1 and is not given"),
        ({**GRID, "restarts": ["2"]}, "`restarts` was not given and is 2"),
        ({**GRID, "seed": [str(seed) for seed in range(50)]}, r"… \(50 values\)"),
        ({"optimizer.lr": ["0.1", "1"], "seed": ["0", "1"]}, "order"),
    ],
    ids=["value", "order_of_values", "gone", "added", "many", "order_of_keys"],
)
def test_another_grid_is_refused_with_the_difference(now: dict[str, list[str]], message: str, tmp_path: Path) -> None:
    noted(tmp_path, 0)
    before = (tmp_path / "sweep.jsonl").read_bytes()
    with pytest.raises(OptionError, match=message):
        resumed(tmp_path, now)
    assert (tmp_path / "sweep.jsonl").read_bytes() == before


def test_two_processes_cannot_note_the_same_sweep(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path, GRID)
    with pytest.raises(OptionError, match="another process is at this sweep"):
        resumed(tmp_path)
    journal.close()
    resumed(tmp_path)


def test_fingerprints_are_kept(tmp_path: Path) -> None:
    journal = Journal.begin(tmp_path, GRID)
    journal.add([Done(row(0), file_of(tmp_path, 0), "abc"), Done(row(1), file_of(tmp_path, 1))])
    journal.close()
    assert resumed(tmp_path).data == {0: "abc", 1: None}


@pytest.mark.parametrize("change", [{"job": "0"}, {"directory": 5}, {"overrides": 3}, {"results": []}, {"files": None}])
def test_line_of_other_types_is_damage(change: dict[str, Any], tmp_path: Path) -> None:
    noted(tmp_path, 0)
    path = tmp_path / "sweep.jsonl"
    head, line = path.read_text().splitlines()
    path.write_text(f"{head}\n{json.dumps(json.loads(line) | change)}\n")
    with pytest.raises(OptionError, match="line 2 is damaged"):
        resumed(tmp_path)
