"""A bar on a terminal, nothing elsewhere."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from lessonnet.callbacks import Progress
from tests.callbacks.toy_stack import ToyStack, make_trainer

PROGRAM = """
import logging, warnings
warnings.simplefilter("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
from pathlib import Path
from lessonnet.callbacks import Progress
from tests.callbacks.toy_stack import ToyStack, make_trainer
make_trainer(Path(), [Progress(1e-9)]).fit(ToyStack(errors=[[0.75, 0.5, 0.25], [0.5, 0.375, 0.5]], members=2))
"""


def test_progress_writes_nothing_when_piped(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make_trainer(tmp_path, [Progress(1e-9)]).fit(ToyStack(errors=[[1.0, 1.0, 1.0]]))
    assert "epoch" not in "".join(capfd.readouterr())


def test_progress_shows_epoch_step_and_best_error_on_a_terminal() -> None:
    terminal, end = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stderr=end,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    os.close(end)
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    assert child.wait() == 0
    text = shown.decode()
    assert "epoch 0 · step 2" in text
    assert "epoch 2 · step 22 · error 0.3750" in text
    assert "epoch 3 · step 24 · error 0.2500" in text


def test_progress_is_not_called_after_each_chunk_where_there_is_no_terminal(tmp_path: Path) -> None:
    progress = Progress()
    make_trainer(tmp_path, [progress], max_epochs=2).fit(ToyStack())
    assert progress.on_train_batch_end is None
