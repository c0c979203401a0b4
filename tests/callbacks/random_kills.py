"""Kill trainings at random moments, until each has come to its end; report as JSON. Run as a program."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from lessonnet.callbacks import Checkpoint, latest_checkpoint
from tests.callbacks.toy_stack import ToyStack, make_trainer

EPOCHS = 25
KILLS = 100


def train(directory: Path) -> torch.Tensor:
    stack = ToyStack()
    trainer = make_trainer(directory, [Checkpoint(1e-6, directory / "checkpoints")], max_epochs=EPOCHS)
    trainer.fit(stack, ckpt_path=latest_checkpoint(directory / "checkpoints"), weights_only=True)
    return stack.weights.detach()


def killed_training(directory: Path, seconds: float) -> bool:
    """Train in a forked process; return whether it came to its end before it was killed."""
    child = os.fork()
    if child == 0:
        try:
            train(directory)
            os._exit(0)
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL), code
    return code == 0


def main() -> None:
    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    root = Path(sys.argv[1])
    begun = time.monotonic()
    wanted = train(root / "whole")
    seconds = time.monotonic() - begun
    draw = random.Random(0)
    counts = {"trainings": 0, "kills": 0, "loadable": 0, "same": 0}
    while counts["kills"] < KILLS:
        directory = root / "killed"
        counts["trainings"] += 1
        while not killed_training(directory, draw.uniform(0, 0.5 * seconds)):
            counts["kills"] += 1
            latest_checkpoint(directory / "checkpoints")  # raises where there are some and none verifies
            counts["loadable"] += 1
        counts["same"] += torch.equal(train(directory), wanted)
        shutil.rmtree(directory)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
