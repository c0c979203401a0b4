"""Kill runs of the real program at random moments and resume each until it ends; report as JSON. Run as a program."""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from lessonnet.callbacks import latest_checkpoint
from lessonnet.callbacks._curves import METRICS
from lessonnet.command import run_program
from lessonnet.train import train
from tests.sweep.curves import curves_of
from tests.sweep.runs import digest_of, read_metrics

if TYPE_CHECKING:
    from lessonnet.command._multirun import BeginSweep

KILLS = 40
OPTIONS = (
    "trainer=cpu",
    "data=moons",
    "model=mlp",
    "optimizer=momentum",
    "dropout=per_batch",
    "scheduler=plateau",
    "callbacks=checkpoint",
    "callbacks.checkpoint.every_seconds=0.02",
    "logger.every_seconds=0.02",
    "trainer.log_every_n_steps=3",
    "trainer.max_epochs=400",
)


def program(*argv: str, begin: BeginSweep | None = None) -> int:
    """Run the program in a forked process, silently, and return its process id; `begin` is what a multirun needs."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            os._exit(run_program(train, argv, begin))
        finally:
            os._exit(1)
    return child


def exit_code(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def was_killed(child: int, seconds: float) -> bool:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    code = exit_code(child)
    assert code in (0, -signal.SIGKILL), code
    return code != 0


def has_every_step_once(run: Path) -> bool:
    steps = [row["step"] for row in read_metrics(run)]
    curves = curves_of(run)
    return all([point.step for point in curves[tag]] == steps for tag in METRICS.values())


def main() -> None:
    for module in ("lessonnet.command._launch", "lessonnet.sweep", "torch.utils.tensorboard"):
        importlib.import_module(module)  # so that a forked process starts at once
    os.chdir(sys.argv[1])
    begun = time.monotonic()
    assert exit_code(program(*OPTIONS, "hydra.run.dir=whole")) == 0
    seconds, wanted = time.monotonic() - begun, digest_of(Path("whole"))
    draw = random.Random(0)
    counts = {"kills": 0, "before_its_config": 0, "loadable": 0, "runs": 0, "same": 0, "curves_whole": 0}
    while counts["kills"] < KILLS:
        run = Path("killed")
        begin = (*OPTIONS, f"hydra.run.dir={run}")
        argv = begin
        while was_killed(program(*argv), draw.uniform(0, seconds)):
            counts["kills"] += 1
            if not (run / ".hydra" / "overrides.yaml").exists():  # the last of the three that Hydra writes
                counts["before_its_config"] += 1
                shutil.rmtree(run, ignore_errors=True)
                continue
            latest_checkpoint(run / "checkpoints")  # raises where there are some and none verifies
            counts["loadable"] += 1
            argv = (f"resume={run}",)
        assert exit_code(program(f"resume={run}")) == 0
        counts["runs"] += 1
        counts["same"] += digest_of(run) == wanted
        counts["curves_whole"] += has_every_step_once(run)
        shutil.rmtree(run)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
