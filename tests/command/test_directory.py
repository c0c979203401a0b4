"""Run directories: one each, never anybody else's."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from lessonnet.command._directory import given_directory, stamped_directory
from lessonnet.options import OptionError

NOW = datetime(2024, 5, 6, 7, 8, 9)


def test_directory_is_named_after_the_second(tmp_path: Path) -> None:
    assert stamped_directory(tmp_path / "runs" / "xor", NOW).path == tmp_path / "runs/xor/2024-05-06_07-08-09"


def test_directory_of_a_taken_second_gets_a_number(tmp_path: Path) -> None:
    names = [stamped_directory(tmp_path, NOW).path.name for _ in range(3)]
    assert names == ["2024-05-06_07-08-09", "2024-05-06_07-08-09_1", "2024-05-06_07-08-09_2"]


def test_directories_never_collide_when_32_threads_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(32) as pool:
        made = list(pool.map(lambda _: stamped_directory(tmp_path / "sweeps" / "x", NOW).path, range(32)))
    assert len(set(made)) == 32
    assert all(path.is_dir() for path in made)


def test_directories_never_collide_when_32_processes_start_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from lessonnet.command._directory import stamped_directory;"
        "print(stamped_directory(Path(sys.argv[1]), datetime(2024, 5, 6)).path)"
    )
    base = str(tmp_path / "runs" / "x")
    processes = [
        subprocess.Popen([sys.executable, "-c", code, base], stdout=subprocess.PIPE, text=True) for _ in range(32)
    ]
    made = [process.communicate()[0].strip() for process in processes]
    assert len(set(made)) == 32


def test_removing_takes_the_parents_that_were_made(tmp_path: Path) -> None:
    fresh = stamped_directory(tmp_path / "runs" / "xor", NOW)
    (fresh.path / "train.log").touch()
    fresh.remove()
    assert list(tmp_path.iterdir()) == []


def test_removing_leaves_what_another_run_made(tmp_path: Path) -> None:
    fresh, other = stamped_directory(tmp_path / "runs", NOW), stamped_directory(tmp_path / "runs", NOW)
    fresh.remove()
    assert other.path.is_dir()
    assert not fresh.path.exists()


def test_given_directory_may_be_empty(tmp_path: Path) -> None:
    assert given_directory(tmp_path).path == tmp_path


def test_given_directory_is_refused_when_it_holds_something(tmp_path: Path) -> None:
    (tmp_path / "results.json").touch()
    with pytest.raises(OptionError, match="is not empty, and a run never writes over another"):
        given_directory(tmp_path)


@pytest.mark.parametrize("make", [lambda path: stamped_directory(path, NOW), given_directory])
def test_directory_under_a_file_is_refused_in_one_line(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(OptionError, match=r"cannot make the directory .*: (Not a directory|File exists)"):
        make(tmp_path / "runs" / "x")
