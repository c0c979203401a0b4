"""Runs of real programs that are killed or broken off, at any moment and in any of their processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sweep.programs import ended, needs_proc, once, ranks_of, started
from tests.sweep.runs import digest_of

pytestmark = pytest.mark.slow

SHARED = (
    "trainer=ddp",
    "trainer.accelerator=cpu",
    "data=moons",
    "model=mlp",
    "dropout=per_batch",
    "callbacks=checkpoint",
    "callbacks.checkpoint.every_seconds=0.05",
    "trainer.log_every_n_steps=3",
    "trainer.max_epochs=60",
)


def test_runs_killed_at_random_moments_resume_to_the_same_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = Path(__file__).parent / "killed_runs.py"
    done = subprocess.run(
        [sys.executable, script, tmp_path],
        stdout=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
        timeout=280,
    )
    counts = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\nkilled runs: {counts}")
    assert counts["loadable"] >= 20
    assert counts["loadable"] + counts["before_its_config"] == counts["kills"]
    assert counts["same"] == counts["curves_whole"] == counts["runs"]


def has_checkpoint(run: Path) -> bool:
    return any((run / "checkpoints").glob("*.ckpt"))


def test_ctrl_c_on_two_processes_saves_and_resumes_to_the_same_end(tmp_path: Path) -> None:
    process = started(tmp_path, *SHARED, "hydra.run.dir=run")
    once(process, lambda: has_checkpoint(tmp_path / "run"))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    stopped = ended(process)
    assert (stopped.code, stopped.err) == (130, "")
    assert json.loads((tmp_path / "run" / "results.json").read_text())["status"] == "interrupted"
    assert ended(started(tmp_path, "resume=run")).code == 0
    assert ended(started(tmp_path, *SHARED, "hydra.run.dir=whole")).code == 0
    assert digest_of(tmp_path / "run") == digest_of(tmp_path / "whole")


def test_sigterm_to_the_first_of_two_processes_stops_both(tmp_path: Path) -> None:
    process = started(tmp_path, *SHARED, "hydra.run.dir=run")
    once(process, lambda: has_checkpoint(tmp_path / "run")).send_signal(signal.SIGTERM)
    stopped = ended(process)
    assert (stopped.code, stopped.err) == (143, "")


@needs_proc
def test_run_whose_second_process_dies_fails_and_can_be_resumed(tmp_path: Path) -> None:
    process = started(tmp_path, *SHARED, "hydra.run.dir=run")
    once(process, lambda: has_checkpoint(tmp_path / "run"))
    (rank,) = ranks_of(process)
    os.kill(rank, signal.SIGKILL)
    assert ended(process).code == 1
    assert ended(started(tmp_path, "resume=run")).code == 0
    assert ended(started(tmp_path, *SHARED, "hydra.run.dir=whole")).code == 0
    assert digest_of(tmp_path / "run") == digest_of(tmp_path / "whole")
