"""What cannot be printed costs nothing that was done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = {
    "plain": "run_plain_program(lambda: TEXT, 'help', [])",
    "task": "run_program(task, ['hydra.run.dir=run'])",
    "multirun": "run_program(task, ['-m', 'seed=0,1', 'hydra.sweep.dir=run'])",
}
CODE = """\
import sys
from lessonnet.command import run_plain_program, run_program
TEXT = '┏━┓ ≥ 1\\n' * 10_000
def task(config, directory, *, resume):
    print(TEXT)
    (directory / 'done').touch()
    return 0
sys.exit({program})
"""


def _started(program: str, directory: Path, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CODE.format(program=PROGRAMS[program])],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("program", PROGRAMS)
def test_reader_that_leaves_costs_nothing(program: str, tmp_path: Path) -> None:
    process = _started(program, tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0
    assert len(list(tmp_path.rglob("done"))) == {"plain": 0, "task": 1, "multirun": 2}[program]


@pytest.mark.parametrize("program", ["plain", "task"])
def test_character_that_cannot_be_encoded_is_replaced(program: str, tmp_path: Path) -> None:
    out, err = _started(program, tmp_path, PYTHONIOENCODING="latin-1").communicate()
    assert out.startswith(b"??? ? 1\n")
    assert err == b""


def test_help_is_printed_where_only_ascii_can_be(tmp_path: Path) -> None:
    environment = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "lessonnet.train", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
