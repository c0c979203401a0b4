"""Running jobs: what a config asks for is built, trained as a stack, and written into its directory."""

from lessonnet.sweep._evaluation import evaluation_of
from lessonnet.sweep._own_classes import classes_of_run
from lessonnet.sweep._quiet import quiet
from lessonnet.sweep._run import Prepared, Result, prepare, run
from lessonnet.sweep._summary import PARTS, relative
from lessonnet.sweep._sweep import Sweep
from lessonnet.sweep._trial import Trial

__all__ = [
    "PARTS",
    "Prepared",
    "Result",
    "Sweep",
    "Trial",
    "classes_of_run",
    "evaluation_of",
    "prepare",
    "quiet",
    "relative",
    "run",
]
