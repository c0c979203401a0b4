"""The door for Python: `lessonnet.run("experiment=xor", "optimizer.lr=0.5")` does what the command line does."""

from lessonnet.interactive._judge import judge
from lessonnet.interactive._run import Run
from lessonnet.interactive._runs import Runs
from lessonnet.interactive._train import run, run_many

__all__ = ["Run", "Runs", "judge", "run", "run_many"]
