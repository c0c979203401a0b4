"""Running jobs: what a config asks for is built, trained as a stack, and written into its directory."""

from lessonnet.sweep._evaluation import evaluation_of
from lessonnet.sweep._run import Result, run

__all__ = ["Result", "evaluation_of", "run"]
