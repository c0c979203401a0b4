"""Train in two processes and send SIGTERM to one of them. Run as a program: directory, rank."""

import json
import logging
import os
import signal
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lightning.pytorch.strategies import DDPStrategy

from lessonnet.callbacks import Checkpoint, Interrupt
from tests.callbacks.toy_stack import ToyStack, make_trainer


def main() -> None:
    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    directory, receiver = Path(sys.argv[1]), int(sys.argv[2])
    stack, interrupt = ToyStack(), Interrupt()
    callbacks = [interrupt, Checkpoint(1e-9, directory / "checkpoints")]
    strategy = DDPStrategy(process_group_backend="gloo", find_unused_parameters=True)
    trainer = make_trainer(directory, callbacks, devices=2, strategy=strategy, use_distributed_sampler=False)

    def during_step(done: int) -> None:
        if done == 3 and trainer.global_rank == receiver:
            os.kill(os.getpid(), signal.SIGTERM)

    stack.during_step = during_step
    trainer.fit(stack)
    steps = trainer.global_step
    report = {"signal": interrupt.signal_number, "steps": steps, "stopped_at": int(stack.chunks_done) * 2}
    (directory / f"rank{trainer.global_rank}.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
