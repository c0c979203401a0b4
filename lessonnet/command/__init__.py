"""The command line, directly under the programs: composing, checking, help, run directories.

Importing this imports neither Hydra nor torch, so that ``--help`` is quick.
"""

from lessonnet.command._plain_program import run_plain_program
from lessonnet.command._program import run_program

__all__ = ["run_plain_program", "run_program"]
